// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/channel_constant.h"

#include "base/limits.h"

namespace sinter {

bool is_channel_constant(const Graph& graph, ValueId value, const TensorType& type, int axis) {
  const Weights* w = graph.constant(value);
  if (!w || w->dtype() == DataType::kString || int(w->dims().size()) > type.rank()) return false;
  if (w->count() == 1) return true;
  const int offset = type.rank() - int(w->dims().size());
  for (int i = 0; i < int(w->dims().size()); ++i) {
    const int64_t n = w->dims()[size_t(i)];
    if (n == 1) continue;
    // The tensor's own dim must be known to be that long, else the constant itself could stretch it.
    if (i + offset != axis || !(type.dims[size_t(axis)] == Dim(n))) return false;
  }
  return true;
}

std::optional<std::vector<double>> channel_values(const Graph& graph, ValueId value, const TensorType& type, int axis) {
  if (!is_channel_constant(graph, value, type, axis)) return std::nullopt;
  return graph.constant(value)->to_doubles();
}

}  // namespace sinter
