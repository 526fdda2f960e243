// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/read_values.h"

#include <algorithm>

#include "ops/shape_tensor.h"
#include "sinter/error.h"

namespace sinter {
namespace {

/// Beyond these a value is no shape arithmetic.
constexpr size_t kMaxArithmeticNodes = 64;
constexpr int64_t kMaxInputElements = 64;

bool small_integers(const ValueType& type) {
  if (!type.is_tensor() || type.tensor.rank() > 1 || !type.tensor.is_static()) return false;
  return is_integer(type.tensor.dtype) && element_count(type.tensor.static_dims()) <= kMaxInputElements;
}

/// The integer arithmetic behind a value, back to network inputs.
class Arithmetic {
 public:
  explicit Arithmetic(Graph& graph) : graph_(graph) {}

  /// Makes the elements of the inputs symbols. False (and nothing is changed) if something else takes part.
  bool resolve(ValueId v) {
    if (!collect(v) || leaves_.empty()) return false;
    for (ValueId input : leaves_) graph_.read_elements(input);
    for (NodeId n : nodes_) graph_.reinfer(n);
    return graph_.value(v).host_value.has_value();
  }

 private:
  bool collect(ValueId v) {
    const Value& value = graph_.value(v);
    if (value.host_value || graph_.constant(v)) return true;
    if (value.producer == kNoNode) {
      if (!small_integers(value.type) || bits_of(value.type.tensor.dtype) < 8) return false;
      if (std::find(leaves_.begin(), leaves_.end(), v) == leaves_.end()) leaves_.push_back(v);
      return true;
    }
    if (std::find(nodes_.begin(), nodes_.end(), value.producer) != nodes_.end()) return true;
    const Node& n = graph_.node(value.producer);
    if (!small_integers(value.type) || !n.regions.empty() || !n.fresh_symbols.empty() ||
        ++visited_ > kMaxArithmeticNodes)
      return false;
    for (ValueId in : n.inputs)
      if (in != kNoValue && !collect(in)) return false;
    nodes_.push_back(n.id);
    return true;
  }

  Graph& graph_;
  std::vector<ValueId> leaves_;
  std::vector<NodeId> nodes_;  // in topological order
  size_t visited_ = 0;
};

/// Inputs of an op that are integers which its shape follows from.
std::vector<size_t> shape_operands(std::string_view op) {
  if (op == "Reshape" || op == "Expand" || op == "Pad" || op == "OneHot" || op == "TopK") return {1};
  if (op == "Slice") return {1, 2, 4};
  if (op == "Range") return {0, 1, 2};
  return {};
}

}  // namespace

ValueId read_values(Graph& graph, ValueId v, const std::vector<std::string>& sources, bool from_inputs) {
  const Value& value = graph.value(v);
  if (value.host_value) return v;
  if (from_inputs && Arithmetic(graph).resolve(v)) return v;
  for (const Use& u : graph.value(v).uses)
    if (graph.node(u.node).op.is<ShapeTensor>()) return graph.node(u.node).outputs[0];
  NodeMeta meta;
  meta.sources = sources;
  return graph.add_value(ShapeTensor{}, {v}, std::move(meta));
}

void read_shape_operands(Graph& graph, const Op& op, std::vector<ValueId>& inputs, bool from_inputs) {
  for (size_t i : shape_operands(op.name())) {
    if (i >= inputs.size() || inputs[i] == kNoValue) continue;
    const Value& v = graph.value(inputs[i]);
    const TensorType& t = v.type.tensor;
    if (v.host_value || graph.constant(inputs[i]) || !v.type.is_tensor() || !is_integer(t.dtype) || t.rank() > 1 ||
        !t.is_static())
      continue;
    inputs[i] = read_values(graph, inputs[i], {}, from_inputs);
  }
}

}  // namespace sinter
