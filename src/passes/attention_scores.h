// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The scores of an attention as exporters write them: a product of queries and keys with scales, a softcap and masks in
// any order around it.
#pragma once
#include <optional>
#include <vector>

#include "ir/graph.h"

namespace sinter {

struct AttentionScores {
  /// One mask: added to the scores, or (keep) a condition under which a score is not replaced by `fill`.
  struct Mask {
    ValueId value = kNoValue;
    bool keep = false, negated = false;  // negated: the condition says which are replaced
    double fill = 0;                     // of keep
    double factor = 1;                   // of an added one: scales that stand outside of it
  };
  NodeId product = kNoNode;  // the MatMul
  double scale = 1, softcap = 0;
  std::vector<Mask> masks;
};

/// Takes apart what a Softmax over the last dim reads.
std::optional<AttentionScores> attention_scores(const Graph& graph, ValueId v);

/// The probabilities behind guards against NaN and casts: the Softmax node over the last dim, or kNoNode.
NodeId attention_softmax(const Graph& graph, ValueId probabilities);

}  // namespace sinter
