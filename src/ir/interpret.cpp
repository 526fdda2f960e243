// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/interpret.h"

#include <algorithm>
#include <cstring>

#include "base/deep_stack.h"
#include "base/text.h"
#include "ir/constant.h"
#include "ir/decompose.h"
#include "ir/symbol_binding.h"
#include "sinter/error.h"

namespace sinter {
namespace {

bool has_composites(const Graph& g) {
  for (NodeId id = g.first(); id != kNoNode; id = g.next(id)) {
    if (g.node(id).op.def().meaning == Meaning::kDecompose) return true;
    for (const auto& r : g.node(id).regions)
      if (has_composites(*r)) return true;
  }
  return false;
}

void decompose_everything(Graph& g) {
  bool changed = true;
  while (changed) {  // a composite may be made of composites
    changed = false;
    for (NodeId id : g.order()) changed = decompose_node(g, id) || changed;
  }
  for (NodeId id : g.order())
    for (auto& r : g.node(id).regions) decompose_everything(*r);
}

std::vector<HostTensor> run_decomposed(const Graph& g, std::vector<HostTensor> inputs, const SymbolValues& outer);

std::vector<HostTensor> copies_of(std::span<const TensorView> views) {
  std::vector<HostTensor> out;
  for (const auto& v : views) out.push_back(v.present() ? HostTensor::from(v) : HostTensor());
  return out;
}

bool bool_of(const TensorView& v) {
  int64_t x = 0;
  if (v.count() != 1)
    fail(ErrorCode::kShapeMismatch, "a condition has " + std::to_string(v.count()) + " elements", "give one");
  load_i64(v.dtype, v.data, 0, 1, &x);
  return x != 0;
}

// ---- structural ops ----

std::vector<HostTensor> run_if(const Node& n, std::span<const TensorView> in, const SymbolValues& symbols) {
  const size_t taken = bool_of(in[0]) ? 0 : 1;
  int64_t only = -1;
  std::string refused;
  n.op.visit([&](int, std::string_view name, const Attr& a) {
    if (name == "only" && std::holds_alternative<int64_t>(a)) only = std::get<int64_t>(a);
    if (name == "refused" && std::holds_alternative<std::string>(a)) refused = std::get<std::string>(a);
  });
  if (only >= 0 && size_t(only) != taken)
    fail(ErrorCode::kShapeMismatch, refused, "use inputs that take the other branch");
  const Graph& branch = *n.regions.at(taken);
  return run_decomposed(branch, copies_of(in.subspan(1)), symbols);
}

int carried_of(const Node& n) {
  int64_t carried = std::min(int64_t(n.inputs.size()) - 2, int64_t(n.outputs.size()));
  n.op.visit([&](int, std::string_view name, const Attr& a) {
    if (name == "carried" && std::holds_alternative<int64_t>(a)) carried = std::get<int64_t>(a);
  });
  if (carried < 0 || carried > int64_t(n.inputs.size()) - 2)
    fail(ErrorCode::kInvalidModel, "a Loop carries more values than it has inputs", "correct the model");
  return int(carried);
}

// Slices of equal shape, one per iteration, stacked along a new axis 0. Elements of whole bytes are copied, packed ones
// converted.
HostTensor stack(const std::vector<HostTensor>& slices, const TensorType& empty_type, const SymbolBinding& symbols) {
  if (slices.empty()) {
    Dims dims = symbols.eval(empty_type.dims);
    for (int64_t& d : dims) d = std::max<int64_t>(d, 0);
    if (!dims.empty()) dims[0] = 0;
    return HostTensor(empty_type.dtype, dims);
  }
  Dims dims = slices[0].dims;
  dims.insert(dims.begin(), int64_t(slices.size()));
  HostTensor out(slices[0].dtype, std::move(dims));
  const int64_t n = slices[0].count();
  int64_t at = 0;
  for (const auto& s : slices) {
    if (s.dims != slices[0].dims)
      fail(ErrorCode::kShapeMismatch, "a Loop's scanned outputs differ in shape", "correct the model");
    if (out.dtype == DataType::kString)
      std::copy(s.strings.begin(), s.strings.end(), out.strings.begin() + at);
    else if (bits_of(out.dtype) >= 8) {
      if (!s.bytes.empty())
        std::memcpy(out.bytes.data() + size_t(bytes_of(out.dtype, at)), s.bytes.data(), s.bytes.size());
    } else
      store_f64(out.dtype, out.bytes.data(), at, n, s.to_doubles().data());
    at += n;
  }
  return out;
}

std::vector<HostTensor> run_loop(const Graph& g, const Node& n, std::span<const TensorView> in,
                                 const SymbolValues& symbols) {
  const int carried = carried_of(n);
  int64_t trips = INT64_MAX;
  if (in.size() > 0 && in[0].dtype != DataType::kInvalid) load_i64(in[0].dtype, in[0].data, 0, 1, &trips);
  bool go = in.size() < 2 || in[1].dtype == DataType::kInvalid || bool_of(in[1]);
  std::vector<HostTensor> state = copies_of(in.subspan(2, size_t(carried)));
  std::vector<std::vector<HostTensor>> scanned(n.outputs.size() - std::min(n.outputs.size(), size_t(carried)));
  const Graph& body = *n.regions.at(0);
  for (int64_t k = 0; k < trips && go; ++k) {
    std::vector<HostTensor> args = {HostTensor::of_ints(DataType::kInt64, {}, std::span(&k, 1)),
                                    HostTensor(DataType::kBool, {})};
    args[1].bytes[0] = std::byte{1};
    for (auto& s : state) args.push_back(std::move(s));
    for (auto& c : copies_of(in.subspan(2 + size_t(carried)))) args.push_back(std::move(c));
    auto results = run_decomposed(body, std::move(args), symbols);
    if (results.size() < 1 + size_t(carried) + scanned.size())
      fail(ErrorCode::kInvalidModel, "a Loop's body has too few outputs", "correct the model");
    go = bool_of(results[0].view());
    for (int i = 0; i < carried; ++i) state[size_t(i)] = std::move(results[size_t(i) + 1]);
    for (size_t i = 0; i < scanned.size(); ++i) scanned[i].push_back(std::move(results[1 + size_t(carried) + i]));
  }
  std::vector<HostTensor> out = std::move(state);
  out.resize(std::min(out.size(), n.outputs.size()));
  for (size_t i = 0; i < scanned.size(); ++i)
    out.push_back(stack(scanned[i], g.tensor(n.outputs[size_t(carried) + i]), SymbolBinding(symbols)));
  return out;
}

std::vector<HostTensor> run_structural(const Graph& g, const Node& n, std::span<const TensorView> in,
                                       const SymbolValues& symbols) {
  if (const auto* c = n.op.as<Constant>()) {
    std::vector<HostTensor> out;
    out.push_back(HostTensor::from(c->value));
    return out;
  }
  if (n.op.name() == "If") return run_if(n, in, symbols);
  if (n.op.name() == "Loop") return run_loop(g, n, in, symbols);
  if (n.op.name() == "Fusion") return run_decomposed(*n.regions.at(0), copies_of(in), symbols);
  fail(ErrorCode::kUnsupported, std::string(n.op.name()) + " has no reference meaning", "run it on another backend");
}

// ---- ops with a reference ----

std::vector<HostTensor> run_reference(const Graph& g, const Node& n, std::span<const TensorView> in,
                                      const SymbolBinding& symbols) {
  RefContext ctx;
  ctx.inputs.assign(in.begin(), in.end());
  std::vector<HostTensor> out(n.outputs.size());
  for (size_t i = 0; i < out.size(); ++i) {
    RefContext::Output o;
    const ValueType* type = n.outputs[i] == kNoValue ? nullptr : &g.value(n.outputs[i]).type;
    if (type && !type->is_tensor()) {
      o.object = &out[i];
    } else if (type) {
      const Dims dims = symbols.eval(type->tensor.dims);
      const bool known = std::find(dims.begin(), dims.end(), -1) == dims.end();
      if (known) out[i] = HostTensor(type->tensor.dtype, dims);
      o.view = known ? out[i].view() : TensorView{type->tensor.dtype, dims, nullptr};
      o.resize = [&out, i, dtype = type->tensor.dtype](const Dims& d) {
        out[i] = HostTensor(dtype, d);
        return out[i].view().data;
      };
    }
    ctx.outputs.push_back(std::move(o));
  }
  std::vector<int64_t> params;
  for (const Dim& d : n.op.dim_params()) {
    const auto v = symbols.eval(d);
    if (!v) fail(ErrorCode::kInternal, "the dim " + d.to_string() + " has no value here");
    params.push_back(*v);
  }
  ctx.params = params;
  std::vector<Graph*> regions;
  for (const auto& r : n.regions) regions.push_back(r.get());
  ctx.regions = regions;
  n.op.def().reference(n.op.attrs(), ctx);
  return out;
}

// A composite alone: a graph of this node, decomposed.
std::vector<HostTensor> run_composite(const Graph& g, const Node& n, std::span<const TensorView> in,
                                      const SymbolValues& symbols) {
  Graph alone("node");
  std::vector<ValueId> args;
  std::vector<HostTensor> tensors;
  for (const auto& v : in) {
    args.push_back(kNoValue);
    if (!v.present()) continue;
    // Constants stay constants: some composites look at them.
    const size_t i = args.size() - 1;
    if (const Weights* w = i < n.inputs.size() && n.inputs[i] != kNoValue ? g.constant(n.inputs[i]) : nullptr) {
      args.back() = alone.add_constant(*w);
      continue;
    }
    args.back() = alone.add_input({}, v.object ? g.value(n.inputs[i]).type
                                               : ValueType(v.dtype, SymDims(v.dims.begin(), v.dims.end())));
    tensors.push_back(HostTensor::from(v));
  }
  NodeMeta meta;
  meta.num_outputs = int(n.outputs.size());
  for (const auto& r : n.regions) meta.regions.push_back(r->clone());
  const NodeId id = alone.add(n.op, args, std::move(meta));
  alone.set_outputs(alone.node(id).outputs);
  return interpret(alone, std::move(tensors), symbols);
}

std::vector<HostTensor> run_node(const Graph& g, const Node& n, std::span<const TensorView> in,
                                 const SymbolBinding& symbols) {
  if (n.op.def().reference) return run_reference(g, n, in, symbols);
  if (n.op.def().meaning == Meaning::kDecompose) return run_composite(g, n, in, symbols.values());
  return run_structural(g, n, in, symbols.values());
}

// ---- a whole graph ----

class GraphRun {
 public:
  GraphRun(const Graph& g, const SymbolValues& outer)
      : g_(g), symbols_(without_own(g, outer)), slots_(g.value_capacity()) {
    for (ValueId v = 0; v < slots_.size(); ++v) slots_[v].pending = g.value(v).uses.size() + (g.is_output(v) ? 1 : 0);
  }

  std::vector<HostTensor> run(std::vector<HostTensor> inputs) {
    if (inputs.size() != g_.inputs().size())
      fail(ErrorCode::kInvalidArgument,
           std::to_string(inputs.size()) + " inputs given, the graph has " + std::to_string(g_.inputs().size()),
           "give one tensor per input");
    // Twice, so that an input's expression may use a symbol that only a later input tells.
    for (int round = 0; round < 2; ++round)
      for (size_t i = 0; i < inputs.size(); ++i) bind_input(g_.inputs()[i], inputs[i]);
    for (size_t i = 0; i < inputs.size(); ++i) set(g_.inputs()[i], std::move(inputs[i]));
    for (ValueId v : g_.inputs()) bind_elements(v);
    bind_definitions();
    symbols_.check(g_.checks());
    for (NodeId id : g_.order()) {
      try {
        node(g_.node(id));
      } catch (Error& e) {
        e.in(g_.describe(id));
        throw;
      }
    }
    symbols_.check(g_.checks());
    std::vector<HostTensor> out;
    for (ValueId v : g_.outputs()) out.push_back(HostTensor::from(slots_[v].view));
    return out;
  }

 private:
  // A region's data-dependent sizes are its own, even if the graph around it has one of the same name.
  static SymbolValues without_own(const Graph& g, SymbolValues outer) {
    std::erase_if(outer, [&](const auto& s) {
      auto it = g.symbols().find(s.first);
      return it != g.symbols().end() && it->second.data_dependent;
    });
    return outer;
  }

  struct Slot {
    HostTensor owned;  // empty for constants, which are viewed in place
    TensorView view;
    size_t pending = 0;  // uses that have not run yet
  };

  void bind_input(ValueId v, const HostTensor& t) {
    const ValueType& type = g_.value(v).type;
    int axis = -1;
    if (fits(type, t) && (!type.is_tensor() || symbols_.bind(type.tensor.dims, t.dims, axis))) return;
    fail(ErrorCode::kShapeMismatch,
         "input " + quote(g_.value(v).name) + " is " + describe(t) + ", expected " + to_string(type),
         "give a tensor of this type");
  }

  // Kinds and element types; what sequences hold is checked by the ops that take it out.
  static bool fits(const ValueType& type, const HostTensor& t) {
    return t.dtype == innermost(type).dtype && has_nesting(t, nesting_of(type));
  }

  // Elements that are symbols get their values from the tensor.
  void bind_elements(ValueId v) {
    const Value& value = g_.value(v);
    if (!value.host_value || !value.type.is_tensor()) return;
    for (size_t i = 0; i < value.host_value->size(); ++i) {
      const auto name = (*value.host_value)[i].as_symbol();
      const auto it = name ? g_.symbols().find(*name) : g_.symbols().end();
      if (it == g_.symbols().end() || !it->second.element) continue;
      int64_t x = 0;
      load_i64(slots_[v].view.dtype, slots_[v].view.data, int64_t(i), 1, &x);
      symbols_.set(*name, x);
    }
  }

  // A definition may use another one.
  void bind_definitions() {
    for (bool again = true; again;) {
      again = false;
      for (const auto& [name, s] : g_.symbols()) {
        if (!s.definition || symbols_.values().contains(name)) continue;
        const auto v = symbols_.eval(*s.definition);
        if (v) symbols_.set(name, *v);
        again = again || v;
      }
    }
  }

  void set(ValueId v, HostTensor t) {
    Slot& s = slots_[v];
    s.owned = std::move(t);
    s.view = s.owned.view();
  }

  void node(const Node& n) {
    if (const auto* c = n.op.as<Constant>()) {
      slots_[n.outputs[0]].view = view_of(c->value);
      return;
    }
    std::vector<TensorView> in;
    for (ValueId v : n.inputs) in.push_back(v == kNoValue ? TensorView{} : slots_[v].view);
    auto out = run_node(g_, n, in, symbols_);
    for (size_t i = 0; i < n.outputs.size(); ++i)
      if (n.outputs[i] != kNoValue) output(n, i, std::move(out.at(i)));
    if (!n.fresh_symbols.empty()) bind_definitions();
    for (ValueId v : n.inputs)
      if (v != kNoValue && --slots_[v].pending == 0) slots_[v] = {};
  }

  void output(const Node& n, size_t i, HostTensor t) {
    const ValueType& type = g_.value(n.outputs[i]).type;
    int axis = -1;
    if (!fits(type, t) || (type.is_tensor() && !symbols_.bind(type.tensor.dims, t.dims, axis)))
      fail(ErrorCode::kInternal,
           "output " + std::to_string(i) + " became " + describe(t) + ", inference said " + to_string(type));
    if (g_.value(n.outputs[i]).host_value && !n.fresh_symbols.empty()) {
      set(n.outputs[i], std::move(t));
      bind_elements(n.outputs[i]);
      if (slots_[n.outputs[i]].pending == 0) slots_[n.outputs[i]] = {};
      return;
    }
    if (slots_[n.outputs[i]].pending > 0) set(n.outputs[i], std::move(t));
  }

  const Graph& g_;
  SymbolBinding symbols_;
  std::vector<Slot> slots_;
};

std::vector<HostTensor> run_decomposed(const Graph& g, std::vector<HostTensor> inputs, const SymbolValues& outer) {
  std::vector<HostTensor> out;
  with_deep_stack([&] { out = GraphRun(g, outer).run(std::move(inputs)); });
  return out;
}

}  // namespace

std::vector<HostTensor> interpret(const Graph& graph, std::vector<HostTensor> inputs, const SymbolValues& outer) {
  if (!has_composites(graph)) return run_decomposed(graph, std::move(inputs), outer);
  const auto copy = graph.clone();
  decompose_everything(*copy);
  return run_decomposed(*copy, std::move(inputs), outer);
}

std::vector<HostTensor> evaluate_node(const Graph& graph, NodeId node, std::span<const TensorView> inputs,
                                      const SymbolValues& symbols) {
  const Node& n = graph.node(node);
  try {
    bool composite = n.op.def().meaning == Meaning::kDecompose;
    for (const auto& r : n.regions) composite = composite || has_composites(*r);
    return composite ? run_composite(graph, n, inputs, symbols) : run_node(graph, n, inputs, SymbolBinding(symbols));
  } catch (Error& e) {
    e.in(graph.describe(node));
    throw;
  }
}

}  // namespace sinter
