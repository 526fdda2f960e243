// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/affine.h"

#include "ops/add.h"
#include "ops/div.h"
#include "ops/mul.h"
#include "ops/sub.h"
#include "passes/channel_constant.h"

namespace sinter {

std::optional<Affine> affine_of(const Graph& graph, NodeId id, int axis) {
  const Node& n = graph.node(id);
  const bool add = n.op.is<Add>(), sub = n.op.is<Sub>(), mul = n.op.is<Mul>(), div = n.op.is<Div>();
  if (!(add || sub || mul || div)) return std::nullopt;
  const TensorType& type = graph.tensor(n.outputs[0]);
  if (!is_float(type.dtype)) return std::nullopt;
  int constant = 1;
  if ((add || mul) && graph.constant(n.inputs[0])) constant = 0;
  const ValueId x = n.inputs[size_t(1 - constant)];
  if (!(graph.tensor(x) == type) || graph.constant(x)) return std::nullopt;
  auto values = channel_values(graph, n.inputs[size_t(constant)], type, axis);
  if (!values) return std::nullopt;
  if (sub)
    for (double& v : *values) v = -v;
  if (div)
    for (double& v : *values) v = 1 / v;
  return Affine{.x = x, .scales = mul || div, .values = std::move(*values)};
}

}  // namespace sinter
