// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/grid_sample.h"

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(GridSample)

void GridSample::infer(InferContext& ctx) const {
  const TensorType &x = ctx.tensor(0), &grid = ctx.tensor(1);
  ctx.require(x.rank() >= 3 && x.rank() <= 5, "x has rank " + std::to_string(x.rank()),
              "use one to three spatial dims");
  ctx.require(is_float(x.dtype) || is_integer(x.dtype), "elements are " + std::string(to_string(x.dtype)),
              "cast to a number type");
  ctx.require_dtype(1, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64});
  ctx.require(grid.rank() == x.rank(),
              "x has rank " + std::to_string(x.rank()) + " and grid rank " + std::to_string(grid.rank()));
  ctx.require_equal(grid.dims.back(), x.rank() - 2, "the last dim of grid and the number of spatial dims");
  SymDims out{ctx.require_equal(x.dims[0], grid.dims[0], "the batch of x and grid"), x.dims[1]};
  out.insert(out.end(), grid.dims.begin() + 1, grid.dims.end() - 1);
  ctx.set_output(0, x.dtype, std::move(out));
}

namespace {

// The sum over all taps of dims [d, rank) of one plane; `offset` is the position in the dims before.
double grid_sum(const std::vector<AxisTaps>& taps, const Dims& extents, size_t d, int64_t offset, const double* plane) {
  if (d == taps.size()) return plane[offset];
  double sum = 0;
  for (int k = 0; k < taps[d].count; ++k)
    if (taps[d].index[k] >= 0)
      sum += taps[d].weight[k] * grid_sum(taps, extents, d + 1, offset * extents[d] + taps[d].index[k], plane);
  return sum;
}

}  // namespace

void GridSample::reference(RefContext& ctx) const {
  const Dims &x_dims = ctx.dims(0), &y_dims = ctx.out_dims(0);
  const size_t spatial = x_dims.size() - 2;
  const Dims in(x_dims.begin() + 2, x_dims.end());
  const int64_t points = element_count(Dims(y_dims.begin() + 2, y_dims.end())), in_size = element_count(in);
  const auto x = ctx.f64(0), grid = ctx.f64(1);
  const bool wide = ctx.dtype(1) == DataType::kFloat64;
  std::vector<double> y(size_t(element_count(y_dims)), 0.0);
  std::vector<AxisTaps> taps(spatial);
  for (int64_t n = 0; n < x_dims[0] && in_size > 0; ++n)
    for (int64_t p = 0; p < points; ++p) {
      const double* at = grid.data() + (n * points + p) * int64_t(spatial);
      for (size_t d = 0; d < spatial; ++d) {
        const double v = at[spatial - 1 - d];
        taps[d] = wide ? grid_taps<double>(v, in[d], mode, padding, align_corners)
                       : grid_taps<float>(float(v), in[d], mode, padding, align_corners);
      }
      for (int64_t c = 0; c < x_dims[1]; ++c) {
        const int64_t plane = n * x_dims[1] + c;
        y[size_t(plane * points + p)] = grid_sum(taps, in, 0, 0, x.data() + plane * in_size);
      }
    }
  ctx.put(0, y);
}

}  // namespace sinter
