// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A rule of canonicalise: looks at one node and brings it into the canonical form or removes it. Rules are exact for
// all values and make the graph smaller or strictly more canonical, so that applying them until none matches ends.
#pragma once
#include <span>
#include <string_view>

#include "ir/graph.h"

namespace sinter {

struct Rule {
  std::string_view change;  // what the change log says
  /// Changes the graph and says so, or leaves it untouched. The node may be gone afterwards.
  bool (*apply)(Graph& graph, NodeId id);
};

/// Nodes that change nothing go away.
std::span<const Rule> identity_rules();
/// Constants to the right, subtraction and division by constants as addition and multiplication.
std::span<const Rule> arithmetic_rules();
/// Conditions whose truth is known, Max and Min with constants.
std::span<const Rule> logic_rules();
/// Slice, Gather with known places, Concat.
std::span<const Rule> slice_rules();
/// Expand as late as possible.
std::span<const Rule> spread_rules();
/// Shape arithmetic in floats becomes integer arithmetic.
std::span<const Rule> shape_rules();
/// Chains of transposes, reshapes and casts become one; superfluous broadcasts go away.
std::span<const Rule> layout_rules();

}  // namespace sinter
