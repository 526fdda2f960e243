// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/resize.h"

#include <cmath>

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/dim_bounds.h"

namespace sinter {

SINTER_OP(Resize)

namespace {

std::vector<int64_t> resized_axes(const InferContext& ctx, const std::vector<int64_t>& axes, int rank) {
  std::vector<int64_t> out;
  std::vector<char> seen(size_t(rank), 0);
  for (int64_t a : axes) {
    out.push_back(ctx.axis(a, rank));
    ctx.require(!seen[size_t(out.back())], "axis " + std::to_string(a) + " is resized twice", "name each axis once");
    seen[size_t(out.back())] = 1;
  }
  if (axes.empty())
    for (int a = 0; a < rank; ++a) out.push_back(a);
  return out;
}

// floor(extent * scale). A float is a fraction whose denominator is a power of two, so the product is exact.
Dim scaled_extent(const InferContext& ctx, const Dim& extent, double scale) {
  if (scale == 1) return extent;
  if (extent.is_const()) {
    const double out = std::floor(double(extent.value()) * scale);
    ctx.require(out < 0x1p53, "an extent would be " + to_text(out), "use a smaller scale");
    return int64_t(out);
  }
  int shift = 0;
  while (scale != std::floor(scale) && shift < 40) scale *= 2, ++shift;
  ctx.require(scale == std::floor(scale) && scale < 0x1p53, "a scale is too small, too large or too fine",
              "use scales that are floats between 1e-4 and 1e4");
  return floor_div(extent * Dim(int64_t(scale)), Dim(int64_t{1} << shift));
}

// The extent of axis i under a policy: rounded in * (the smallest or largest of wanted / in).
Dim policy_extent(InferContext& ctx, const Resize& op, const SymDims& in, size_t i) {
  std::optional<Dim> best;
  for (size_t k = 0; k < in.size(); ++k) {
    ctx.require_at_least(in[k], 1, "a resized axis must have elements");
    const Dim rounded = floor_div(Dim(2) * in[i] * op.sizes[k] + in[k], Dim(2) * in[k]);
    if (!best)
      best = rounded;
    else
      best =
          op.policy == ResizePolicy::kNotLarger ? bounded_min(ctx, *best, rounded) : bounded_max(ctx, *best, rounded);
  }
  return *best;
}

void check_resize(InferContext& ctx, const Resize& op, size_t axes) {
  ctx.require(op.sizes.empty() ? op.scales.size() == axes : op.sizes.size() == axes,
              "there is not one size or scale for each axis", "give one per axis");
  ctx.require(op.scales.empty() || op.scales.size() == axes, "there is not one scale for each axis");
  for (double s : op.scales) ctx.require(s > 0 && std::isfinite(s), "a scale is " + to_text(s), "use positive scales");
  ctx.require(op.region.empty() || op.region.size() == 2 * axes,
              "the region has " + std::to_string(op.region.size()) + " numbers", "give a start and an end per axis");
  for (int i : {1, 2}) {
    if (!ctx.has(i)) continue;
    ctx.require_dtype(i, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64});
    const TensorType& t = ctx.tensor(i);
    ctx.require(t.rank() == 1, "input " + std::to_string(i) + " is no vector");
    ctx.require_equal(t.dims[0], int64_t(i == 1 ? 2 * axes : axes), "the length of input " + std::to_string(i));
  }
  ctx.require(!ctx.has(2) || !op.sizes.empty(), "scales are an input, but sizes are not given", "give both");
}

}  // namespace

void Resize::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  const bool number = is_float(x.dtype) || is_integer(x.dtype);
  ctx.require(mode == ResizeMode::kNearest || number,
              "elements of " + std::string(to_string(x.dtype)) + " cannot be interpolated", "use mode nearest");
  if (is_integer(x.dtype) && extrapolation != 0) {
    const int bits = std::min(bits_of(x.dtype), 53);  // what doubles hold exactly
    const double low = is_unsigned(x.dtype) ? 0 : -std::ldexp(1, bits - 1);
    const double high = std::ldexp(1, is_unsigned(x.dtype) ? bits : bits - 1) - 1;
    ctx.require(extrapolation >= low && extrapolation <= high,
                "the extrapolation value " + to_text(extrapolation) + " is out of range");
  }
  const auto along = resized_axes(ctx, axes, x.rank());
  check_resize(ctx, *this, along.size());
  SymDims in, out = x.dims;
  for (int64_t a : along) in.push_back(x.dims[size_t(a)]);
  for (size_t i = 0; i < along.size(); ++i) {
    Dim& d = out[size_t(along[i])];
    if (sizes.empty())
      d = scaled_extent(ctx, d, scales[i]);
    else if (policy == ResizePolicy::kStretch)
      d = sizes[i];
    else
      d = policy_extent(ctx, *this, in, i);
    ctx.require_at_least(d, 0, "the extent of a resized axis must not be negative");
    if (!(d == in[i])) ctx.require_at_least(in[i], 1, "a resized axis must have elements");
  }
  ctx.set_output(0, x.dtype, std::move(out));
}

namespace {

std::vector<ResizeAxis> axes_of_run(const Resize& op, RefContext& ctx, std::vector<int64_t>& along) {
  const Dims &in = ctx.dims(0), &out = ctx.out_dims(0);
  along = op.axes;
  for (int64_t& a : along) a = a < 0 ? a + int64_t(in.size()) : a;
  if (along.empty())
    for (size_t a = 0; a < in.size(); ++a) along.push_back(int64_t(a));
  std::vector<double> region = op.region, scales = op.scales;
  if (ctx.has(1)) region = ctx.f64(1);
  if (ctx.has(2)) scales = ctx.f64(2);
  std::vector<ResizeAxis> axes;
  Dims extents;
  for (int64_t a : along) extents.push_back(in[size_t(a)]);
  const bool common = op.policy != ResizePolicy::kStretch && !op.sizes.empty() && element_count(extents) > 0;
  const double scale =
      common ? resize_policy_scale(op.policy, ctx.params.data(), extents.data(), int64_t(extents.size())) : 0;
  for (size_t i = 0; i < along.size(); ++i) {
    ResizeAxis a{extents[i], out[size_t(along[i])]};
    a.scale = common ? scale : !scales.empty() ? scales[i] : a.in > 0 ? double(a.out) / double(a.in) : 1.0;
    if (!region.empty()) a.start = region[i], a.end = region[i + along.size()];
    axes.push_back(a);
  }
  return axes;
}

bool is_identity(const ResizeRule& rule, const ResizeAxis& a) {
  const bool whole = rule.coordinates != ResizeCoordinates::kTfCropAndResize || (a.start == 0 && a.end == 1);
  return a.in == a.out && a.scale == 1 && whole;
}

// One axis of a tensor of doubles.
std::vector<double> resize_doubles(const std::vector<double>& x, const Dims& dims, int64_t axis, const ResizeRule& rule,
                                   const ResizeAxis& a, double extrapolation) {
  const AxisSplit s = split_at(dims, axis);
  std::vector<double> y(size_t(s.outer * a.out * s.inner));
  const auto count = size_t(resize_tap_count(rule, a));
  std::vector<int64_t> index(count);
  std::vector<double> weight(count);
  for (int64_t i = 0; i < a.out; ++i) {
    const bool inside = resize_taps(rule, a, i, index.data(), weight.data());
    for (int64_t o = 0; o < s.outer; ++o)
      for (int64_t k = 0; k < s.inner; ++k) {
        double sum = inside ? 0 : extrapolation;
        for (size_t t = 0; inside && t < count; ++t) sum += weight[t] * x[size_t((o * s.n + index[t]) * s.inner + k)];
        y[size_t((o * a.out + i) * s.inner + k)] = sum;
      }
  }
  return y;
}

// Rounds to even and saturates.
void put_rounded(RefContext& ctx, std::vector<double> values) {
  for (double& v : values) v = std::nearbyint(v);
  ctx.put(0, values);
}

// Elements of any type: nearest picks one of them, or none where it extrapolates.
void resize_nearest(const Resize& op, RefContext& ctx, const std::vector<int64_t>& along,
                    const std::vector<ResizeAxis>& axes) {
  const Dims &in = ctx.dims(0), &out = ctx.out_dims(0);
  std::vector<std::vector<int64_t>> source(in.size());
  for (size_t d = 0; d < in.size(); ++d)
    for (int64_t i = 0; i < out[d]; ++i) source[d].push_back(i);
  for (size_t k = 0; k < along.size(); ++k)
    for (int64_t i = 0; i < axes[k].out && !is_identity(op.rule(), axes[k]); ++i) {
      double weight;
      int64_t& at = source[size_t(along[k])][size_t(i)];
      if (!resize_taps(op.rule(), axes[k], i, &at, &weight)) at = -1;
    }
  const auto pick = [&](int64_t n) {
    int64_t offset = 0, stride = 1;
    for (size_t d = in.size(); d-- > 0;) {
      const int64_t at = source[d][size_t(n % out[d])];
      if (at < 0) return int64_t(-1);
      offset += at * stride, stride *= in[d], n /= out[d];
    }
    return offset;
  };
  ctx.copy_elements(0, 0, pick);
  if (op.coordinates != ResizeCoordinates::kTfCropAndResize || op.extrapolation == 0) return;
  with_number(ctx, ctx.dtype(0), Resize::kName, [&](auto v) {
    using V = decltype(v);
    const double value = is_float(ctx.dtype(0)) ? op.extrapolation : std::nearbyint(op.extrapolation);
    const auto x = load<V>(ctx, 0);
    std::vector<V> y(size_t(element_count(out)));
    for (size_t n = 0; n < y.size(); ++n) {
      const int64_t at = pick(int64_t(n));
      y[n] = at < 0 ? V(value) : x[size_t(at)];
    }
    ctx.put(0, y);
  });
}

}  // namespace

void Resize::reference(RefContext& ctx) const {
  std::vector<int64_t> along;
  const auto list = axes_of_run(*this, ctx, along);
  if (element_count(ctx.out_dims(0)) == 0) return;
  if (mode == ResizeMode::kNearest) return resize_nearest(*this, ctx, along, list);
  std::vector<double> v = ctx.f64(0);
  Dims dims = ctx.dims(0);
  for (size_t k = 0; k < list.size(); ++k) {
    if (is_identity(rule(), list[k])) continue;
    v = resize_doubles(v, dims, along[k], rule(), list[k], extrapolation);
    dims[size_t(along[k])] = list[k].out;
  }
  if (is_float(ctx.dtype(0)))
    ctx.put(0, v);
  else
    put_rounded(ctx, std::move(v));
}

}  // namespace sinter
