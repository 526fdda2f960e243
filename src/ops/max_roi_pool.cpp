// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/max_roi_pool.h"

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/index.h"
#include "ops/roi.h"

namespace sinter {

SINTER_OP(MaxRoiPool)

void MaxRoiPool::infer(InferContext& ctx) const {
  const TensorType &x = ctx.tensor(0), &rois = ctx.tensor(1);
  ctx.require_dtype(0, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64});
  ctx.require_dtype(1, {x.dtype});
  ctx.require(x.rank() == 4, "x has rank " + std::to_string(x.rank()), "use [N,C,H,W]");
  ctx.require(rois.rank() == 2, "the regions have rank " + std::to_string(rois.rank()), "use [R,5]");
  ctx.require_equal(rois.dims[1], 5, "a region must have a batch index and four coordinates");
  ctx.require(height >= 1 && width >= 1 && height <= INT32_MAX && width <= INT32_MAX,
              "the output is " + std::to_string(height) + " x " + std::to_string(width), "use positive extents");
  ctx.set_output(0, x.dtype, {rois.dims[0], x.dims[1], height, width});
}

void MaxRoiPool::reference(RefContext& ctx) const {
  const Dims &xd = ctx.dims(0), &yd = ctx.out_dims(0);
  const auto x = ctx.f64(0), rois = ctx.f64(1);
  std::vector<double> out(size_t(element_count(yd)));
  for (size_t k = 0; k < out.size(); ++k) {
    const int64_t q = int64_t(k) % width, p = int64_t(k) / width % height, c = int64_t(k) / width / height % yd[1];
    const double* roi = rois.data() + int64_t(k) / width / height / yd[1] * 5;
    const int64_t n = checked_index(roi[0] > -1e9 && roi[0] < 1e9 ? int64_t(roi[0]) : INT64_MAX, xd[0], kName);
    const RoiBin rows = roi_pool_bin(roi[2], roi[4], scale, height, p, xd[2]);
    const RoiBin columns = roi_pool_bin(roi[1], roi[3], scale, width, q, xd[3]);
    bool any = false;
    for (int64_t i = rows.first; i < rows.end; ++i)
      for (int64_t j = columns.first; j < columns.end; ++j) {
        const double v = x[size_t(((n * xd[1] + c) * xd[2] + i) * xd[3] + j)];
        out[k] = any ? scalar::max(out[k], v) : v;
        any = true;
      }
  }
  ctx.put(0, out);
}

}  // namespace sinter
