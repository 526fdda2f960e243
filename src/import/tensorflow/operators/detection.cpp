// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Non-maximum suppression.
#include "ops/non_max_suppression.h"

#include <algorithm>

#include "import/tensorflow/op_context.h"
#include "ops/clip.h"
#include "ops/concat.h"
#include "ops/gather.h"
#include "ops/gather_nd.h"
#include "ops/pad.h"
#include "ops/reduce.h"
#include "ops/scatter_nd.h"
#include "ops/slice.h"
#include "ops/topk.h"

namespace sinter::tensorflow {
namespace {

/// v[n] filled up with zeros to `count`, which is a scalar.
ValueId fill_up(OpContext& ctx, ValueId v, const Dim& count) {
  return ctx.add(Pad{.begin = {0}, .end = {count - ctx.type_of(v).dims[0]}}, {v});
}

}  // namespace

/// Inputs boxes [n, 4], scores [n], how many, and since version 2 the overlap, 3 the least score, 5 the sigma of soft
/// suppression. Version 4 fills up to the number asked for, 5 gives the scores, too.
void import_non_max_suppression(OpContext& ctx) {
  const std::string_view op = ctx.op();
  const int version = op.back() >= '2' && op.back() <= '5' ? op.back() - '0' : 1;
  const ValueId boxes = ctx.cast(ctx.in(0), DataType::kFloat32), scores = ctx.cast(ctx.in(1), DataType::kFloat32);
  const Dim n = ctx.dim_of(scores, 0);
  if (version == 5 && ctx.need_scalar(5, "the sigma of soft suppression") != 0)
    ctx.unsupported("soft suppression is not supported", "use a sigma of 0");
  const ValueId count = ctx.reshape(ctx.cast(ctx.in(2), DataType::kInt64), {});
  std::vector<ValueId> inputs{ctx.reshape(boxes, {Dim(1), n, Dim(4)}), ctx.reshape(scores, {Dim(1), Dim(1), n}), count};
  inputs.push_back(version == 1
                       ? ctx.constant_value(Weights::scalar(DataType::kFloat32, ctx.float_attr("iou_threshold", 0.5)))
                       : ctx.reshape(ctx.cast(ctx.in(3), DataType::kFloat32), {}));
  if (version >= 3) inputs.push_back(ctx.reshape(ctx.cast(ctx.in(4), DataType::kFloat32), {}));
  const ValueId found = ctx.add(NonMaxSuppression{}, std::move(inputs));
  const ValueId column = ctx.add(Slice{.axes = {1}, .starts = {2}, .ends = {3}, .steps = {1}}, {found});
  const Dim chosen = ctx.type_of(found).dims[0];
  const ValueId index = ctx.reshape(column, {chosen});
  const bool fill = version >= 4 && ctx.bool_attr("pad_to_max_output_size", false);
  const Dim asked = fill ? ctx.first_of(ctx.shape_values(2), "the number of boxes") : chosen;
  ValueId indices = ctx.cast(index, DataType::kInt32);
  if (fill) indices = fill_up(ctx, indices, asked);
  ctx.output(0, indices);
  if (version < 4) return;
  const ValueId valid = ctx.cast(ctx.extent(found, 0), DataType::kInt32);
  if (version == 4) return ctx.output(1, valid);
  ValueId best = ctx.cast(ctx.add(Gather{.axis = 0}, {scores, index}), ctx.dtype(1));
  if (fill) best = fill_up(ctx, best, asked);
  ctx.output(1, best);
  ctx.output(2, valid);
}

namespace {

/// Sizes of CombinedNonMaxSuppression: batch, boxes, classes, results per picture.
struct CombinedSizes {
  Dim batch, boxes, classes, results;
};

/// Scores [batch * classes, boxes] of the chosen boxes, -1 for the others.
ValueId chosen_scores(OpContext& ctx, ValueId boxes, ValueId scores, const CombinedSizes& n) {
  const auto scalar = [&](int i, DataType type) { return ctx.reshape(ctx.cast(ctx.in(i), type), {}); };
  const Dim rows = n.batch * n.classes;
  const ValueId found =
      ctx.add(NonMaxSuppression{}, {boxes, ctx.reshape(scores, {rows, Dim(1), n.boxes}), scalar(2, DataType::kInt64),
                                    scalar(4, DataType::kFloat32), scalar(5, DataType::kFloat32)});
  const auto column = [&](int64_t c) {
    return ctx.add(Slice{.axes = {1}, .starts = {c}, .ends = {c + 1}, .steps = {1}}, {found});
  };
  const ValueId at = ctx.add(Concat{.axis = 1}, {column(0), column(2)});
  const ValueId none = ctx.expand(ctx.scalar_like(scores, -1), {rows, n.boxes});
  return ctx.add(ScatterND{}, {none, at, ctx.add(GatherND{}, {scores, at})});
}

/// v[batch, k, ...] filled up with zeros to the number of results.
ValueId fill_results(OpContext& ctx, ValueId v, const Dim& results) {
  const SymDims dims = ctx.type_of(v).dims;
  if (dims[1] == results) return v;
  SymDims begin(dims.size(), Dim(0)), end = begin;
  end[1] = results - dims[1];
  return ctx.add(Pad{.begin = std::move(begin), .end = std::move(end)}, {v});
}

}  // namespace

/// Inputs boxes [batch, n, 1 or classes, 4], scores [batch, n, classes], how many per class, how many in all, overlap,
/// least score (not negative). The results are sorted by score and filled up with zeros.
void import_combined_nms(OpContext& ctx) {
  const ValueId boxes = ctx.in(0), scores = ctx.in(1);
  const SymDims b = ctx.type_of(boxes).dims, s = ctx.type_of(scores).dims;
  if (b.size() != 4 || s.size() != 3) ctx.invalid("boxes and scores have not the ranks 4 and 3");
  if (!s[1].is_const() || !s[2].is_const())
    ctx.unsupported("the numbers of boxes and classes are computed by the run", "give the input a fixed shape");
  const int64_t per_class = ctx.need_int(2, "the number per class");
  int64_t total = ctx.need_int(3, "the number of results");
  if (ctx.need_scalar(5, "the least score") < 0) ctx.unsupported("the least score is negative", "use at least 0");
  if (ctx.bool_attr("pad_per_class", false) && per_class <= total / std::max<int64_t>(1, s[2].value()))
    total = per_class * s[2].value();
  const CombinedSizes n{s[0], s[1], s[2], total};
  const ValueId by_class = ctx.reshape(ctx.transpose(scores, {0, 2, 1}), {n.batch * n.classes, n.boxes});
  const ValueId each = ctx.expand(ctx.transpose(boxes, {0, 2, 1, 3}), {n.batch, n.classes, n.boxes, Dim(4)});
  const ValueId rows = ctx.reshape(each, {n.batch * n.classes, n.boxes, Dim(4)});
  const ValueId chosen = ctx.reshape(chosen_scores(ctx, rows, by_class, n), {n.batch, n.classes * n.boxes});
  const int64_t k = std::min(total, s[1].value() * s[2].value());
  const auto best = ctx.add_all(TopK{.axis = -1}, {chosen, ctx.int_scalar(k)});
  const ValueId valid = ctx.add("GreaterOrEqual", {best[0], ctx.scalar_like(best[0], 0)});
  const ValueId zero = ctx.scalar_like(best[0], 0);
  const ValueId boxes_of = ctx.add(
      GatherND{.batch_dims = 1},
      {ctx.reshape(rows, {n.batch, n.classes * n.boxes, Dim(4)}), ctx.reshape(best[1], {n.batch, Dim(k), Dim(1)})});
  ValueId found = ctx.add("Select", {ctx.reshape(valid, {n.batch, Dim(k), Dim(1)}), boxes_of, zero});
  if (ctx.bool_attr("clip_boxes", true)) found = ctx.add(Clip{.min = 0, .max = 1}, {found});
  const ValueId classes = ctx.cast(ctx.add("Div", {best[1], ctx.int_scalar(s[1].value())}), DataType::kFloat32);
  ctx.output(0, fill_results(ctx, found, n.results));
  ctx.output(1, fill_results(ctx, ctx.add("Select", {valid, best[0], zero}), n.results));
  ctx.output(2, fill_results(ctx, ctx.add("Select", {valid, classes, zero}), n.results));
  ctx.output(3, ctx.add(Reduce{.kind = ReduceKind::kSum, .axes = {1}, .keep_dims = false},
                        {ctx.cast(valid, DataType::kInt32)}));
}

}  // namespace sinter::tensorflow
