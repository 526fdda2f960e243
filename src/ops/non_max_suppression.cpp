// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/non_max_suppression.h"

#include <numeric>

#include "ir/record.h"
#include "ops/box_overlap.h"
#include "ops/compute.h"
#include "ops/dim_bounds.h"

namespace sinter {

SINTER_OP(NonMaxSuppression)

void NonMaxSuppression::infer(InferContext& ctx) const {
  const TensorType &boxes = ctx.tensor(0), &scores = ctx.tensor(1);
  ctx.require_dtype(0, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64});
  ctx.require_dtype(1, {boxes.dtype});
  ctx.require(boxes.rank() == 3 && scores.rank() == 3, "boxes and scores must have rank 3",
              "use boxes[B,N,4] and scores[B,C,N]");
  ctx.require_equal(boxes.dims[2], 4, "a box must have four coordinates");
  const Dim batch = ctx.require_equal(boxes.dims[0], scores.dims[0], "the batch of boxes and scores");
  Dim most = ctx.require_equal(boxes.dims[1], scores.dims[2], "the number of boxes and of scores");
  if (ctx.has(2)) ctx.require_dtype(2, {DataType::kInt64, DataType::kInt32});
  for (int i : {3, 4})
    if (ctx.has(i))
      ctx.require_dtype(i, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64});
  for (int i : {2, 3, 4})
    if (ctx.has(i))
      ctx.require_equal(product(ctx.tensor(i).dims), 1, "input " + std::to_string(i) + " must be a scalar");
  if (const auto limit = constant_ints(ctx.host_value(2)); limit && limit->size() == 1)
    most = bounded_min(ctx, most, std::max<int64_t>(0, (*limit)[0]));
  if (!ctx.has(2)) most = 0;
  ctx.set_output(0, DataType::kInt64, {ctx.fresh_size("boxes", batch * scores.dims[1] * most), 3});
}

namespace {

// Chosen boxes of one class, best first.
template <class F>
std::vector<int64_t> choose_boxes(const std::vector<BoxEdges<F>>& boxes, const double* scores, int64_t limit, F overlap,
                                  double least) {
  std::vector<int64_t> order, chosen;
  for (int64_t i = 0; i < int64_t(boxes.size()); ++i)
    if (!(scores[i] <= least)) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
    return scores[a] > scores[b] || (scores[b] != scores[b] && scores[a] == scores[a]);
  });
  for (int64_t i : order) {
    if (int64_t(chosen.size()) >= limit) break;
    const bool hidden = std::any_of(chosen.begin(), chosen.end(), [&](int64_t c) {
      return boxes_overlap(boxes[size_t(i)], boxes[size_t(c)], overlap);
    });
    if (!hidden) chosen.push_back(i);
  }
  return chosen;
}

template <class F>
void suppress_boxes(const NonMaxSuppression& op, RefContext& ctx) {
  const Dims& sd = ctx.dims(1);
  const auto coordinates = ctx.f64(0), scores = ctx.f64(1);
  const int64_t limit = ctx.has(2) ? ctx.i64(2).at(0) : 0;
  const F overlap = ctx.has(3) ? F(ctx.f64(3).at(0)) : F(0);
  const double least = ctx.has(4) ? ctx.f64(4).at(0) : -std::numeric_limits<double>::infinity();
  std::vector<int64_t> out;
  for (int64_t n = 0; n < sd[0]; ++n) {
    std::vector<BoxEdges<F>> boxes;
    for (int64_t i = 0; i < sd[2]; ++i) {
      F b[4];
      for (int64_t k = 0; k < 4; ++k) b[k] = F(coordinates[size_t((n * sd[2] + i) * 4 + k)]);
      boxes.push_back(BoxEdges<F>::of(b, op.center_point_box));
    }
    for (int64_t c = 0; c < sd[1]; ++c)
      for (int64_t i : choose_boxes<F>(boxes, scores.data() + (n * sd[1] + c) * sd[2], limit, overlap, least))
        out.insert(out.end(), {n, c, i});
  }
  ctx.resize(0, {int64_t(out.size() / 3), 3});
  ctx.put(0, out);
}

}  // namespace

void NonMaxSuppression::reference(RefContext& ctx) const {
  if (ctx.dtype(0) == DataType::kFloat64)
    suppress_boxes<double>(*this, ctx);
  else
    suppress_boxes<float>(*this, ctx);
}

}  // namespace sinter
