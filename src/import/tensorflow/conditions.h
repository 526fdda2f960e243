// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Conditions as TensorFlow 1 writes them: Switches send values to one of two sides by a predicate, and a Merge takes
// what comes. Which predicate a Merge ends, and which nodes are on its sides, follows from the edges, controls
// included.
#pragma once
#include <optional>
#include <utility>
#include <vector>

#include "import/tensorflow/frames.h"
#include "import/tensorflow/node_set.h"

namespace sinter::tensorflow {

/// A predicate, and the side of it: (node of the predicate, its output), true for the side where it holds.
struct Side {
  Source predicate;
  bool holds = false;
  bool operator==(const Side&) const = default;
};

/// What a Merge decides by: input 0 comes where the predicate is `first_holds`.
struct MergeCondition {
  Source predicate;
  bool first_holds = false;
};

/// A value that a branch takes from outside: where it is read in the branch, and what it is outside.
struct BranchInput {
  Source inside, outside;
};

class Conditions {
 public:
  Conditions(const NodeSet& nodes, const Frames& frames) : nodes_(nodes), frames_(frames), known_(nodes.size()) {}

  /// Nullopt if the inputs are not the two sides of one predicate.
  std::optional<MergeCondition> condition_of(uint32_t merge);
  /// What the branch that ends in `result` takes from outside.
  std::vector<BranchInput> branch_inputs(Source result, const Side& side);

 private:
  using Sides = std::vector<Side>;  // without repeats
  const Sides& sides_of(uint32_t node);
  Sides sides_of(Source s);
  Sides compute(uint32_t node);
  std::vector<uint32_t> reads(uint32_t node) const;
  bool is_condition_switch(uint32_t node) const;
  Source predicate_of(uint32_t switch_node) const { return nodes_.skip_identity(nodes_.inputs(switch_node)[1]); }

  const NodeSet& nodes_;
  const Frames& frames_;
  std::vector<std::optional<Sides>> known_;
};

}  // namespace sinter::tensorflow
