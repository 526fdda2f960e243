// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/roi_align.h"

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/index.h"
#include "ops/roi.h"

namespace sinter {

SINTER_OP(RoiAlign)

void RoiAlign::infer(InferContext& ctx) const {
  const TensorType &x = ctx.tensor(0), &rois = ctx.tensor(1), &batch = ctx.tensor(2);
  ctx.require_dtype(0, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64});
  ctx.require_dtype(1, {x.dtype});
  ctx.require_dtype(2, {DataType::kInt64, DataType::kInt32});
  ctx.require(x.rank() == 4, "x has rank " + std::to_string(x.rank()), "use [N,C,H,W]");
  ctx.require(rois.rank() == 2 && batch.rank() == 1, "the regions must be a matrix and the batch indices a vector");
  ctx.require_equal(rois.dims[1], 4, "a region must have four coordinates");
  ctx.require(height >= 1 && width >= 1 && height <= INT32_MAX && width <= INT32_MAX,
              "the output is " + std::to_string(height) + " x " + std::to_string(width), "use positive extents");
  ctx.require(sampling >= 0 && sampling <= 1024, "sampling is " + std::to_string(sampling), "use 0 to 1024");
  ctx.set_output(
      0, x.dtype,
      {ctx.require_equal(rois.dims[0], batch.dims[0], "regions and batch indices"), x.dims[1], height, width});
}

namespace {

// The sample at (y, x) of a plane: the sum of its four weighted neighbours, or the largest of them.
double roi_sample(const double* plane, int64_t width, const RoiTap& y, const RoiTap& x, bool max) {
  if (y.outside || x.outside) return 0;
  const double v[4] = {(1 - y.fraction) * (1 - x.fraction) * plane[y.low * width + x.low],
                       (1 - y.fraction) * x.fraction * plane[y.low * width + x.high],
                       y.fraction * (1 - x.fraction) * plane[y.high * width + x.low],
                       y.fraction * x.fraction * plane[y.high * width + x.high]};
  return max ? std::max(std::max(v[0], v[1]), std::max(v[2], v[3])) : v[0] + v[1] + v[2] + v[3];
}

template <class F>
void align_regions(const RoiAlign& op, RefContext& ctx) {
  const Dims &xd = ctx.dims(0), &yd = ctx.out_dims(0);
  const auto x = ctx.f64(0), rois = ctx.f64(1);
  const auto batch = ctx.i64(2);
  const bool max = op.kind == RoiAlignKind::kMax;
  std::vector<double> out(size_t(element_count(yd)));
  size_t k = 0;
  for (int64_t r = 0; r < yd[0]; ++r) {
    const double* roi = rois.data() + r * 4;
    const int64_t n = checked_index(batch[size_t(r)], xd[0], RoiAlign::kName);
    const F scale = F(op.scale);
    const auto ax = RoiAxis<F>::make(F(roi[0]), F(roi[2]), scale, op.half_pixel, op.width, op.sampling);
    const auto ay = RoiAxis<F>::make(F(roi[1]), F(roi[3]), scale, op.half_pixel, op.height, op.sampling);
    for (int64_t c = 0; c < xd[1]; ++c)
      for (int64_t p = 0; p < op.height; ++p)
        for (int64_t q = 0; q < op.width; ++q, ++k) {
          const double* plane = x.data() + (n * xd[1] + c) * xd[2] * xd[3];
          double sum = 0;
          for (int64_t i = 0; i < ay.samples; ++i)
            for (int64_t j = 0; j < ax.samples; ++j) {
              const double v = roi_sample(plane, xd[3], roi_tap<F>(ay.position(p, i), xd[2]),
                                          roi_tap<F>(ax.position(q, j), xd[3]), max);
              sum = !max ? sum + v : i + j == 0 ? v : std::max(sum, v);
            }
          out[k] = max ? sum : sum / double(std::max<int64_t>(1, ax.samples * ay.samples));
        }
  }
  ctx.put(0, out);
}

}  // namespace

void RoiAlign::reference(RefContext& ctx) const {
  if (ctx.dtype(0) == DataType::kFloat64)
    align_regions<double>(*this, ctx);
  else
    align_regions<float>(*this, ctx);
}

}  // namespace sinter
