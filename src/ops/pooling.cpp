// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/pooling.h"

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/window.h"

namespace sinter {

SINTER_OP(Pooling)

void Pooling::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(x.rank() >= 3 && x.rank() <= 5, "x has rank " + std::to_string(x.rank()),
              "use one to three spatial dims");
  const bool number = is_float(x.dtype) || (kind == PoolingKind::kMax && is_integer(x.dtype));
  ctx.require(number, "elements are " + std::string(to_string(x.dtype)), "cast to a float type first");
  const size_t spatial = size_t(x.rank()) - 2;
  ctx.require(kernel.size() == spatial, "kernel has " + std::to_string(kernel.size()) + " entries for " +
                                            std::to_string(spatial) + " spatial dims");
  for (int64_t k : kernel) ctx.require(k >= 1, "kernel has the entry " + std::to_string(k), "use positive extents");
  ctx.require(p >= 1, "p is " + std::to_string(p), "use at least 1");
  Window::check(ctx, strides, dilations, pads_begin, pads_end, spatial);
  const Window window = Window::of(strides, dilations, pads_begin, pads_end, spatial);
  SymDims out{x.dims[0], x.dims[1]};
  for (size_t i = 0; i < spatial; ++i) out.push_back(window.out_dim(ctx, x.dims[i + 2], kernel[i], i, ceil_mode));
  ctx.set_output(0, x.dtype, std::move(out));
}

namespace {

// What one window has seen.
template <class V>
struct PoolSum {
  PoolingKind kind;
  int64_t p;
  V best;  // starts with the lowest value
  double sum = 0;

  void take(V v) {
    if (kind == PoolingKind::kMax) best = scalar::max(best, v);
    else if (kind == PoolingKind::kAverage) sum += double(v);
    else sum += std::pow(std::fabs(double(v)), double(p));
  }
  V result(int64_t count) const {
    if (kind == PoolingKind::kMax) return best;
    if (kind == PoolingKind::kAverage) return count == 0 ? V(0) : V(sum / double(count));
    return V(std::pow(sum, 1.0 / double(p)));
  }
};

// The taps of a kernel in row-major order, as dilated offsets along each spatial dim.
std::vector<Dims> pool_taps(const std::vector<int64_t>& kernel, const Window& window) {
  std::vector<Dims> taps;
  Dims at(kernel.size(), 0);
  for (int64_t n = element_count(kernel); n > 0; --n) {
    Dims offset;
    for (size_t d = 0; d < at.size(); ++d) offset.push_back(at[d] * window.dilations[d]);
    taps.push_back(std::move(offset));
    for (size_t d = at.size(); d-- > 0;) {
      if (++at[d] < kernel[d]) break;
      at[d] = 0;
    }
  }
  return taps;
}

template <class V>
V pool_window(const Pooling& op, const Window& window, const std::vector<Dims>& taps, const Dims& start, const Dims& in,
              const V* plane, V lowest) {
  PoolSum<V> sum{op.kind, op.p, lowest};
  int64_t inside = 0, padded = 0;
  for (const Dims& tap : taps) {
    bool in_input = true, in_padding = true;
    int64_t offset = 0;
    for (size_t d = 0; d < in.size(); ++d) {
      const int64_t i = start[d] + tap[d];
      in_input = in_input && i >= 0 && i < in[d];
      in_padding = in_padding && i < in[d] + window.pads_end[d];
      offset = offset * in[d] + i;
    }
    padded += in_padding;
    if (!in_input) continue;
    ++inside;
    sum.take(plane[offset]);
  }
  return sum.result(op.count_include_pad ? padded : inside);
}

template <class V>
void pool_as(const Pooling& op, RefContext& ctx) {
  const Dims &x_dims = ctx.dims(0), &y_dims = ctx.out_dims(0);
  const size_t spatial = x_dims.size() - 2;
  const Window window = Window::of(op.strides, op.dilations, op.pads_begin, op.pads_end, spatial);
  const auto taps = pool_taps(op.kernel, window);
  const Dims in(x_dims.begin() + 2, x_dims.end()), out(y_dims.begin() + 2, y_dims.end());
  const std::vector<V> x = load<V>(ctx, 0);
  const int64_t planes = x_dims[0] * x_dims[1], in_size = element_count(in), out_size = element_count(out);
  const V lowest = extreme_value<V>(ctx.dtype(0), true);
  std::vector<V> y(size_t(planes * out_size));
  for (int64_t o = 0; o < out_size; ++o) {
    Dims start(spatial);
    for (int64_t d = int64_t(spatial) - 1, rest = o; d >= 0; --d) {
      const size_t i = size_t(d);
      start[i] = rest % out[i] * window.strides[i] - window.pads_begin[i];
      rest /= out[i];
    }
    for (int64_t n = 0; n < planes; ++n)
      y[size_t(n * out_size + o)] = pool_window<V>(op, window, taps, start, in, x.data() + n * in_size, lowest);
  }
  ctx.put(0, y);
}

}  // namespace

void Pooling::reference(RefContext& ctx) const {
  with_number(ctx, ctx.dtype(0), kName, [&](auto v) { pool_as<decltype(v)>(*this, ctx); });
}

}  // namespace sinter
