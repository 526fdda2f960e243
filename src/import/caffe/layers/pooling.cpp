// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Pooling, with Caffe's rule for the last window: extents are rounded up, and a window that would begin behind the
// input and its padding is dropped. Averages divide by the part of the window that lies inside the padded input.
#include "ops/pooling.h"

#include "import/caffe/layers/window_params.h"
#include "ops/cast.h"
#include "ops/concat.h"
#include "ops/max_pool_indices.h"
#include "ops/reduce.h"

namespace sinter::caffe {
namespace {

PoolingKind pooling_kind(LayerContext& ctx, Params& p) {
  const std::string_view kind = p.word("pool", "MAX");
  if (kind == "MAX" || kind == "0") return PoolingKind::kMax;
  if (kind == "AVE" || kind == "1") return PoolingKind::kAverage;
  if (kind == "STOCHASTIC" || kind == "2")
    ctx.unsupported("pooling is stochastic, which only training does", "use MAX or AVE");
  p.fail_at("pool", "\"pool\" is " + std::string(kind), "use MAX or AVE");
}

/// Without padding Caffe keeps windows that begin behind the input, and computes nonsense there.
void check_windows(LayerContext& ctx, const WindowParams& w, const SymDims& dims) {
  for (size_t i = 0; i < w.kernel.size(); ++i) {
    if (w.pads[i] >= w.kernel[i])
      ctx.invalid("the padding " + std::to_string(w.pads[i]) + " is not smaller than the kernel");
    if (w.pads[i] > 0 || w.strides[i] <= w.kernel[i] || !dims[i + 2].is_const()) continue;
    const int64_t in = dims[i + 2].value(), k = w.kernel[i], s = w.strides[i];
    if (in >= k && (in - k + s - 1) / s * s >= in)
      ctx.unsupported("its last window begins behind the input", "use a stride that is not larger than the kernel");
  }
}

/// The place of the largest element in each plane, as a float.
ValueId max_with_mask(LayerContext& ctx, const MaxPoolIndices& op, ValueId x, ValueId& mask) {
  NodeMeta meta;
  meta.sources = {ctx.source()};
  const NodeId id = ctx.graph().add(op, {x}, std::move(meta));
  const ValueId values = ctx.graph().node(id).outputs[0], indices = ctx.graph().node(id).outputs[1];
  const ValueId plane = ctx.add("Mul", {ctx.extent(x, 2), ctx.extent(x, 3)});
  mask = ctx.cast(ctx.add("Mod", {indices, plane}), DataType::kFloat32);
  return values;
}

ValueId pool_window(LayerContext& ctx, PoolingKind kind, const WindowParams& w, bool ceil, ValueId x) {
  Pooling op;
  op.kind = kind;
  op.kernel = w.kernel;
  op.strides = w.strides;
  op.pads_begin = op.pads_end = w.pads;
  op.ceil_mode = ceil;
  op.count_include_pad = kind == PoolingKind::kAverage;
  return ctx.add(std::move(op), {x});
}

}  // namespace

void import_pooling(LayerContext& ctx) {
  Params& p = ctx.params("pooling_param");
  const PoolingKind kind = pooling_kind(ctx, p);
  const ValueId x = ctx.bottom(0);
  const SymDims dims = ctx.dims(0);
  const int rank = int(dims.size());
  if (rank < 3 || rank > 5)
    ctx.unsupported("its input has " + std::to_string(rank) + " dims", "use one to three spatial dims");
  if (p.flag("global_pooling", false)) {
    p.ignore({"kernel_size", "kernel_h", "kernel_w", "stride", "pad", "stride_h", "stride_w", "pad_h", "pad_w"});
    Reduce reduce{.kind = kind == PoolingKind::kMax ? ReduceKind::kMax : ReduceKind::kMean};
    for (int a = 2; a < rank; ++a) reduce.axes.push_back(a);
    return ctx.finish(std::move(reduce), {x});
  }
  const WindowParams w = read_window(p, size_t(rank) - 2, true);
  // Forks call it ceil_mode.
  const std::string_view round = p.word("round_mode", p.flag("ceil_mode", true) ? "CEIL" : "FLOOR");
  if (round != "CEIL" && round != "FLOOR" && round != "0" && round != "1")
    p.fail_at("round_mode", "\"round_mode\" is " + std::string(round), "use CEIL or FLOOR");
  const bool ceil = round == "CEIL" || round == "0";
  if (ceil) check_windows(ctx, w, dims);
  if (ctx.num_tops() < 2 || kind != PoolingKind::kMax) return ctx.top(0, pool_window(ctx, kind, w, ceil, x));
  if (rank != 4) ctx.unsupported("it has a mask for " + std::to_string(rank) + " dims", "use two spatial dims");
  const MaxPoolIndices op{
      .kernel = w.kernel, .strides = w.strides, .pads_begin = w.pads, .pads_end = w.pads, .ceil_mode = ceil};
  ValueId mask = kNoValue;
  ctx.top(0, max_with_mask(ctx, op, x, mask));
  ctx.top(1, mask);
}

/// Spatial pyramid pooling (He et al., 2014): 1, 4, 16, ... bins, of which each is a pooling.
void import_spp(LayerContext& ctx) {
  Params& p = ctx.params("spp_param");
  const int64_t levels = p.needed("pyramid_height");
  const PoolingKind kind = pooling_kind(ctx, p);
  const SymDims dims = ctx.dims(0);
  if (dims.size() != 4) ctx.unsupported("its input has " + std::to_string(dims.size()) + " dims", "use [N,C,H,W]");
  const int64_t extents[] = {ctx.fixed(dims[2], "the height"), ctx.fixed(dims[3], "the width")};
  if (levels > 16 || extents[0] < int64_t{1} << (levels - 1) || extents[1] < int64_t{1} << (levels - 1))
    ctx.invalid("the pyramid has more bins than its input has rows or columns", "use a lower pyramid_height");
  std::vector<ValueId> parts;
  for (int64_t level = 0; level < levels; ++level) {
    const int64_t bins = int64_t{1} << level;
    WindowParams w;
    for (const int64_t extent : extents) {
      const int64_t kernel = (extent + bins - 1) / bins;
      w.kernel.push_back(kernel);
      w.strides.push_back(kernel);
      w.pads.push_back((kernel * bins - extent + 1) / 2);
    }
    const ValueId pooled = pool_window(ctx, kind, w, true, ctx.bottom(0));
    const SymDims out = ctx.type_of(pooled).dims;
    parts.push_back(ctx.reshape(pooled, {out[0], out[1] * out[2] * out[3]}));
  }
  parts.size() == 1 ? ctx.top(0, parts[0]) : ctx.finish(Concat{.axis = 1}, parts);
}

}  // namespace sinter::caffe
