// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/print.h"

#include <limits>
#include <map>

#include "base/deep_stack.h"
#include "base/text.h"
#include "ir/text_literal.h"
#include "ir/weights_sample.h"

namespace sinter {
namespace {

std::string hex_bytes(std::span<const std::byte> bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string s;
  for (std::byte b : bytes) (s += kDigits[size_t(b) >> 4]) += kDigits[size_t(b) & 15];
  return s;
}

// The elements of a number constant as a list, or as hex where reading the list back would give other bytes.
std::string inline_numbers(const Weights& w) {
  const std::string type = std::string(to_string(w.dtype())) + to_string(w.dims());
  if (is_complex(w.dtype())) return type + "x\"" + hex_bytes(w.bytes()) + "\"";
  if (!is_float(w.dtype())) {
    const auto v = w.to_ints();
    if (Weights::of_ints(w.dtype(), w.dims(), v) == w) return type + to_string(Attr(v));
  } else {
    auto v = w.to_doubles();
    for (double& d : v)
      if (d != d) d = std::numeric_limits<double>::quiet_NaN();  // what "nan" reads back as
    if (Weights::of_doubles(w.dtype(), w.dims(), v) == w) return type + to_string(Attr(v));
  }
  return type + "x\"" + hex_bytes(w.bytes()) + "\"";
}

class GraphPrinter {
 public:
  explicit GraphPrinter(const PrintOptions& options) : options_(options) {
    if (options_.weights)
      for (size_t i = 0; i < options_.weights->size(); ++i) index_.emplace(sample_hash((*options_.weights)[i]), i);
  }

  void graph(const Graph& g, int indent) {
    out_ += std::string(size_t(indent), ' ') + "graph " + word_literal(g.name()) + "(";
    for (size_t i = 0; i < g.inputs().size(); ++i) {
      const Value& v = g.value(g.inputs()[i]);
      out_ += (i ? ", " : "") + name(v) + ": " + to_string(v.type) + formats(v);
      if (reads_elements(g, v)) out_ += " elements " + to_string(Attr(*v.host_value));
    }
    out_ += ") -> (";
    for (size_t i = 0; i < g.outputs().size(); ++i) {
      const Value& v = g.value(g.outputs()[i]);
      out_ += (i ? ", " : "") + name(v) + (v.producer == kNoNode ? std::string() : formats(v));
      if (g.output_name(i) != v.name) out_ += " as " + word_literal(g.output_name(i));
    }
    out_ += ")" + symbols(g) + (options_.checks ? checks(g) : std::string()) + " {\n";
    for (NodeId n : g.order()) node(g, g.node(n), indent + 2);
    out_ += std::string(size_t(indent), ' ') + "}\n";
  }

  std::string take() { return std::move(out_); }

 private:
  static std::string name(const Value& v) {
    if (v.user_named && is_made_up_name(v.name)) return "%" + string_literal(v.name);
    return value_name_literal(v.name);
  }
  static std::string formats(const Value& v) {
    return v.formats == 1 ? std::string() : " formats " + std::to_string(v.formats);
  }

  // Inputs of regions know their elements from the node around them.
  static bool reads_elements(const Graph& g, const Value& v) {
    if (!v.host_value || v.host_value->empty()) return false;
    for (const Dim& d : *v.host_value) {
      const auto s = d.as_symbol();
      const auto it = s ? g.symbols().find(*s) : g.symbols().end();
      if (it == g.symbols().end() || !it->second.element) return false;
    }
    return true;
  }

  static std::string symbols(const Graph& g) {
    std::string s;
    for (const auto& [n, symbol] : g.symbols()) {
      if (symbol.min == 0 && symbol.opt == 0 && symbol.max == INT64_MAX && !symbol.data_dependent && !symbol.upper)
        continue;
      s += (s.empty() ? "" : ", ") + n + ": " + std::to_string(symbol.min) + "..";
      if (symbol.opt != 0) s += std::to_string(symbol.opt) + "..";
      s += symbol.max == INT64_MAX ? "*" : std::to_string(symbol.max);
      if (symbol.data_dependent) s += symbol.element ? " element" : " dynamic";
      if (symbol.upper) s += " upto " + symbol.upper->to_string();
      if (symbol.definition) s += " is " + symbol.definition->to_string();
    }
    return s.empty() ? s : " symbols {" + s + "}";
  }

  static std::string checks(const Graph& g) {
    static constexpr const char* kNames[] = {"equal", "at_least", "divides"};
    std::string s;
    for (const auto& c : g.checks())
      s += (s.empty() ? "" : ", ") + std::string(kNames[size_t(c.kind)]) + "(" + c.a.to_string() + ", " +
           c.b.to_string() + ") " + string_literal(c.what);
    return s.empty() ? s : " checks {" + s + "}";
  }

  void node(const Graph& g, const Node& n, int indent) {
    out_ += std::string(size_t(indent), ' ');
    for (size_t i = 0; i < n.outputs.size(); ++i)
      out_ += (i ? ", " : "") + (n.outputs[i] == kNoValue ? std::string("-") : name(g.value(n.outputs[i])));
    if (!n.outputs.empty()) out_ += " = ";
    out_ += word_literal(n.op.name());
    if (!n.inputs.empty()) {
      out_ += "(";
      for (size_t i = 0; i < n.inputs.size(); ++i)
        out_ += (i ? ", " : "") + (n.inputs[i] == kNoValue ? std::string("-") : name(g.value(n.inputs[i])));
      out_ += ")";
    }
    attrs(n.op);
    if (options_.types)
      for (size_t i = 0; i < n.outputs.size(); ++i)
        out_ +=
            (i ? ", " : " : ") + (n.outputs[i] == kNoValue ? std::string("-") : to_string(g.value(n.outputs[i]).type));
    extras(n);
    if (n.regions.empty()) {
      out_ += "\n";
      return;
    }
    out_ += " {\n";
    for (const auto& r : n.regions) with_deep_stack([&] { graph(*r, indent + 2); });
    out_ += std::string(size_t(indent), ' ') + "}\n";
  }

  void attrs(const Op& op) {
    std::string s;
    for (const auto& a : changed_attrs(op)) {
      const auto* w = std::get_if<Weights>(&a.value);
      s += (s.empty() ? "" : ", ") + std::string(a.name) + "=" + (w ? weights(*w) : to_string(a.value));
    }
    if (!s.empty()) out_ += " {" + s + "}";
  }

  void extras(const Node& n) {
    static constexpr const char* kWishes[] = {"free", "preferred", "pinned"};
    if (!n.fresh_symbols.empty()) out_ += " fresh [" + join(n.fresh_symbols, ", ") + "]";
    if (n.compute_dtype != DataType::kInvalid || n.compute_wish != Wish::kFree)
      out_ += " compute " + std::string(to_string(n.compute_dtype)) + " " + kWishes[size_t(n.compute_wish)];
    if (n.output_wish != Wish::kFree) out_ += std::string(" output ") + kWishes[size_t(n.output_wish)];
    if (options_.sources && !n.sources.empty()) out_ += " from " + to_string(Attr(n.sources));
  }

  std::string weights(const Weights& w) {
    if (w.count() <= options_.inline_elements) {
      if (w.dtype() == DataType::kString) return "str" + to_string(w.dims()) + to_string(Attr(w.strings()));
      return inline_numbers(w);
    }
    if (!options_.weights) return to_string(Attr(w));
    return "weights(#" + std::to_string(index_of(w)) + ")";
  }
  size_t index_of(const Weights& w) {
    const uint64_t sample = sample_hash(w);
    const auto [first, last] = index_.equal_range(sample);
    for (auto it = first; it != last; ++it)
      if ((*options_.weights)[it->second] == w) return it->second;
    options_.weights->push_back(w);
    return index_.emplace(sample, options_.weights->size() - 1)->second;
  }

  const PrintOptions& options_;
  std::multimap<uint64_t, size_t> index_;  // by sample_hash
  std::string out_;
};

}  // namespace

std::string print_graph(const Graph& graph, const PrintOptions& options) {
  GraphPrinter p(options);
  p.graph(graph, 0);
  return p.take();
}

}  // namespace sinter
