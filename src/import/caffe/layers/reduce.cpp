// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Reduction and ArgMax.
#include "ops/reduce.h"

#include "import/caffe/layer_context.h"
#include "ops/concat.h"
#include "ops/slice.h"
#include "ops/topk.h"

namespace sinter::caffe {
namespace {

ReduceKind reduction_kind(Params& p) {
  const std::string_view kind = p.word("operation", "SUM");
  if (kind == "SUM" || kind == "1") return ReduceKind::kSum;
  if (kind == "ASUM" || kind == "2") return ReduceKind::kL1;
  if (kind == "SUMSQ" || kind == "3") return ReduceKind::kSumSquare;
  if (kind == "MEAN" || kind == "4") return ReduceKind::kMean;
  p.fail_at("operation", "\"operation\" is " + std::string(kind), "use SUM, ASUM, SUMSQ or MEAN");
}

struct Largest {
  ValueId values, indices;  ///< f32, both
};

/// The k largest along an axis, best first. Of equals Caffe takes the one with the larger index first, so the axis is
/// searched backwards.
Largest largest_along(LayerContext& ctx, ValueId x, int64_t axis, int64_t k) {
  const Dim extent = ctx.type_of(x).dims[size_t(axis)];
  const ValueId reversed =
      ctx.add(Slice{.axes = {axis}, .starts = {Dim(-1)}, .ends = {Dim(INT64_MIN + 1)}, .steps = {-1}}, {x});
  NodeMeta meta;
  meta.sources = {ctx.source()};
  const NodeId id = ctx.graph().add(TopK{.axis = axis}, {reversed, ctx.int_scalar(k)}, std::move(meta));
  const ValueId values = ctx.graph().node(id).outputs[0], found = ctx.graph().node(id).outputs[1];
  const ValueId last = ctx.add("Sub", {ctx.extent(x, int(axis)), ctx.int_scalar(1)});
  return {values, ctx.cast(ctx.add("Sub", {last, found}), DataType::kFloat32)};
}

}  // namespace

void import_reduction(LayerContext& ctx) {
  Params& p = ctx.params("reduction_param");
  const SymDims dims = ctx.dims(0);
  const int rank = int(dims.size());
  Reduce reduce{.kind = reduction_kind(p), .keep_dims = false};
  const int64_t axis = rank == 0 ? 0 : ctx.axis_of(p.integer("axis", 0), rank);
  for (int64_t a = axis; a < rank; ++a) reduce.axes.push_back(a);
  const ValueId y = reduce.axes.empty() ? ctx.bottom(0) : ctx.add(std::move(reduce), {ctx.bottom(0)});
  ctx.top(0, ctx.times(y, p.real("coeff", 1)));
}

void import_arg_max(LayerContext& ctx) {
  ctx.expect_bottoms(1, 1);
  Params& p = ctx.params("argmax_param");
  const SymDims dims = ctx.dims(0);
  const bool with_values = p.flag("out_max_val", false);
  const int64_t k = p.integer("top_k", 1);
  if (k < 1) p.fail_at("top_k", "top_k is " + std::to_string(k));
  if (dims.empty()) ctx.invalid("its input has no dims");
  if (p.has("axis")) {
    const Largest found = largest_along(ctx, ctx.bottom(0), ctx.axis_of(p.integer("axis", 0), int(dims.size())), k);
    return ctx.top(0, with_values ? found.values : found.indices);
  }
  // All of each item: [N, 1, k] indices, or [N, 2, k] with the values behind them.
  const ValueId rows = ctx.reshape(ctx.bottom(0), {dims[0], Dim(1), product(SymDims(dims.begin() + 1, dims.end()))});
  const Largest found = largest_along(ctx, rows, 2, k);
  const ValueId y = with_values ? ctx.add(Concat{.axis = 1}, {found.indices, found.values}) : found.indices;
  SymDims out(std::max<size_t>(dims.size(), 3), Dim(1));
  out[0] = dims[0];
  out[1] = Dim(with_values ? 2 : 1);
  out[2] = Dim(k);
  ctx.top(0, ctx.reshape(y, std::move(out)));
}

}  // namespace sinter::caffe
