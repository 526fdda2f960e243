// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Attention masks: which of them are the causal one.
#pragma once
#include <optional>

#include "ir/graph.h"
#include "ops/attention.h"

namespace sinter {

/// A condition that keeps keys, taken apart: causal or not, and what else must hold (kNoValue: nothing).
struct KeepMask {
  bool causal = false;
  CausalAlign align = CausalAlign::kTopLeft;
  ValueId rest = kNoValue;
};

/// Looks for the causal condition in a bool value that broadcasts to scores of `rows` x `keys`: a constant triangle, a
/// comparison of ranges of positions, And of such a thing and something else.
KeepMask split_keep_mask(const Graph& graph, ValueId keep, const Dim& rows, const Dim& keys);

/// Whether a constant is a triangle mask over rows x keys: `kept` where key <= row, else `dropped` holds.
bool is_causal_constant(const Weights& w, const Dim& rows, const Dim& keys, bool (*kept)(double),
                        bool (*dropped)(double));

}  // namespace sinter
