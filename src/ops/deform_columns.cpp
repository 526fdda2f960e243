// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/deform_columns.h"

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/window.h"

namespace sinter {

SINTER_OP(DeformColumns)

void DeformColumns::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(x.rank() >= 3 && x.rank() <= 5, "x has rank " + std::to_string(x.rank()),
              "use one to three spatial dims");
  ctx.require_dtype(0, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64});
  const size_t spatial = size_t(x.rank()) - 2;
  ctx.require(kernel.size() == spatial, "kernel has " + std::to_string(kernel.size()) + " entries for " +
                                            std::to_string(spatial) + " spatial dims");
  int64_t taps = 1;
  for (int64_t k : kernel) {
    ctx.require(k >= 1 && k <= 1024, "kernel has the entry " + std::to_string(k), "use 1 to 1024");
    taps *= k;
  }
  Window::check(ctx, strides, dilations, pads_begin, pads_end, spatial);
  ctx.require(groups >= 1 && groups <= INT32_MAX, "there are " + std::to_string(groups) + " offset groups",
              "use at least 1");
  ctx.require_divides(x.dims[1], groups, "channels must be a multiple of the offset groups");
  const Window window = Window::of(strides, dilations, pads_begin, pads_end, spatial);
  SymDims out;
  for (size_t i = 0; i < spatial; ++i) out.push_back(window.out_dim(ctx, x.dims[i + 2], kernel[i], i, false));
  for (int i = 1; i <= 2; ++i) {
    if (!ctx.has(i)) continue;
    const TensorType& t = ctx.tensor(i);
    const std::string name = i == 1 ? "offset" : "mask";
    ctx.require_dtype(i, {x.dtype});
    ctx.require(t.rank() == x.rank(), name + " has rank " + std::to_string(t.rank()), "use the rank of x");
    ctx.require_equal(t.dims[0], x.dims[0], "the batch of x and " + name);
    ctx.require_equal(t.dims[1], groups * taps * (i == 1 ? int64_t(spatial) : 1), "dim 1 of " + name);
    for (size_t d = 0; d < spatial; ++d)
      ctx.require_equal(t.dims[d + 2], out[d], "spatial dim " + std::to_string(d) + " of " + name);
  }
  ctx.set_output(0, x.dtype, {x.dims[0], x.dims[1] * Dim(taps), product(out)});
}

namespace {

// Linear interpolation of a plane along dims [d, n), 0 outside.
double linear_sample(const double* plane, const Dims& in, const std::vector<double>& at, size_t d, int64_t offset) {
  if (d == in.size()) return plane[offset];
  if (!(at[d] > -1 && at[d] < double(in[d]))) return 0;
  const auto low = int64_t(std::floor(at[d]));
  const double t = at[d] - double(low);
  double sum = 0;
  if (low >= 0) sum += (1 - t) * linear_sample(plane, in, at, d + 1, offset * in[d] + low);
  if (low + 1 < in[d]) sum += t * linear_sample(plane, in, at, d + 1, offset * in[d] + low + 1);
  return sum;
}

}  // namespace

void DeformColumns::reference(RefContext& ctx) const {
  const Dims &xd = ctx.dims(0), &od = ctx.dims(1);
  const size_t spatial = xd.size() - 2;
  const Window w = Window::of(strides, dilations, pads_begin, pads_end, spatial);
  const Dims in(xd.begin() + 2, xd.end()), out(od.begin() + 2, od.end());
  const int64_t taps = element_count(kernel), places = element_count(out), size = element_count(in);
  const auto x = ctx.f64(0), offset = ctx.f64(1), mask = ctx.has(2) ? ctx.f64(2) : std::vector<double>{};
  std::vector<double> y(size_t(xd[0] * xd[1] * taps * places));
  std::vector<double> at(spatial);
  for (int64_t k = 0; k < int64_t(y.size()); ++k) {
    const int64_t p = k % places, t = k / places % taps, c = k / places / taps % xd[1], n = k / places / taps / xd[1];
    const int64_t row = (n * groups + c / (xd[1] / groups)) * taps + t;
    for (size_t d = spatial, pr = size_t(p), tr = size_t(t); d-- > 0;) {
      const int64_t base =
          int64_t(pr) % out[d] * w.strides[d] + int64_t(tr) % kernel[d] * w.dilations[d] - w.pads_begin[d];
      at[d] = double(base) + offset[size_t((row * int64_t(spatial) + int64_t(d)) * places + p)];
      pr /= size_t(out[d]), tr /= size_t(kernel[d]);
    }
    const double v = linear_sample(x.data() + (n * xd[1] + c) * size, in, at, 0, 0);
    y[size_t(k)] = mask.empty() ? v : v * mask[size_t(row * places + p)];
  }
  ctx.put(0, y);
}

}  // namespace sinter
