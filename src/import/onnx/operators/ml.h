// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What the importers of the domain ai.onnx.ml share.
#pragma once
#include "import/onnx/node_context.h"

namespace sinter::onnx {

/// Attributes that are lists; empty where absent.
std::vector<double> floats_attr(NodeContext& ctx, std::string_view name);
std::vector<std::string> strings_attr(NodeContext& ctx, std::string_view name);
/// A constant vector (or matrix) of these numbers.
ValueId numbers(NodeContext& ctx, const std::vector<double>& values, DataType dtype, Dims dims = {});

/// Input 0 as a matrix [N,F] of f32, or f64 if it is that; a vector becomes one row.
ValueId features(NodeContext& ctx);
/// The attribute post_transform applied to scores [N,C].
ValueId post_transformed(NodeContext& ctx, ValueId scores);
/// Class labels of a classifier: integers or strings.
struct Labels {
  Ints ints;
  std::vector<std::string> strings;
  size_t count() const { return std::max(ints.size(), strings.size()); }
};
Labels labels_of(NodeContext& ctx, std::string_view ints, std::string_view strings);
/// Output 0: the labels at the indices [N].
void finish_labels(NodeContext& ctx, const Labels& labels, ValueId indices);
/// Index of the largest score in each row of [N,C].
ValueId best_class(NodeContext& ctx, ValueId scores);
/// Whether s > threshold, as an index 0 or 1, for s [N,1].
ValueId above(NodeContext& ctx, ValueId s, double threshold);
/// [1 - s, s] or [-s, s] for s [N,1]; of post_transform LOGISTIC alone counts, as in ONNX Runtime.
ValueId two_scores(NodeContext& ctx, ValueId s, bool one_minus);

}  // namespace sinter::onnx
