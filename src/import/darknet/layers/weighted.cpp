// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/darknet/layers/weighted.h"

#include <cstring>

#include "ops/batch_norm.h"
#include "ops/convolution.h"

namespace sinter::darknet {

LayerParameters take_convolution(LayerContext& ctx, int64_t filters, const Dims& weights, int64_t fan_in,
                                 bool normalizes) {
  LayerParameters p;
  p.normalizes = normalizes;
  p.biases = ctx.parameters().take({filters}, Fill::kZero);
  if (normalizes) {
    p.scales = ctx.parameters().take({filters}, Fill::kOne);
    p.mean = ctx.parameters().take({filters}, Fill::kZero);
    p.variance = ctx.parameters().take({filters}, Fill::kOne);
  }
  p.weights = ctx.parameters().take(weights, Fill::kUniform, fan_in);
  return p;
}

ValueId batch_normalized(const LayerContext& ctx, ValueId v, const LayerParameters& p) {
  return ctx.add(BatchNorm{.epsilon = 1e-5},
                 {v, ctx.weight_value(p.scales, "scales"), ctx.weight_value(p.biases, "bias"),
                  ctx.weight_value(p.mean, "mean"), ctx.weight_value(p.variance, "variance")});
}

Weights transposed(const Weights& matrix) {
  const int64_t rows = matrix.dims()[0], columns = matrix.dims()[1];
  std::vector<std::byte> out(matrix.bytes().size());
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t c = 0; c < columns; ++c)
      std::memcpy(out.data() + (c * rows + r) * 4, matrix.bytes().data() + (r * columns + c) * 4, 4);
  return Weights::own(DataType::kFloat32, {columns, rows}, std::move(out));
}

ValueId blurred(const LayerContext& ctx, ValueId v, int64_t kind, int64_t stride_y, int64_t stride_x) {
  const int64_t size = kind == 2 ? 2 : 3, pad = kind == 2 ? 0 : 1, c = ctx.channels(v);
  const std::vector<double> row = kind == 2 ? std::vector<double>{0.5, 0.5} : std::vector<double>{0.25, 0.5, 0.25};
  ctx.check_made(checked_count({c, size, size}));
  std::vector<double> window;
  for (int64_t i = 0; i < c; ++i)
    for (double a : row)
      for (double b : row) window.push_back(a * b);
  const ValueId weights = ctx.constant_value(Weights::of_doubles(DataType::kFloat32, {c, 1, size, size}, window));
  return ctx.add(
      Convolution{.strides = {stride_y, stride_x}, .pads_begin = {pad, pad}, .pads_end = {pad, pad}, .group = c},
      {v, weights});
}

}  // namespace sinter::darknet
