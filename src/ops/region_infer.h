// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Inference of the ops that own regions: the outer types go into the region, what it computes comes out. A region
// stays inferred: one that gets what it had before is left alone, so that deep nests cost no more than their size.
#pragma once
#include "ir/graph.h"
#include "ir/infer.h"

namespace sinter {

/// Gives input `index` of the region a type and what is known of it, with the bounds of its symbols. True if that is
/// news to the region. Symbols of the region that bear the name of an outer one are renamed.
bool enter_input(InferContext& ctx, Graph& region, int index, const ValueType& type, const HostValue& host_value);
/// Gives input i of the region the type and host value of the node's input first + i. Error if the numbers differ, or
/// an input is absent.
bool enter_region(InferContext& ctx, Graph& region, int first);
/// Infers the whole region; errors name it.
void infer_region(Graph& region);

/// The symbol for a dim of a region's input that changes between the iterations of a loop: the region finds its value
/// in the input itself.
Dim changing_dim(Graph& region, ValueId input, int axis);
/// Whether a dim of that input is such a symbol already.
bool is_changing_dim(const Graph& region, const Dim& dim);

/// `d`, a dim inside the region, with the data-dependent sizes that it made replaced by their upper bounds;
/// Dim(INT64_MAX) if there is no bound.
Dim outer_upper_bound(const Graph& region, const Dim& d);
/// Whether `d` is made of symbols that the node's inputs (or nothing) carry.
bool is_outer_dim(const Graph& region, const Dim& d);
/// A sequence's or optional's type as the graph around sees it: dims that only the region knows become -1.
ValueType outer_object_type(const Graph& region, const ValueType& type);

}  // namespace sinter
