// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/tensorflow/operators/layout.h"

#include "base/text.h"

namespace sinter::tensorflow {
namespace {

/// Far beyond real kernels; products of window extents stay far from overflow.
constexpr int64_t kMaxWindowExtent = int64_t{1} << 20;

void check_window(OpContext& ctx, const Ints& list, const char* what) {
  for (int64_t v : list)
    if (v < 1 || v > kMaxWindowExtent) ctx.invalid(std::string(what) + " has the entry " + std::to_string(v));
}

}  // namespace

Layout Layout::of(OpContext& ctx, int spatial) {
  const std::string format = ctx.string_attr("data_format", spatial == 3 ? "NDHWC" : "NHWC");
  if (format == "NHWC" || format == "NDHWC") return Layout(true, spatial);
  if (format == "NCHW" || format == "NCDHW") return Layout(false, spatial);
  ctx.unsupported("data_format is " + quote(format), "use NHWC or NCHW");
}

ValueId Layout::to_ours(const NodeBuilder& make, ValueId v) const {
  if (make.rank_of(v) != rank())
    make.invalid("the input has rank " + std::to_string(make.rank_of(v)) + ", " + std::to_string(rank()) + " expected");
  if (!last_) return v;
  Ints perm{0, rank() - 1};
  for (int i = 0; i < spatial_; ++i) perm.push_back(1 + i);
  return make.transpose(v, std::move(perm));
}

ValueId Layout::from_ours(const NodeBuilder& make, ValueId v) const {
  if (!last_) return v;
  Ints perm{0};
  for (int i = 0; i < spatial_; ++i) perm.push_back(2 + i);
  perm.push_back(1);
  return make.transpose(v, std::move(perm));
}

Ints Layout::spatial(const NodeBuilder& make, const Ints& list, const char* what, int64_t rest) const {
  if (list.empty()) return Ints(size_t(spatial_), rest);
  if (int(list.size()) != rank())
    make.invalid(std::string(what) + " has " + std::to_string(list.size()) + " entries, " + std::to_string(rank()) +
                 " expected");
  if (list[0] != rest || list[size_t(channel_axis())] != rest)
    make.unsupported(std::string(what) + " [" + join(list, ",") + "] reaches over batch or channels",
                     "use " + std::to_string(rest) + " there");
  Ints out;
  for (int i = 0; i < spatial_; ++i) out.push_back(list[size_t(spatial_axis(i))]);
  return out;
}

SpatialWindow read_spatial_window(OpContext& ctx, const Layout& layout, ValueId x, Ints kernel) {
  return spatial_window(ctx, layout, x, std::move(kernel), layout.spatial(ctx, ctx.ints_attr("strides"), "strides"),
                        layout.spatial(ctx, ctx.ints_attr("dilations"), "dilations"));
}

SpatialWindow spatial_window(OpContext& ctx, const Layout& layout, ValueId x, Ints kernel, Ints strides,
                             Ints dilations) {
  SpatialWindow w{.kernel = std::move(kernel),
                  .strides = std::move(strides),
                  .dilations = std::move(dilations),
                  .begin = {},
                  .end = {}};
  check_window(ctx, w.kernel, "the kernel");
  check_window(ctx, w.strides, "strides");
  check_window(ctx, w.dilations, "dilations");
  const SymDims dims = ctx.type_of(x).dims;
  const std::string padding = ctx.string_attr("padding", "VALID");
  const size_t spatial = w.kernel.size();
  if (padding == "SAME") {
    for (size_t i = 0; i < spatial; ++i) w.pad_same(dims[i + 2], i);
  } else if (padding == "VALID") {
    w.begin.assign(spatial, Dim(0));
    w.end = w.begin;
  } else if (padding == "EXPLICIT") {
    const Ints pads = ctx.ints_attr("explicit_paddings");
    if (pads.size() != 2 * size_t(layout.rank())) ctx.invalid("explicit_paddings has not two entries per dim");
    for (size_t i = 0; i < spatial; ++i) {
      const size_t axis = size_t(layout.spatial_axis(int(i)));
      for (int64_t p : {pads[2 * axis], pads[2 * axis + 1]})
        if (p < 0 || p > kMaxWindowExtent) ctx.invalid("explicit_paddings has the entry " + std::to_string(p));
      w.begin.push_back(pads[2 * axis]);
      w.end.push_back(pads[2 * axis + 1]);
    }
  } else {
    ctx.invalid("padding is " + quote(padding), "use SAME, VALID or EXPLICIT");
  }
  return w;
}

}  // namespace sinter::tensorflow
