// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A node that multiplies or adds a constant per channel, seen as x * scale + shift.
#pragma once
#include <optional>
#include <vector>

#include "ir/graph.h"

namespace sinter {

struct Affine {
  ValueId x = kNoValue;        // what is scaled and shifted
  bool scales = false;         // x * values, else x + values
  std::vector<double> values;  // one, or one per channel; negated for Sub, inverted for Div
};

/// The node as an Affine along dim `axis` of its output, or nullopt. It is Add, Sub, Mul or Div of a float value and a
/// constant (the divisor or subtrahend, for those two), and its output has the type of that value.
std::optional<Affine> affine_of(const Graph& graph, NodeId id, int axis);

}  // namespace sinter
