// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/known_ints.h"

#include "ops/read_values.h"

namespace sinter {

HostValue known_ints(const Weights& weights) {
  if ((!is_integer(weights.dtype()) && weights.dtype() != DataType::kBool) || weights.dims().size() > 1)
    return std::nullopt;
  const auto ints = weights.to_ints();
  return SymDims(ints.begin(), ints.end());
}

HostValue known_ints(const Graph& graph, ValueId v) {
  const Value& value = graph.value(v);
  const ValueType& type = value.type;
  const bool empty = type.is_tensor() && is_integer(type.tensor.dtype) && type.tensor.dims == SymDims{Dim(0)};
  return empty ? HostValue(SymDims{}) : value.host_value;
}

std::optional<Ints> plain_ints(const HostValue& elements) {
  if (!elements) return std::nullopt;
  Ints ints;
  for (const Dim& d : *elements) {
    if (!d.is_const()) return std::nullopt;
    ints.push_back(d.value());
  }
  return ints;
}

std::optional<double> only_number(const Weights& weights) {
  if (weights.count() != 1 || weights.dtype() == DataType::kString || is_complex(weights.dtype())) return std::nullopt;
  return weights.to_doubles()[0];
}

ValueId shape_operand(const NodeBuilder& make, ValueId v, const std::string& what, bool in_main_graph) {
  const ValueType type = make.graph().value(v).type;
  if (!type.is_tensor() || !is_integer(type.tensor.dtype))
    make.invalid(what + " is " + to_string(type) + ", integers expected");
  if (type.tensor.rank() > 1) make.invalid(what + " is " + to_string(type) + ", a vector expected");
  if (!type.tensor.is_static())
    make.unsupported(what + " is " + to_string(type) + ": its length must be known when the plan is built",
                     "give it a fixed length in the model");
  return read_values(make.graph(), v, {make.source()}, in_main_graph);
}

SymDims shape_operand_values(const Graph& graph, ValueId operand) {
  if (const Weights* w = graph.constant(operand)) {
    const auto ints = w->to_ints();
    return SymDims(ints.begin(), ints.end());
  }
  return graph.value(operand).host_value.value();
}

}  // namespace sinter
