// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/operators/auto_pad.h"

#include "base/text.h"

namespace sinter::onnx {
namespace {

/// Far beyond real kernels; products of window extents stay far from overflow.
constexpr int64_t kMaxKernelExtent = int64_t{1} << 20;

}  // namespace

Ints window_list(NodeContext& ctx, std::string_view name, size_t size, int64_t least) {
  Ints list = ctx.ints_attr(name);
  if (list.empty()) return Ints(size, least > 0 ? 1 : 0);
  if (list.size() != size)
    ctx.invalid(std::string(name) + " has " + std::to_string(list.size()) + " entries, " + std::to_string(size) +
                " expected");
  for (int64_t v : list)
    if (v < least || v > INT32_MAX) ctx.invalid(std::string(name) + " has the entry " + std::to_string(v));
  return list;
}

SpatialWindow read_window(NodeContext& ctx, ValueId input, const Ints& kernel) {
  const SymDims& dims = ctx.type_of(input).dims;
  if (dims.size() < 3)
    ctx.invalid("the input has rank " + std::to_string(dims.size()) + "; it needs a batch, channels and spatial dims");
  const size_t spatial = dims.size() - 2;
  SpatialWindow w;
  w.kernel = ctx.ints_attr("kernel_shape", kernel);
  if (w.kernel.empty()) ctx.invalid("the attribute \"kernel_shape\" is missing");
  if (w.kernel.size() != spatial || (!kernel.empty() && w.kernel != kernel))
    ctx.invalid("kernel_shape [" + join(w.kernel, ",") + "] does not fit the " +
                (kernel.empty() ? "input" : "weights"));
  for (int64_t k : w.kernel)
    if (k < 1 || k > kMaxKernelExtent) ctx.invalid("kernel_shape has the entry " + std::to_string(k));
  w.strides = window_list(ctx, "strides", spatial, 1);
  w.dilations = window_list(ctx, "dilations", spatial, 1);

  const std::string mode = ctx.string_attr("auto_pad", "NOTSET");
  if (mode == "SAME_UPPER" || mode == "SAME_LOWER") {
    ctx.ignore_attrs({"pads"});
    for (size_t i = 0; i < spatial; ++i) w.pad_same(dims[i + 2], i, mode == "SAME_UPPER");
    return w;
  }
  if (mode != "NOTSET" && mode != "VALID" && !mode.empty())
    ctx.invalid("auto_pad is " + quote(mode), "use NOTSET, SAME_UPPER, SAME_LOWER or VALID");
  Ints pads(spatial * 2, 0);
  if (mode == "VALID")
    ctx.ignore_attrs({"pads"});
  else
    pads = window_list(ctx, "pads", spatial * 2, 0);
  w.begin.assign(pads.begin(), pads.begin() + ptrdiff_t(spatial));
  w.end.assign(pads.begin() + ptrdiff_t(spatial), pads.end());
  return w;
}

}  // namespace sinter::onnx
