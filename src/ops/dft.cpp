// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/dft.h"

#include <numbers>

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/dim_bounds.h"

namespace sinter {

SINTER_OP(DFT)

namespace {

// 1 where the axis, which may be known only at run time, is i; else 0.
Dim is_axis(const Dim& axis, int64_t i) {
  if (axis.is_const()) return axis.value() == i;
  const Dim distance = max(axis - Dim(i), Dim(i) - axis);
  return max(Dim(1) - distance, 0);
}

}  // namespace

void DFT::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require_dtype(0, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64});
  ctx.require(x.rank() >= 2, "x has rank " + std::to_string(x.rank()), "use [..., n, 1 or 2]");
  ctx.require_at_least(x.dims.back(), 1, "the last dim of x must be 1 (real) or 2 (complex)");
  ctx.require_at_least(2, x.dims.back(), "the last dim of x must be 1 (real) or 2 (complex)");
  ctx.require(axis.size() == 1 && length.size() <= 1, "there is not one axis and at most one length");
  const Dim a = axis[0].is_const() ? Dim(ctx.axis(axis[0].value(), x.rank()))
                                   : ctx.define("axis", wrap_negative(ctx, axis[0], x.rank()));
  ctx.require_at_least(a, 0, "the axis must lie in x");
  ctx.require_at_least(x.rank() - 2, a, "the axis must not be the last one, which holds real and imaginary parts");
  Dim extent = 0;
  for (int i = 0; i + 1 < x.rank(); ++i) extent = extent + is_axis(a, i) * x.dims[size_t(i)];
  const Dim n = !length.empty() ? length[0] : inverse && onesided ? Dim(2) * (extent - Dim(1)) : extent;
  ctx.require_at_least(n, 1, "the length of the transform");
  const Dim made = onesided && !inverse ? floor_div(n, 2) + Dim(1) : n;
  SymDims out = x.dims;
  for (int i = 0; i + 1 < x.rank(); ++i) {
    Dim& d = out[size_t(i)];
    if (!(made == extent)) d = d + is_axis(a, i) * (made - d);
  }
  out.back() = onesided && inverse ? 1 : 2;
  ctx.set_output(0, x.dtype, std::move(out));
}

namespace {

using DftLine = std::vector<std::complex<double>>;

// By the definition. `unit[k]` is exp(-2 pi i k / n), or its conjugate.
DftLine transform_line(const DftLine& x, const DftLine& unit) {
  const size_t n = x.size();
  DftLine out(n);
  for (size_t k = 0; k < n; ++k)
    for (size_t j = 0, at = 0; j < n; ++j, at = (at + k) % n) out[k] += x[j] * unit[at];
  return out;
}

// Bins 1 .. n/2 of a real signal say what the others are.
void mirror_half(DftLine& x) {
  const size_t n = x.size();
  x[0] = x[0].real();
  if (n % 2 == 0) x[n / 2] = x[n / 2].real();
  for (size_t k = n / 2 + 1; k < n; ++k) x[k] = std::conj(x[n - k]);
}

}  // namespace

void DFT::reference(RefContext& ctx) const {
  const Dims &xd = ctx.dims(0), &yd = ctx.out_dims(0);
  const size_t a = size_t(ctx.params[0] < 0 ? ctx.params[0] + int64_t(xd.size()) : ctx.params[0]);
  const AxisSplit s = split_at(xd, int64_t(a));
  const int64_t parts = xd.back(), made = yd.back(), m = yd[a], inner = s.inner / parts;
  const int64_t n = !length.empty() ? ctx.params[1] : inverse ? m : s.n;
  DftLine unit;
  for (int64_t k = 0; k < n; ++k)
    unit.push_back(std::polar(1.0, (inverse ? 2 : -2) * std::numbers::pi * double(k) / double(n)));
  const auto x = ctx.f64(0);
  std::vector<double> y(size_t(element_count(yd)));
  const int64_t used = std::min(s.n, inverse && onesided ? n / 2 + 1 : n);
  for (int64_t line = 0; line < s.outer * inner; ++line) {
    DftLine v(static_cast<size_t>(n));
    for (int64_t k = 0; k < used; ++k) {
      const double* from = x.data() + ((line / inner * s.n + k) * inner + line % inner) * parts;
      v[size_t(k)] = {from[0], parts == 2 ? from[1] : 0.0};
    }
    if (inverse && onesided) mirror_half(v);
    v = transform_line(v, unit);
    for (int64_t k = 0; k < m; ++k) {
      double* to = y.data() + ((line / inner * m + k) * inner + line % inner) * made;
      const auto value = inverse ? v[size_t(k)] / double(n) : v[size_t(k)];
      to[0] = value.real();
      if (made == 2) to[1] = value.imag();
    }
  }
  ctx.put(0, y);
}

}  // namespace sinter
