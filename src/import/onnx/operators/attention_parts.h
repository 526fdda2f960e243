// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Pieces that the attention operators of ONNX and of com.microsoft are made of.
#pragma once
#include "import/onnx/node_context.h"

namespace sinter::onnx {

/// x[begin:end] along one axis.
ValueId slice_of(NodeContext& ctx, ValueId v, int64_t axis, Dim begin, Dim end);
ValueId concat_of(NodeContext& ctx, std::vector<ValueId> parts, int64_t axis);
/// 0, 1, ... n - 1 as i64, n the extent of `like_axis` of `like`; `rank` dims, of which `axis` has the extent n.
ValueId positions(NodeContext& ctx, ValueId like, int like_axis, int axis, int rank);
/// An i64 scalar that holds a dim of `v`.
ValueId dim_value(NodeContext& ctx, ValueId v, int axis);

/// [B,S,heads*D] as [B,heads,S,D], and back.
ValueId split_heads(NodeContext& ctx, ValueId v, int64_t heads);
ValueId merge_heads(NodeContext& ctx, ValueId v);
/// Each head of v[B,G,T,D] repeated, for `heads` heads in all.
ValueId repeat_heads(NodeContext& ctx, ValueId v, int64_t heads);

/// A mask whose last dim is shorter than `keys` is padded with `value` (false for a bool mask).
ValueId pad_mask(NodeContext& ctx, ValueId mask, const Dim& keys, double value);

/// Rotates pairs of the last dim's first 2 * (last dim of cos) elements of x[B,S,heads,D]; cos and sin broadcast to
/// [B,S,heads,half]. Interleaved: pairs are neighbours, else halves.
ValueId rotate_pairs(NodeContext& ctx, ValueId x, ValueId cos, ValueId sin, bool interleaved);
/// Rows of a table [positions, half] for ids[B,S] (null: table is [B,S,half] already), as [B,S,1,half].
ValueId rotation_rows(NodeContext& ctx, ValueId table, ValueId ids);

}  // namespace sinter::onnx
