// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/graph.h"

#include <algorithm>
#include <cstdio>

#include "base/deep_stack.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "ir/constant.h"
#include "sinter/error.h"

namespace sinter {

ValueId Graph::new_value(std::string_view name, NodeId producer, int index) {
  const auto id = ValueId(values_.size());
  Value v;
  v.name = unique_name(name);
  v.user_named = !name.empty();
  v.producer = producer;
  v.output_index = index;
  names_.emplace(v.name, id);
  values_.push_back(std::move(v));
  output_uses_.push_back(0);
  return id;
}

std::string Graph::unique_name(std::string_view hint) const {
  const std::string base(hint.empty() ? "v" : hint);
  if (!hint.empty() && !names_.contains(base)) return base;
  uint32_t& n = name_counters_[base];
  std::string name;
  do name = base + (hint.empty() ? "" : "_") + std::to_string(n++);
  while (names_.contains(name));
  return name;
}

ValueId Graph::add_input(std::string name, ValueType type) {
  const ValueId id = new_value(name, kNoNode, int(inputs_.size()));
  declare_symbols(type);
  values_[id].type = std::move(type);
  inputs_.push_back(id);
  return id;
}

void Graph::rename(ValueId v, std::string_view name) {
  values_[v].user_named = true;
  if (values_[v].name == name) return;
  for (size_t i = 0; i < outputs_.size(); ++i)
    if (outputs_[i] == v && output_names_[i] == values_[v].name) output_names_[i] = name;
  names_.erase(values_[v].name);
  if (auto it = names_.find(name); it != names_.end()) {
    const ValueId holder = it->second;
    values_[holder].name = unique_name(name);
    names_.erase(it);
    names_.emplace(values_[holder].name, holder);
  }
  values_[v].name = name;
  names_.emplace(values_[v].name, v);
}

NodeId Graph::add(Op op, std::vector<ValueId> inputs, NodeMeta meta, NodeId before) {
  if (nodes_.size() >= size_t(limits::kMaxNodes))
    fail(ErrorCode::kLimit, "the network has more than " + std::to_string(limits::kMaxNodes) + " nodes",
         "split the model");
  const auto id = NodeId(nodes_.size());
  auto node = std::make_unique<Node>();
  node->id = id;
  node->op = std::move(op);
  node->sources = std::move(meta.sources);
  node->regions = std::move(meta.regions);
  node->inputs = std::move(inputs);
  node->fresh_symbols = std::move(meta.fresh_symbols);
  const int declared = node->op.def().num_outputs;
  const int n = meta.num_outputs >= 0 ? meta.num_outputs : declared >= 0 ? declared : int(meta.output_names.size());
  node->outputs.resize(size_t(n), kNoValue);
  nodes_.push_back(std::move(node));
  links_.emplace_back();
  Node& nd = *nodes_.back();
  // Inference first: if it throws, the graph is as before.
  const size_t values_before = values_.size();
  try {
    for (int i = 0; i < n; ++i) {
      nd.outputs[size_t(i)] =
          new_value(i < int(meta.output_names.size()) ? meta.output_names[size_t(i)] : std::string_view(), id, i);
    }
    infer_into(nd);
  } catch (...) {
    for (size_t v = values_before; v < values_.size(); ++v) names_.erase(values_[v].name);
    values_.resize(values_before);
    output_uses_.resize(values_before);
    nodes_.pop_back();
    links_.pop_back();
    throw;
  }
  for (size_t i = 0; i < nd.inputs.size(); ++i)
    if (nd.inputs[i] != kNoValue) values_[nd.inputs[i]].uses.push_back({id, int(i)});
  link_before(id, before);
  ++live_;
  return id;
}

ValueId Graph::add_value(Op op, std::vector<ValueId> inputs, NodeMeta meta, NodeId before) {
  return node(add(std::move(op), std::move(inputs), std::move(meta), before)).outputs.at(0);
}

ValueId Graph::add_constant(Weights weights, std::string name, NodeId before) {
  NodeMeta meta;
  if (!name.empty()) meta.output_names = {std::move(name)};
  return add_value(Constant{.value = std::move(weights)}, {}, std::move(meta), before);
}

void Graph::set_outputs(std::vector<ValueId> outputs, std::vector<std::string> names) {
  for (ValueId v : outputs_) --output_uses_[v];
  outputs_ = std::move(outputs);
  output_names_ = std::move(names);
  for (size_t i = output_names_.size(); i < outputs_.size(); ++i) output_names_.push_back(values_[outputs_[i]].name);
  for (ValueId v : outputs_) ++output_uses_[v];
}

void Graph::link_before(NodeId id, NodeId before) {
  Link& l = links_[id];
  l.next = before;
  l.prev = before == kNoNode ? tail_ : links_[before].prev;
  (l.prev == kNoNode ? head_ : links_[l.prev].next) = id;
  (before == kNoNode ? tail_ : links_[before].prev) = id;
}

void Graph::unlink(NodeId id) {
  const Link l = links_[id];
  (l.prev == kNoNode ? head_ : links_[l.prev].next) = l.next;
  (l.next == kNoNode ? tail_ : links_[l.next].prev) = l.prev;
}

std::vector<NodeId> Graph::order() const {
  std::vector<NodeId> out;
  out.reserve(live_);
  for (NodeId n = head_; n != kNoNode; n = links_[n].next) out.push_back(n);
  return out;
}

ValueId Graph::find_value(std::string_view name) const {
  auto it = names_.find(name);
  return it == names_.end() ? kNoValue : it->second;
}

const Weights* Graph::constant(ValueId v) const {
  const NodeId p = producer(v);
  if (p == kNoNode) return nullptr;
  const auto* c = nodes_[p]->op.as<Constant>();
  return c ? &c->value : nullptr;
}

bool Graph::is_output(ValueId v) const { return output_uses_[v] > 0; }

NodeId Graph::single_user(ValueId v) const {
  const auto& u = values_[v].uses;
  if (u.empty() || is_output(v)) return kNoNode;
  for (const auto& x : u)
    if (x.node != u[0].node) return kNoNode;
  return u[0].node;
}

void Graph::drop_use(ValueId v, NodeId node, int input) {
  if (v == kNoValue) return;
  auto& uses = values_[v].uses;
  auto it = std::find(uses.begin(), uses.end(), Use{node, input});
  if (it != uses.end()) {
    *it = uses.back();
    uses.pop_back();
  }
}

void Graph::set_input(NodeId id, int index, ValueId value) {
  Node& n = node(id);
  drop_use(n.inputs[size_t(index)], id, index);
  n.inputs[size_t(index)] = value;
  if (value != kNoValue) values_[value].uses.push_back({id, index});
}

void Graph::replace_uses(ValueId from, ValueId to) {
  if (from == to) return;
  auto uses = std::move(values_[from].uses);
  values_[from].uses.clear();
  // The original order of uses follows the graph; sorting keeps later passes deterministic.
  std::sort(uses.begin(), uses.end(),
            [](const Use& a, const Use& b) { return std::pair(a.node, a.input) < std::pair(b.node, b.input); });
  for (const auto& u : uses) {
    nodes_[u.node]->inputs[size_t(u.input)] = to;
    values_[to].uses.push_back(u);
  }
  if (!is_output(from)) return;
  const bool keep = values_[to].producer == kNoNode || is_output(to);  // inputs and outputs have names of their own
  for (auto& o : outputs_)
    if (o == from) o = to;
  output_uses_[to] += output_uses_[from];
  output_uses_[from] = 0;
  if (!keep && values_[from].user_named) take_name(to, from);
}

void Graph::take_name(ValueId to, ValueId from) {
  std::swap(values_[from].name, values_[to].name);
  std::swap(values_[from].user_named, values_[to].user_named);
  names_[values_[from].name] = from;
  names_[values_[to].name] = to;
}

void Graph::remove(NodeId id) {
  Node& n = node(id);
  for (ValueId v : n.outputs)
    if (v != kNoValue && (!values_[v].uses.empty() || is_output(v)))
      fail(ErrorCode::kInternal, "removed " + describe(id) + " whose output is still used");
  for (size_t i = 0; i < n.inputs.size(); ++i) drop_use(n.inputs[i], id, int(i));
  for (ValueId v : n.outputs)
    if (v != kNoValue) names_.erase(values_[v].name);
  unlink(id);
  nodes_[id].reset();
  --live_;
}

void Graph::remove_input(ValueId v) {
  const auto it = std::find(inputs_.begin(), inputs_.end(), v);
  if (it == inputs_.end() || !values_[v].uses.empty() || is_output(v))
    fail(ErrorCode::kInternal, "removed an input that is still used, or a value that is no input");
  names_.erase(values_[v].name);
  inputs_.erase(it);
  for (size_t i = 0; i < inputs_.size(); ++i) values_[inputs_[i]].output_index = int(i);
}

void Graph::move_before(NodeId id, NodeId before) {
  if (id == before) return;
  unlink(id);
  link_before(id, before);
}

// What only the run tells keeps its symbol when the node is inferred again.
const std::string& Graph::own_symbol(Node& n, size_t index, const std::string& hint) {
  if (index >= n.fresh_symbols.size()) {
    const std::string base = sanitize_symbol(hint) + "." + sanitize_symbol(values_[n.outputs.at(0)].name);
    std::string name = base;
    for (int k = 2; symbols_.contains(name); ++k) name = base + "." + std::to_string(k);
    n.fresh_symbols.push_back(std::move(name));
  }
  return n.fresh_symbols[index];
}

Dim Graph::fresh_symbol(Node& n, size_t index, const std::string& hint, const Dim& upper) {
  const std::string& name = own_symbol(n, index, hint);
  Symbol& s = symbols_[name];
  const bool unbounded = upper == Dim(INT64_MAX);
  s.upper = unbounded ? std::nullopt : std::optional(upper);
  s.data_dependent = true;
  s.max = unbounded ? INT64_MAX : bounds(upper).max;
  return Dim::symbol(name);
}

namespace {
Symbol element_of_tensor() {
  Symbol s;
  s.min = INT64_MIN;
  s.data_dependent = s.element = true;
  return s;
}
}  // namespace

Dim Graph::element_symbol(Node& n, size_t index, const std::string& hint) {
  const std::string& name = own_symbol(n, index, hint);
  const Symbol& s = symbols_.try_emplace(name, element_of_tensor()).first->second;
  return s.min == s.max ? Dim(s.min) : Dim::symbol(name);
}

bool Graph::is_late(const Dim& dim) const {
  if (dim.is_const()) return false;
  std::set<std::string> names;
  dim.collect_symbols(names);
  return std::any_of(names.begin(), names.end(), [&](const std::string& n) {
    const auto it = symbols_.find(n);
    return it != symbols_.end() && it->second.data_dependent;
  });
}

bool Graph::reads_elements(const Dim& dim) const {
  std::set<std::string> names;
  dim.collect_symbols(names);
  std::vector<std::string> work(names.begin(), names.end());
  while (!work.empty()) {
    const auto it = symbols_.find(work.back());
    work.pop_back();
    if (it == symbols_.end()) continue;
    if (it->second.element) return true;
    std::set<std::string> more;
    if (it->second.definition) it->second.definition->collect_symbols(more);
    for (const auto& m : more)
      if (names.insert(m).second) work.push_back(m);
  }
  return false;
}

Dim Graph::define(const std::string& hint, const Dim& value) {
  // Short expressions say more than a name.
  constexpr size_t kMaxPlainText = 40;
  if (value.is_const() || value.to_string().size() <= kMaxPlainText) return value;
  if (!is_late(value)) return value;
  // The name follows from the expression, so that inferring again finds it.
  char digits[17];
  std::snprintf(digits, sizeof digits, "%08x", unsigned(Hasher().add(value.to_string()).finish64()));
  const std::string base = sanitize_symbol(hint) + "." + digits;
  std::string name = base;
  for (int k = 2;; ++k, name = base + "." + std::to_string(k)) {
    const auto [it, fresh] = symbols_.try_emplace(name);
    if (!fresh && !(it->second.definition && *it->second.definition == value)) continue;
    const Interval b = bounds(value);
    it->second.min = b.min;
    it->second.max = b.max;
    it->second.data_dependent = true;
    it->second.definition = value;
    return Dim::symbol(name);
  }
}

void Graph::read_elements(ValueId input) {
  Value& v = values_[input];
  if (v.host_value) return;
  const SymDims& dims = v.type.tensor.dims;
  if (v.producer != kNoNode || !v.type.is_tensor() || !is_integer(v.type.tensor.dtype) || dims.size() > 1 ||
      (dims.size() == 1 && !dims[0].is_const()))
    fail(ErrorCode::kInternal, quote(v.name) + " is no input whose elements can be sizes");
  const int64_t count = dims.empty() ? 1 : dims[0].value();
  SymDims elements;
  for (int64_t i = 0; i < count; ++i) {
    const std::string base = sanitize_symbol(v.name) + (dims.empty() ? ".value" : "." + std::to_string(i));
    std::string name = base;
    for (int k = 2; symbols_.contains(name); ++k) name = base + "." + std::to_string(k);
    symbols_.emplace(name, element_of_tensor());
    elements.push_back(Dim::symbol(name));
  }
  v.host_value = std::move(elements);
}

namespace {

void collect_used(const Graph& g, std::set<std::string>& names) {
  // Whether a value is needed; its shape is then.
  const auto used = [&](ValueId id) {
    if (id == kNoValue || (g.value(id).uses.empty() && !g.is_output(id))) return false;
    for (const ValueType* t = &g.value(id).type; t; t = t->element.get())
      for (const Dim& d : t->tensor.dims) d.collect_symbols(names);
    return true;
  };
  for (NodeId id = g.first(); id != kNoNode; id = g.next(id)) {
    const Node& n = g.node(id);
    bool alive = n.op.def().traits.side_effect || !n.regions.empty();
    for (ValueId v : n.outputs) alive = used(v) || alive;
    if (!alive) continue;
    for (const Dim& d : n.op.dim_params()) d.collect_symbols(names);
    for (const auto& r : n.regions) with_deep_stack([&] { collect_used(*r, names); });
  }
}

}  // namespace

std::set<std::string> Graph::symbols_in_use() const {
  std::set<std::string> names;
  collect_used(*this, names);
  std::vector<std::string> work(names.begin(), names.end());
  while (!work.empty()) {
    const auto it = symbols_.find(work.back());
    work.pop_back();
    if (it == symbols_.end()) continue;
    std::set<std::string> more;
    if (it->second.definition) it->second.definition->collect_symbols(more);
    if (it->second.upper) it->second.upper->collect_symbols(more);
    for (const auto& m : more)
      if (names.insert(m).second) work.push_back(m);
  }
  return names;
}

void Graph::infer_into(Node& n) {
  const OpDef& def = n.op.def();
  std::vector<InferContext::Input> in;
  for (ValueId v : n.inputs) {
    InferContext::Input i;
    if (v != kNoValue) {
      i.type = values_[v].type;
      i.constant = constant(v);
      i.host_value = values_[v].host_value;
      const TensorType& t = i.type.tensor;  // an empty vector is known whatever the run brings
      if (!i.host_value && i.type.is_tensor() && is_integer(t.dtype) && t.rank() == 1 && t.dims[0] == Dim(0))
        i.host_value = SymDims{};
      i.present = true;
    }
    in.push_back(std::move(i));
  }
  InferContext ctx(n.op, std::move(in));
  ctx.set_num_outputs(int(n.outputs.size()));
  ctx.symbol_bounds = [this](const std::string& s) {
    auto it = symbols_.find(s);
    return it == symbols_.end() ? Interval{0, INT64_MAX} : Interval{it->second.min, it->second.max};
  };
  size_t made = 0;
  ctx.symbols_made = n.fresh_symbols.size();
  ctx.make_symbol = [&](const std::string& hint, const Dim& upper) { return fresh_symbol(n, made++, hint, upper); };
  ctx.make_value = [&](const std::string& hint) { return element_symbol(n, made++, hint); };
  ctx.has_element = [this](const Dim& d) { return reads_elements(d); };
  ctx.define_symbol = [&](const std::string& hint, const Dim& value) { return define(hint, value); };
  for (auto& r : n.regions) ctx.regions_.push_back(r.get());
  try {
    if (ctx.num_inputs() < def.min_inputs || (def.max_inputs >= 0 && ctx.num_inputs() > def.max_inputs))
      ctx.fail(std::to_string(ctx.num_inputs()) + " inputs given, " + std::to_string(def.min_inputs) +
               (def.max_inputs == def.min_inputs ? ""
                : def.max_inputs < 0             ? " or more"
                                                 : " to " + std::to_string(def.max_inputs)) +
               " expected");
    if (def.traits.regions >= 0 && int(n.regions.size()) != def.traits.regions)
      ctx.fail(std::to_string(n.regions.size()) + " regions given, " + std::to_string(def.traits.regions) +
               " expected");
    def.infer(n.op.attrs(), ctx);
    ctx.outputs.resize(n.outputs.size());
    for (size_t i = 0; i < n.outputs.size(); ++i)
      if (ctx.outputs[i].is_tensor() && ctx.outputs[i].tensor.dtype == DataType::kInvalid)
        ctx.fail("output " + std::to_string(i) + " does not exist");
  } catch (Error& e) {
    std::string types;
    for (ValueId v : n.inputs)
      types += (types.empty() ? "" : ", ") + (v == kNoValue ? std::string("-") : to_string(values_[v].type));
    e.in("inputs " + (types.empty() ? "none" : types));
    e.in(describe(n.id));
    throw;
  }
  ctx.host_values.resize(n.outputs.size());
  for (size_t i = 0; i < n.outputs.size(); ++i) {
    if (n.outputs[i] == kNoValue) continue;
    Value& v = values_[n.outputs[i]];
    v.type = std::move(ctx.outputs[i]);
    v.host_value = std::move(ctx.host_values[i]);
    declare_symbols(v.type);
  }
  for (auto& c : ctx.checks) {
    // A value that the run reads is at fault, not the shape of an input: the message needs the place.
    if (is_late(c.a) || is_late(c.b)) c.what = describe(n.id) + ": " + c.what;
    add_check(std::move(c));
  }
}

void Graph::reinfer(NodeId id) { infer_into(node(id)); }
void Graph::reinfer_all() {
  for (NodeId n : order()) reinfer(n);
}

void Graph::add_sources(Node& n, const std::vector<std::string>& more) {
  // Nobody reads more names than this, and gathering the 100,000 of as many equal nodes would take quadratic time.
  constexpr size_t kMaxSources = 1024;
  for (const auto& s : more)
    if (n.sources.size() >= kMaxSources)
      return;
    else if (std::find(n.sources.begin(), n.sources.end(), s) == n.sources.end()) n.sources.push_back(s);
}

void Graph::declare_symbols(const ValueType& type) {
  std::set<std::string> names;
  for (const ValueType* t = &type; t; t = t->element.get())
    for (const auto& d : t->tensor.dims) d.collect_symbols(names);
  for (const auto& n : names) symbols_.try_emplace(n);
}

Interval Graph::bounds(const Dim& d) const {
  return d.bounds([this](const std::string& s) {
    auto it = symbols_.find(s);
    return it == symbols_.end() ? Interval{0, INT64_MAX} : Interval{it->second.min, it->second.max};
  });
}

void Graph::add_check(DimCheck check) {
  for (const auto& c : checks_)
    if (c.kind == check.kind && c.a == check.a && c.b == check.b) return;
  checks_.push_back(std::move(check));
}

std::string Graph::describe(NodeId id) const {
  const Node& n = node(id);
  std::string name = n.sources.empty() ? std::string() : n.sources[0];
  if (name.empty() && !n.outputs.empty() && n.outputs[0] != kNoValue) name = values_[n.outputs[0]].name;
  return "node " + quote(name) + " (" + std::string(n.op.name()) + ")";
}

std::unique_ptr<Graph> Graph::clone() const {
  auto g = std::make_unique<Graph>(name_);
  g->nodes_.reserve(nodes_.size());
  for (const auto& n : nodes_) {
    if (!n) {
      g->nodes_.push_back(nullptr);
      continue;
    }
    auto c = std::make_unique<Node>();
    c->id = n->id;
    c->op = n->op;
    c->inputs = n->inputs;
    c->outputs = n->outputs;
    c->sources = n->sources;
    c->fresh_symbols = n->fresh_symbols;
    c->compute_dtype = n->compute_dtype;
    c->compute_wish = n->compute_wish;
    c->output_wish = n->output_wish;
    for (const auto& r : n->regions)
      with_deep_stack([&] { c->regions.push_back(r ? r->clone() : nullptr); });
    g->nodes_.push_back(std::move(c));
  }
  g->links_ = links_;
  g->values_ = values_;
  g->names_ = names_;
  g->name_counters_ = name_counters_;
  g->head_ = head_;
  g->tail_ = tail_;
  g->live_ = live_;
  g->inputs_ = inputs_;
  g->outputs_ = outputs_;
  g->output_names_ = output_names_;
  g->output_uses_ = output_uses_;
  g->symbols_ = symbols_;
  g->checks_ = checks_;
  return g;
}

}  // namespace sinter
