// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A layered drawing of a directed acyclic graph: every node below those it comes from. Quick rather than optimal: it
// serves graphs of thousands of nodes.
#pragma once
#include <cstddef>
#include <utility>
#include <vector>

namespace sinter::cli {

struct LayoutEdge {
  size_t from = 0, to = 0;                        // from < to: nodes are numbered in a topological order
  std::vector<std::pair<double, double>> points;  // from the lower edge of `from` to the upper edge of `to`
};

struct Layout {
  std::vector<std::pair<double, double>> nodes;  // centres
  double width = 0, height = 0;
};

inline constexpr double kNodeWidth = 200, kNodeHeight = 44;

/// Places `count` nodes and routes the edges (their points are filled in).
Layout lay_out(size_t count, std::vector<LayoutEdge>& edges);

}  // namespace sinter::cli
