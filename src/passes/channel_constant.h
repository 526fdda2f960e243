// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Constants that scale or shift whole channels: one element, or one per index of one dim of the tensor they meet.
#pragma once
#include <optional>
#include <vector>

#include "ir/graph.h"

namespace sinter {

/// Whether `value` is a constant that broadcasts to `type` without changing its rank or dims and that varies along dim
/// `axis` at most (negative: one element only).
bool is_channel_constant(const Graph& graph, ValueId value, const TensorType& type, int axis);

/// Its elements: one, or one per index of dim `axis`; nullopt if it is none of this kind.
std::optional<std::vector<double>> channel_values(const Graph& graph, ValueId value, const TensorType& type, int axis);

/// Element i of values that may be a single one.
inline double channel_at(const std::vector<double>& values, size_t i) {
  return values.size() == 1 ? values[0] : values[i];
}

}  // namespace sinter
