// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Reads the text form of ir/print.h. One function per construct; the only recursion is over regions and types, both
// bounded by limits::kMaxNesting.
#include <map>
#include <set>

#include "base/deep_stack.h"
#include "base/limits.h"
#include "base/text.h"
#include "ir/constant.h"
#include "ir/print.h"
#include "ir/text_literal.h"
#include "ir/text_value.h"
#include "sinter/error.h"

namespace sinter {
namespace {

struct NamedValue {
  std::string name;  // empty: "-"
  bool user_named = false;
  size_t offset = 0;
  uint64_t formats = 1;
  std::string alias;  // of a graph output: the name it has instead of its value's
};

class GraphReader {
 public:
  GraphReader(std::string_view text, std::span<const OpDef* const> ops, std::span<const Weights> weights)
      : lexer_(text), weights_(weights) {
    ops_.emplace("Constant", &def_of<Constant>());
    for (const OpDef* d : ops) ops_.insert_or_assign(d->name, d);
  }

  std::unique_ptr<Graph> read() {
    auto g = graph(0);
    if (!lexer_.at_end()) lexer_.fail_here("text after the end of the graph");
    return g;
  }

 private:
  std::unique_ptr<Graph> graph(int depth) {
    if (depth > limits::kMaxNesting) lexer_.fail_here("graphs are nested too deeply");
    if (!lexer_.take_word("graph")) lexer_.fail_here("expected \"graph\"");
    auto g = std::make_unique<Graph>(lexer_.word_or_string());
    graph_inputs(*g);
    lexer_.expect("->");
    const auto outputs = graph_outputs();
    if (lexer_.take_word("symbols")) symbols(*g);
    std::vector<DimCheck> checks;
    if (lexer_.take_word("checks")) checks = read_checks();
    lexer_.expect("{");
    while (!lexer_.take("}")) node(*g, depth);
    set_outputs(*g, outputs);
    // The text's order first; what inference found beyond it follows.
    std::swap(g->checks(), checks);
    for (auto& c : checks) g->add_check(std::move(c));
    return g;
  }

  NamedValue value_name() {
    NamedValue v;
    v.offset = lexer_.offset();
    bool quoted = false;
    v.name = lexer_.value_name(quoted);
    if (v.name.empty()) lexer_.fail_at(v.offset, "a value's name is empty");
    v.user_named = quoted || !is_made_up_name(v.name);
    return v;
  }
  NamedValue value_name_or_dash() {
    if (!lexer_.take("-")) return value_name();
    return {};
  }

  void check_new(const Graph& g, const NamedValue& v) {
    if (g.find_value(v.name) != kNoValue) lexer_.fail_at(v.offset, "the value " + quote(v.name) + " is defined twice");
  }
  ValueId find(const Graph& g, const NamedValue& v) {
    const ValueId id = g.find_value(v.name);
    if (id == kNoValue) lexer_.fail_at(v.offset, "the value " + quote(v.name) + " is not defined before its use");
    return id;
  }
  uint64_t formats() { return lexer_.take_word("formats") ? uint64_t(lexer_.integer()) : 1; }

  void graph_inputs(Graph& g) {
    lexer_.expect("(");
    while (!lexer_.take(")")) {
      if (!g.inputs().empty()) lexer_.expect(",");
      const NamedValue v = value_name();
      check_new(g, v);
      lexer_.expect(":");
      const ValueId id = g.add_input(v.name, read_type(lexer_));
      g.value(id).user_named = v.user_named;
      g.value(id).formats = formats();
      if (lexer_.take_word("elements")) g.value(id).host_value = elements(g.tensor(id));
    }
  }

  SymDims elements(const TensorType& type) {
    const size_t begin = lexer_.offset();
    SymDims out;
    lexer_.expect("<");
    while (!lexer_.take(">")) {
      if (!out.empty()) lexer_.expect(",");
      out.push_back(lexer_.dim());
    }
    if (type.rank() > 1 || !is_integer(type.dtype) ||
        (type.rank() == 1 ? type.dims[0] != Dim(int64_t(out.size())) : out.size() != 1))
      lexer_.fail_at(begin, "these are not the elements of a " + to_string(type));
    return out;
  }

  std::vector<NamedValue> graph_outputs() {
    lexer_.expect("(");
    std::vector<NamedValue> out;
    while (!lexer_.take(")")) {
      if (!out.empty()) lexer_.expect(",");
      out.push_back(value_name());
      out.back().formats = formats();
      if (lexer_.take_word("as")) out.back().alias = lexer_.word_or_string();
    }
    return out;
  }

  void set_outputs(Graph& g, const std::vector<NamedValue>& outputs) {
    std::vector<ValueId> ids;
    std::vector<std::string> names;
    for (const auto& v : outputs) {
      ids.push_back(find(g, v));
      names.push_back(v.alias.empty() ? g.value(ids.back()).name : v.alias);
      if (g.value(ids.back()).producer != kNoNode) g.value(ids.back()).formats = v.formats;
    }
    g.set_outputs(std::move(ids), std::move(names));
  }

  void symbols(Graph& g) {
    lexer_.expect("{");
    bool first = true;
    while (!lexer_.take("}")) {
      if (!first) lexer_.expect(",");
      first = false;
      const std::string name = lexer_.word();
      lexer_.expect(":");
      g.symbols()[name] = symbol();
    }
  }

  Symbol symbol() {
    const size_t begin = lexer_.offset();
    Symbol s;
    s.min = lexer_.integer();  // unbounded below: the smallest integer
    lexer_.expect("..");
    s.max = symbol_max();
    if (lexer_.take("..")) {
      s.opt = s.max;
      s.max = symbol_max();
    }
    if (s.min > s.max) lexer_.fail_at(begin, "a symbol's bounds are empty");
    s.element = lexer_.take_word("element");
    s.data_dependent = s.element || lexer_.take_word("dynamic");
    if (lexer_.take_word("upto")) s.upper = lexer_.dim();
    if (lexer_.take_word("is")) s.definition = lexer_.dim();
    return s;
  }
  int64_t symbol_max() { return lexer_.take("*") ? INT64_MAX : lexer_.integer(); }

  std::vector<DimCheck> read_checks() {
    std::vector<DimCheck> out;
    lexer_.expect("{");
    while (!lexer_.take("}")) {
      if (!out.empty()) lexer_.expect(",");
      DimCheck c;
      if (lexer_.take_word("equal"))
        c.kind = DimCheck::Kind::kEqual;
      else if (lexer_.take_word("at_least"))
        c.kind = DimCheck::Kind::kAtLeast;
      else if (lexer_.take_word("divides"))
        c.kind = DimCheck::Kind::kDivides;
      else
        lexer_.fail_here("expected equal, at_least or divides");
      lexer_.expect("(");
      c.a = lexer_.dim();
      lexer_.expect(",");
      c.b = lexer_.dim();
      lexer_.expect(")");
      c.what = lexer_.string();
      out.push_back(std::move(c));
    }
    return out;
  }

  struct NodeText {
    std::vector<NamedValue> outputs;
    size_t offset = 0;  // of the op's name
    std::string op;
    std::vector<ValueId> inputs;
    std::vector<std::pair<std::string, Attr>> attrs;
    std::vector<std::pair<size_t, std::optional<ValueType>>> types;
    DataType compute = DataType::kInvalid;
    Wish compute_wish = Wish::kFree, output_wish = Wish::kFree;
    NodeMeta meta;
  };

  void node(Graph& g, int depth) {
    if (lexer_.at_end()) lexer_.fail_here("the graph has no end: expected \"}\"");
    NodeText n;
    if (lexer_.peek() == '%' || lexer_.peek() == '-') {
      do n.outputs.push_back(value_name_or_dash());
      while (lexer_.take(","));
      lexer_.expect("=");
    }
    n.offset = lexer_.offset();
    n.op = lexer_.word_or_string();
    if (lexer_.take("(")) node_inputs(g, n);
    if (lexer_.peek() == '{' && !regions_follow()) node_attrs(n);
    if (lexer_.take(":")) node_types(n);
    node_extras(n);
    if (lexer_.peek() == '{') {
      lexer_.expect("{");
      while (!lexer_.take("}")) with_deep_stack([&] { n.meta.regions.push_back(graph(depth + 1)); });
    }
    add_node(g, n);
  }

  void node_inputs(const Graph& g, NodeText& n) {
    bool first = true;
    while (!lexer_.take(")")) {
      if (!first) lexer_.expect(",");
      first = false;
      const NamedValue v = value_name_or_dash();
      n.inputs.push_back(v.name.empty() ? kNoValue : find(g, v));
    }
  }

  // Whether the '{' ahead opens regions; an attribute may be called "graph", too.
  bool regions_follow() {
    const size_t begin = lexer_.offset();
    lexer_.expect("{");
    const bool yes = lexer_.take_word("graph") && lexer_.peek() != '=';
    lexer_.back_to(begin);
    return yes;
  }

  void node_attrs(NodeText& n) {
    lexer_.expect("{");
    while (!lexer_.take("}")) {
      if (!n.attrs.empty()) lexer_.expect(",");
      std::string name = lexer_.word();
      lexer_.expect("=");
      n.attrs.emplace_back(std::move(name), read_attr(lexer_, weights_));
    }
  }

  void node_types(NodeText& n) {
    do {
      const size_t begin = lexer_.offset();
      std::optional<ValueType> t;
      if (!lexer_.take("-")) t = read_type(lexer_);
      n.types.emplace_back(begin, std::move(t));
    } while (lexer_.take(","));
    if (n.types.size() != n.outputs.size())
      lexer_.fail_at(n.types[0].first,
                     std::to_string(n.types.size()) + " types for " + std::to_string(n.outputs.size()) + " outputs");
  }

  Wish wish() {
    if (lexer_.take_word("pinned")) return Wish::kPinned;
    if (lexer_.take_word("preferred")) return Wish::kPreferred;
    if (lexer_.take_word("free")) return Wish::kFree;
    lexer_.fail_here("expected free, preferred or pinned");
  }

  void node_extras(NodeText& n) {
    if (lexer_.take_word("fresh")) {
      lexer_.expect("[");
      while (!lexer_.take("]")) {
        if (!n.meta.fresh_symbols.empty()) lexer_.expect(",");
        n.meta.fresh_symbols.push_back(lexer_.word());
      }
    }
    if (lexer_.take_word("compute")) {
      if (!lexer_.take_word("invalid")) n.compute = read_data_type(lexer_);
      n.compute_wish = wish();
    }
    if (lexer_.take_word("output")) n.output_wish = wish();
    if (lexer_.take_word("from")) {
      lexer_.expect("[");
      while (!lexer_.take("]")) {
        if (!n.meta.sources.empty()) lexer_.expect(",");
        n.meta.sources.push_back(lexer_.string());
      }
    }
  }

  const OpDef& find_op_def(const NodeText& n) {
    if (auto it = ops_.find(n.op); it != ops_.end()) return *it->second;
    std::vector<std::string_view> names;
    for (const auto& [name, def] : ops_) names.push_back(name);
    const std::string hint = did_you_mean(n.op, names);
    lexer_.fail_at(n.offset, "there is no op " + quote(n.op) + (hint.empty() ? hint : ", " + hint));
  }

  void add_node(Graph& g, NodeText& n) {
    std::set<std::string_view> names;
    for (const auto& v : n.outputs) {
      if (!v.name.empty()) check_new(g, v);
      if (!v.name.empty() && !names.insert(v.name).second) lexer_.fail_at(v.offset, "one name for two outputs");
      n.meta.output_names.push_back(v.name);
    }
    n.meta.num_outputs = int(n.outputs.size());
    std::vector<NamedAttr> attrs;
    for (auto& [name, value] : n.attrs) attrs.push_back({name, std::move(value)});
    const OpDef& def = find_op_def(n);
    NodeId id = kNoNode;
    try {
      id = g.add(Op(def, def.create(attrs)), std::move(n.inputs), std::move(n.meta));
    } catch (Error& e) {
      e.in(lexer_.place(n.offset));
      throw;
    }
    Node& made = g.node(id);
    made.compute_dtype = n.compute;
    made.compute_wish = n.compute_wish;
    made.output_wish = n.output_wish;
    for (size_t i = 0; i < n.outputs.size(); ++i) g.value(made.outputs[i]).user_named = n.outputs[i].user_named;
    for (size_t i = 0; i < n.types.size(); ++i) {
      const auto& [offset, type] = n.types[i];
      const ValueType& inferred = g.value(made.outputs[i]).type;
      if (type && !(*type == inferred))
        lexer_.fail_at(offset,
                       "the type is " + to_string(inferred) + " by inference, but the text says " + to_string(*type));
    }
  }

  TextLexer lexer_;
  std::span<const Weights> weights_;
  std::map<std::string_view, const OpDef*> ops_;
};

}  // namespace

std::unique_ptr<Graph> parse_graph(std::string_view text, std::span<const OpDef* const> ops,
                                   std::span<const Weights> weights) {
  return GraphReader(text, ops, weights).read();
}

}  // namespace sinter
