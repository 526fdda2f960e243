// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Convolutions. Filters are [spatial..., in, out].
#include "base/text.h"
#include "import/tensorflow/operators/layout.h"
#include "ops/convolution.h"
#include "ops/deconvolution.h"
#include "ops/pad.h"

namespace sinter::tensorflow {
namespace {

Ints spatial_kernel(OpContext& ctx, int filter, int spatial) {
  const TensorType type = ctx.type(filter);
  if (type.rank() != spatial + 2)
    ctx.invalid("the filter has rank " + std::to_string(type.rank()) + ", " + std::to_string(spatial + 2) +
                " expected");
  Ints kernel;
  for (int i = 0; i < spatial; ++i) {
    if (!type.dims[size_t(i)].is_const())
      ctx.unsupported("the filter's size is not known at build time", "use a filter of a fixed shape");
    kernel.push_back(type.dims[size_t(i)].value());
  }
  return kernel;
}

/// [spatial..., a, b] to [b, a, spatial...].
ValueId filter_to_ours(OpContext& ctx, ValueId filter, int spatial) {
  Ints perm{spatial + 1, spatial};
  for (int i = 0; i < spatial; ++i) perm.push_back(i);
  return ctx.transpose(filter, std::move(perm));
}

ValueId convolve(OpContext& ctx, ValueId x, ValueId weights, SpatialWindow& w, int64_t group) {
  x = w.pad_in_front(ctx, x, kNoValue);
  return ctx.add(Convolution{.strides = w.strides,
                             .dilations = w.dilations,
                             .pads_begin = SpatialWindow::ints(w.begin),
                             .pads_end = SpatialWindow::ints(w.end),
                             .group = group},
                 {x, weights});
}

/// Input channels per filter channel.
int64_t group_count(OpContext& ctx, const Dim& channels, const Dim& filter_channels) {
  if (channels == filter_channels) return 1;
  if (!channels.is_const() || !filter_channels.is_const() || filter_channels.value() < 1 ||
      channels.value() % filter_channels.value() != 0)
    ctx.invalid("the input has " + channels.to_string() + " channels, the filter " + filter_channels.to_string());
  return channels.value() / filter_channels.value();
}

void import_conv(OpContext& ctx, int spatial) {
  const Layout layout = Layout::of(ctx, spatial);
  const Ints kernel = spatial_kernel(ctx, 1, spatial);
  const ValueId x = layout.to_ours(ctx, ctx.in(0));
  SpatialWindow w = read_spatial_window(ctx, layout, x, kernel);
  const int64_t group = group_count(ctx, ctx.type_of(x).dims[1], ctx.type(1).dims[size_t(spatial)]);
  const ValueId weights = filter_to_ours(ctx, ctx.in(1), spatial);
  ctx.output(0, layout.from_ours(ctx, convolve(ctx, x, weights, w, group)));
}

}  // namespace

void import_conv2d(OpContext& ctx) { import_conv(ctx, 2); }
void import_conv3d(OpContext& ctx) { import_conv(ctx, 3); }

/// Filter [h, w, channels, multiplier]: output channel c * multiplier + m is of input channel c.
void import_depthwise_conv2d(OpContext& ctx) {
  const Layout layout = Layout::of(ctx, 2);
  const Ints kernel = spatial_kernel(ctx, 1, 2);
  const ValueId x = layout.to_ours(ctx, ctx.in(0));
  SpatialWindow w = read_spatial_window(ctx, layout, x, kernel);
  const SymDims f = ctx.type(1).dims;
  if (!f[2].is_const()) ctx.unsupported("the filter's channels are not known at build time", "use a fixed shape");
  const ValueId turned = ctx.transpose(ctx.in(1), {2, 3, 0, 1});
  const ValueId weights = ctx.reshape(turned, {f[2] * f[3], Dim(1), f[0], f[1]});
  ctx.output(0, layout.from_ours(ctx, convolve(ctx, x, weights, w, f[2].value())));
}

namespace {

/// Pads of the transposed convolution that has these extents, and what must be added at the end.
struct BackwardPads {
  SymDims begin, end;  // may be negative at the end: rows to add

  bool constant() const {
    for (const auto* list : {&begin, &end})
      for (const Dim& d : *list)
        if (!d.is_const()) return false;
    return true;
  }
};

/// Inputs: sizes of the result (all dims), filter [spatial..., out, in], x.
void import_backward_conv(OpContext& ctx, int spatial) {
  const Layout layout = Layout::of(ctx, spatial);
  const Ints kernel = spatial_kernel(ctx, 1, spatial);
  const ValueId x = layout.to_ours(ctx, ctx.in(2));
  SymDims sizes = ctx.shape_values(0);
  if (int(sizes.size()) == spatial + 2) {
    SymDims only;
    for (int i = 0; i < spatial; ++i) only.push_back(sizes[size_t(layout.spatial_axis(i))]);
    sizes = std::move(only);
  }
  if (int(sizes.size()) != spatial)
    ctx.invalid("the sizes have " + std::to_string(sizes.size()) + " entries for " + std::to_string(spatial + 2) +
                " dims");
  Deconvolution op;
  op.strides = layout.spatial(ctx, ctx.ints_attr("strides"), "strides");
  op.dilations = layout.spatial(ctx, ctx.ints_attr("dilations"), "dilations");
  op.output_padding.assign(size_t(spatial), 0);
  const SymDims dims = ctx.type_of(x).dims;
  const std::string padding = ctx.string_attr("padding", "VALID");
  const Ints given = ctx.ints_attr("explicit_paddings");
  if (padding != "SAME" && padding != "VALID" && padding != "EXPLICIT") ctx.invalid("padding is " + quote(padding));
  if (padding == "EXPLICIT" && int(given.size()) != 2 * (spatial + 2))
    ctx.invalid("explicit_paddings has not two entries per dim");
  BackwardPads pads;
  for (size_t i = 0; i < size_t(spatial); ++i) {
    if (op.strides[i] < 1 || op.dilations[i] < 1) ctx.invalid("strides and dilations must be positive");
    const Dim reach = (Dim(kernel[i]) - Dim(1)) * Dim(op.dilations[i]) + Dim(1);
    const Dim all = (dims[i + 2] - Dim(1)) * Dim(op.strides[i]) + reach;
    Dim begin = 0;
    if (padding == "SAME") {
      const Dim cut = all - sizes[i];
      begin = floor_div(cut.is_const() ? Dim(std::max<int64_t>(0, cut.value())) : max(cut, Dim(0)), 2);
    } else if (padding == "EXPLICIT") {
      begin = given[2 * size_t(layout.spatial_axis(int(i)))];
    }
    pads.begin.push_back(begin);
    pads.end.push_back(all - begin - sizes[i]);
  }
  const ValueId weights = filter_to_ours(ctx, ctx.in(1), spatial);
  const auto channels = [&](size_t axis) { return ctx.type_of(weights).dims[axis]; };
  if (!(channels(0) == dims[1]))
    ctx.invalid("x has " + dims[1].to_string() + " channels, the filter " + channels(0).to_string());
  if (pads.constant()) {
    op.pads_begin = SpatialWindow::ints(pads.begin);
    op.pads_end = SpatialWindow::ints(pads.end);
    for (size_t i = 0; i < op.pads_end.size(); ++i)
      if (op.pads_end[i] < 0) op.output_padding[i] -= std::exchange(op.pads_end[i], 0);
    return ctx.output(0, layout.from_ours(ctx, ctx.add(std::move(op), {x, weights})));
  }
  ValueId y = ctx.add(std::move(op), {x, weights});  // all of it, then cut to size
  SymDims before(2, Dim(0)), behind(2, Dim(0));
  for (const Dim& d : pads.begin) before.push_back(Dim(0) - d);
  for (const Dim& d : pads.end) behind.push_back(Dim(0) - d);
  y = ctx.add(Pad{.begin = std::move(before), .end = std::move(behind)}, {y});
  ctx.output(0, layout.from_ours(ctx, y));
}

}  // namespace

void import_conv2d_backprop(OpContext& ctx) { import_backward_conv(ctx, 2); }
void import_conv3d_backprop(OpContext& ctx) { import_backward_conv(ctx, 3); }

}  // namespace sinter::tensorflow
