// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// [convolutional], [deconvolutional] and [local].
#include "ops/convolution.h"
#include "import/darknet/layers/activation.h"
#include "import/darknet/layers/weighted.h"
#include "ops/deconvolution.h"

namespace sinter::darknet {
namespace {

struct ConvShape {
  int64_t filters, size, padding, stride_x, stride_y, dilation = 1, groups = 1;
};

/// pad=1 means half of the window; padding gives the number itself.
int64_t conv_padding(const Section& s, int64_t size) {
  const int64_t padding = s.integer("padding", 0);
  return s.flag("pad") ? size / 2 : padding;
}

ConvShape conv_shape(const LayerContext& ctx) {
  const Section& s = ctx.section();
  ConvShape c{};
  c.filters = s.integer("filters", 1, 1);
  c.size = s.integer("size", 1, 1);
  const int64_t stride = s.integer("stride", 1, 1);
  c.stride_x = s.integer("stride_x", stride, 1);
  c.stride_y = s.integer("stride_y", stride, 1);
  c.padding = conv_padding(s, c.size);
  c.dilation = s.integer("dilation", 1, 1);
  if (c.size == 1) c.dilation = 1;
  c.groups = std::max<int64_t>(1, s.integer("groups", 1));
  // Darknet sizes the result as if there were no dilation, and pads by padding times dilation.
  if (c.dilation > 1 && 2 * c.padding != c.size - 1)
    ctx.unsupported("a dilation of " + std::to_string(c.dilation) + " with a padding of " + std::to_string(c.padding) +
                        " for a window of " + std::to_string(c.size) + ", for which Darknet's own sizes disagree",
                    "use pad=1 and an odd size");
  return c;
}

void refuse_odd_convolutions(const Section& s) {
  const std::string plain = "train the network with plain convolutions";
  s.refuse("xnor", "convolutions of bits are not supported", plain);
  s.refuse("binary", "binary weights are not supported", plain);
  for (const char* key : {"sway", "rotate", "stretch", "stretch_sway"})
    s.refuse(key, "weights that are turned or stretched are not supported", plain);
  s.refuse("coordconv", "coordinates as channels are not supported", plain);
  s.refuse("reverse", "reversed activations are not supported", plain);
}

LayerParameters conv_parameters(LayerContext& ctx, const ConvShape& shape, int64_t channels) {
  const Section& s = ctx.section();
  const int64_t depth = channels / shape.groups;
  const Dims dims = {shape.filters, depth, shape.size, shape.size};
  if (s.has("share_index")) {
    const LayerParameters& p = ctx.parameters_of(s.integer("share_index", -1, -kMaxCfgNumber));
    if (p.weights.dims() != dims)
      ctx.invalid("the weights that it shares have the shape " + to_string(p.weights.dims()) + ", not " +
                  to_string(dims));
    return p;
  }
  const bool across = s.flag("cbn");  // over several batches, in training
  const bool normalizes = s.flag("batch_normalize") || across;
  const int64_t fan_in = checked_count({depth, shape.size, shape.size});
  if (!s.flag("flipped")) return take_convolution(ctx, shape.filters, dims, fan_in, normalizes);
  LayerParameters p = take_convolution(ctx, shape.filters, {fan_in, shape.filters}, fan_in, normalizes);
  const Weights turned = transposed(p.weights);
  p.weights = Weights(DataType::kFloat32, dims, turned.bytes(), turned.owner());
  return p;
}

ValueId with_biases(const LayerContext& ctx, ValueId v, const LayerParameters& p) {
  return p.normalizes ? batch_normalized(ctx, v, p) : v;
}

std::vector<ValueId> conv_inputs(const LayerContext& ctx, ValueId x, const LayerParameters& p) {
  std::vector<ValueId> inputs{x, ctx.weight_value(p.weights, "weights")};
  if (!p.normalizes) inputs.push_back(ctx.weight_value(p.biases, "bias"));
  return inputs;
}

void check_groups(const LayerContext& ctx, const ConvShape& shape, int64_t channels) {
  if (channels % shape.groups != 0 || shape.filters % shape.groups != 0)
    ctx.invalid(std::to_string(channels) + " channels and " + std::to_string(shape.filters) +
                " filters cannot be divided into " + std::to_string(shape.groups) + " groups");
}

}  // namespace

ValueId import_convolutional(LayerContext& ctx) {
  const Section& s = ctx.section();
  refuse_odd_convolutions(s);
  const ValueId x = ctx.input();
  ConvShape c = conv_shape(ctx);
  const int64_t channels = ctx.channels(x);
  check_groups(ctx, c, channels);
  const int64_t blur = s.integer("antialiasing", 0);
  LayerParameters p = conv_parameters(ctx, c, channels);
  const int64_t stride_x = blur ? 1 : c.stride_x, stride_y = blur ? 1 : c.stride_y, pad = c.padding * c.dilation;
  ValueId v = ctx.add(Convolution{.strides = {stride_y, stride_x},
                                  .dilations = {c.dilation, c.dilation},
                                  .pads_begin = {pad, pad},
                                  .pads_end = {pad, pad},
                                  .group = c.groups},
                      conv_inputs(ctx, x, p));
  v = activate_by_section(ctx, with_biases(ctx, v, p), "logistic");
  ctx.keep_parameters(std::move(p));
  return blur ? blurred(ctx, v, blur, c.stride_y, c.stride_x) : v;
}

/// Of Darknet's first version. Weights [C, filters, size, size].
ValueId import_deconvolutional(LayerContext& ctx) {
  const Section& s = ctx.section();
  const ValueId x = ctx.input();
  const int64_t filters = s.integer("filters", 1, 1), size = s.integer("size", 1, 1),
                stride = s.integer("stride", 1, 1);
  const int64_t pad = conv_padding(s, size), channels = ctx.channels(x);
  const LayerParameters p =
      take_convolution(ctx, filters, {channels, filters, size, size}, channels, s.flag("batch_normalize"));
  const ValueId v =
      ctx.add(Deconvolution{.strides = {stride, stride}, .pads_begin = {pad, pad}, .pads_end = {pad, pad}},
              conv_inputs(ctx, x, p));
  return activate_by_section(ctx, with_biases(ctx, v, p), "logistic");
}

/// A convolution whose weights differ from place to place: [places, filters, C * size * size]. A convolution with one 1
/// per filter lays out the windows as columns, which a product of matrices per place then takes.
ValueId import_local(LayerContext& ctx) {
  const Section& s = ctx.section();
  const ValueId x = ctx.input();
  const int64_t filters = s.integer("filters", 1, 1), size = s.integer("size", 1, 1),
                stride = s.integer("stride", 1, 1);
  const int64_t pad = s.integer("pad", 0), c = ctx.channels(x), window = size * size;
  const auto extent = [&](int64_t in) {
    if (in + 2 * pad < size) ctx.invalid("its window is larger than its input");
    const int64_t out = (in + 2 * pad - size) / stride + 1;
    if (pad != 0 && out != (in - 1) / stride + 1)
      ctx.unsupported("pad=" + std::to_string(pad) + " with a window of " + std::to_string(size) +
                          ", for which Darknet's own sizes disagree",
                      "use size=3 with pad=1");
    return out;
  };
  const int64_t h = extent(ctx.height(x)), w = extent(ctx.width(x));
  const int64_t places = checked_count({h, w}), depth = checked_count({c, window}),
                count = checked_count({filters, h, w});
  const Weights biases = ctx.parameters().take({count}, Fill::kZero);
  const Weights weights = ctx.parameters().take({places, filters, depth}, Fill::kUniform, depth);
  ctx.check_made(checked_count({depth, window}));
  std::vector<double> ones(size_t(depth * window));
  for (int64_t i = 0; i < depth; ++i) ones[size_t(i * window + i % window)] = 1;
  const ValueId picks = ctx.constant_value(Weights::of_doubles(DataType::kFloat32, {depth, 1, size, size}, ones));
  ValueId v =
      ctx.add(Convolution{.strides = {stride, stride}, .pads_begin = {pad, pad}, .pads_end = {pad, pad}, .group = c},
              {x, picks});
  v = ctx.transpose(ctx.reshape(v, {ctx.batch(x), depth, places}), {2, 1, 0});
  v = ctx.transpose(ctx.add("MatMul", {ctx.weight_value(weights, "weights"), v}), {2, 1, 0});
  v = ctx.as_picture(v, filters, h, w);
  const ValueId added =
      ctx.weight_value(Weights(DataType::kFloat32, {filters, h, w}, biases.bytes(), biases.owner()), "bias");
  return activate_by_section(ctx, ctx.add("Add", {v, added}), "logistic");
}

}  // namespace sinter::darknet
