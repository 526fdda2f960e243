// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// [maxpool], [local_avgpool] and the global [avgpool].
#include "import/darknet/layers/weighted.h"
#include "ops/pooling.h"
#include "ops/reduce.h"

namespace sinter::darknet {
namespace {

/// Darknet's padding is that of both sides together, size - 1 unless given; the smaller half stands in front.
ValueId darknet_pool(LayerContext& ctx, PoolingKind kind, bool blurs) {
  const Section& s = ctx.section();
  const ValueId x = ctx.input();
  const int64_t stride = s.integer("stride", 1, 1), size = s.integer("size", stride, 1);
  const int64_t stride_x = s.integer("stride_x", stride, 1), stride_y = s.integer("stride_y", stride, 1);
  const int64_t padding = s.integer("padding", size - 1), blur = blurs ? s.integer("antialiasing", 0) : 0;
  const int64_t before = padding / 2, after = padding - before;
  if (after >= size)
    ctx.unsupported("a padding of " + std::to_string(padding) + " for a window of " + std::to_string(size),
                    "use at most size - 1");
  const SymDims dims = ctx.type_of(x).dims;
  for (size_t axis : {2, 3})
    if (dims[axis].is_const() && dims[axis].value() + padding < size)
      ctx.invalid("its window is larger than its input " + to_string(dims));
  const Ints strides = blur ? Ints{1, 1} : Ints{stride_y, stride_x};
  const ValueId v = ctx.add(Pooling{.kind = kind,
                                    .kernel = {size, size},
                                    .strides = strides,
                                    .pads_begin = {before, before},
                                    .pads_end = {after, after}},
                            {x});
  return blur ? blurred(ctx, v, blur, stride_y, stride_x) : v;
}

/// The largest of every n-th channel, n being the channels of the result.
ValueId depth_pool(LayerContext& ctx) {
  const ValueId x = ctx.input();
  const int64_t out = ctx.section().integer("out_channels", 1, 1), c = ctx.channels(x);
  if (c % out != 0)
    ctx.unsupported(std::to_string(c) + " channels are no multiple of out_channels=" + std::to_string(out),
                    "use a divisor");
  const SymDims dims = ctx.type_of(x).dims;
  const ValueId v = ctx.reshape(x, {dims[0], c / out, out, dims[2], dims[3]});
  return ctx.add(Reduce{.kind = ReduceKind::kMax, .axes = {1}, .keep_dims = false}, {v});
}

}  // namespace

ValueId import_maxpool(LayerContext& ctx) {
  const Section& s = ctx.section();
  s.refuse("maxpool_zero_nonmax", "it changes the layer before it", "leave it out");
  if (!s.flag("maxpool_depth")) {
    s.ignore({"out_channels"});
    return darknet_pool(ctx, PoolingKind::kMax, true);
  }
  s.ignore({"stride", "size", "padding"});
  return depth_pool(ctx);
}

ValueId import_local_avgpool(LayerContext& ctx) { return darknet_pool(ctx, PoolingKind::kAverage, false); }

ValueId import_avgpool(LayerContext& ctx) {
  return ctx.add(Reduce{.kind = ReduceKind::kMean, .axes = {2, 3}, .keep_dims = true}, {ctx.input()});
}

}  // namespace sinter::darknet
