// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Inference of the ops that own regions: the outer types go into the region, what it computes comes out.
#pragma once
#include "ir/graph.h"
#include "ir/infer.h"

namespace sinter {

/// Gives input i of the region the type and host value of the node's input first + i, with the bounds of its symbols.
/// Error if the numbers differ, or an input is absent.
void enter_region(InferContext& ctx, Graph& region, int first);
/// Infers the whole region; errors name it.
void infer_region(Graph& region);
/// `d`, a dim inside the region, with the data-dependent sizes that it made replaced by their upper bounds.
Dim outer_upper_bound(const Graph& region, const Dim& d);
/// Whether `d` is made of symbols that the node's inputs (or nothing) carry.
bool is_outer_dim(const Graph& region, const Dim& d);

}  // namespace sinter
