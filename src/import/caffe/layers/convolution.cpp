// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Convolution, Deconvolution and what is made of them.
#include "ops/convolution.h"

#include "import/caffe/layers/window_params.h"
#include "ops/deconvolution.h"

namespace sinter::caffe {
namespace {

struct ConvParts {
  WindowParams window;
  int64_t channels = 0, outputs = 0, group = 1;
  bool bias = true;
};

ConvParts read_convolution(LayerContext& ctx, bool depthwise) {
  Params& p = ctx.params("convolution_param");
  const int rank = ctx.rank(0);
  if (rank < 3 || rank > 5)
    ctx.unsupported("its input has " + std::to_string(rank) + " dims", "use one to three spatial dims");
  if (p.integer("axis", 1) != 1) ctx.unsupported("axis is not 1", "put the channels second");
  ConvParts parts;
  parts.window = read_window(p, size_t(rank) - 2, true);
  parts.channels = ctx.fixed(ctx.dims(0)[1], "the number of channels");
  parts.outputs = p.needed("num_output");
  parts.group = p.integer("group", 1);
  if (depthwise && parts.group == 1) parts.group = parts.channels;
  parts.bias = p.flag("bias_term", true);
  if (parts.group < 1 || parts.channels % parts.group != 0 || parts.outputs % parts.group != 0)
    p.fail_at("group",
              "group is " + std::to_string(parts.group) + " for " + std::to_string(parts.channels) +
                  " channels and num_output " + std::to_string(parts.outputs),
              "use a divisor of both");
  return parts;
}

Dims filter_dims(const ConvParts& parts, int64_t first, int64_t second) {
  Dims dims = {first, second};
  dims.insert(dims.end(), parts.window.kernel.begin(), parts.window.kernel.end());
  return dims;
}

/// All bottoms go through the same weights, each into its own top.
void finish_all(LayerContext& ctx, const Op& op, const Weights& w, const std::optional<Weights>& b) {
  const ValueId weights = ctx.weight_value(w, "weights");
  std::vector<ValueId> more;
  if (b) more.push_back(ctx.weight_value(*b, "bias"));
  for (size_t i = 0; i < ctx.num_bottoms(); ++i) {
    std::vector<ValueId> inputs = {ctx.bottom(i), weights};
    inputs.insert(inputs.end(), more.begin(), more.end());
    ctx.top(i, ctx.add(op, std::move(inputs)));
  }
}

/// Weights of these two dims and the kernel's, and the bias, for an op of the kind `Filters`.
template <typename Filters>
void import_filters(LayerContext& ctx, const ConvParts& parts, int64_t first, int64_t second) {
  const Weights w = ctx.blob(0, filter_dims(parts, first, second), Fill::kWeight);
  std::optional<Weights> b;
  if (parts.bias) b = ctx.blob(1, {parts.outputs}, Fill::kZero);
  const Filters op{.strides = parts.window.strides,
                   .dilations = parts.window.dilations,
                   .pads_begin = parts.window.pads,
                   .pads_end = parts.window.pads,
                   .group = parts.group};
  finish_all(ctx, op, w, b);
}

void import_any_convolution(LayerContext& ctx, bool depthwise) {
  const ConvParts parts = read_convolution(ctx, depthwise);
  import_filters<Convolution>(ctx, parts, parts.outputs, parts.channels / parts.group);
}

}  // namespace

void import_convolution(LayerContext& ctx) { import_any_convolution(ctx, false); }
void import_depthwise_convolution(LayerContext& ctx) { import_any_convolution(ctx, true); }

void import_deconvolution(LayerContext& ctx) {
  const ConvParts parts = read_convolution(ctx, false);
  import_filters<Deconvolution>(ctx, parts, parts.channels, parts.outputs / parts.group);
}

/// The columns of a convolution: one filter per channel and tap, which picks that tap.
void import_im2col(LayerContext& ctx) {
  Params& p = ctx.params("convolution_param");
  const int rank = ctx.rank(0);
  if (rank < 3 || rank > 5)
    ctx.unsupported("its input has " + std::to_string(rank) + " dims", "use one to three spatial dims");
  const WindowParams window = read_window(p, size_t(rank) - 2, true);
  const int64_t channels = ctx.fixed(ctx.dims(0)[1], "the number of channels");
  int64_t taps = 1;
  for (const int64_t k : window.kernel)
    if (__builtin_mul_overflow(taps, k, &taps) || taps > 4096) ctx.unsupported("its kernel is too large");
  if (channels > (int64_t{1} << 22) / (taps * taps)) ctx.unsupported("it has too many columns");
  std::vector<double> filters(size_t(channels * taps * taps), 0.0);
  for (int64_t c = 0; c < channels * taps; ++c) filters[size_t(c * taps + c % taps)] = 1;
  Dims dims = {channels * taps, 1};
  dims.insert(dims.end(), window.kernel.begin(), window.kernel.end());
  const ValueId w = ctx.constant_value(Weights::of_doubles(DataType::kFloat32, dims, filters));
  ctx.finish(Convolution{.strides = window.strides,
                         .dilations = window.dilations,
                         .pads_begin = window.pads,
                         .pads_end = window.pads,
                         .group = channels},
             {ctx.bottom(0), w});
}

}  // namespace sinter::caffe
