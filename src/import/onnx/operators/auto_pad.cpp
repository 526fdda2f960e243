// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/operators/auto_pad.h"

#include "base/text.h"

namespace sinter::onnx {
namespace {

/// Far beyond real kernels; products of window extents stay far from overflow.
constexpr int64_t kMaxKernelExtent = int64_t{1} << 20;

/// A list attribute with one entry per spatial dim.
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

/// What SAME_UPPER and SAME_LOWER pad along one dim so that there is a window for every `stride` elements.
Dim same_padding(const Dim& extent, int64_t kernel, int64_t stride, int64_t dilation) {
  const Dim window = (Dim(kernel) - 1) * Dim(dilation) + 1;
  if (stride == 1) return window - 1;
  return max((ceil_div(extent, stride) - 1) * Dim(stride) + window - extent, Dim(0));
}

void pad_same(WindowAttributes& w, const SymDims& dims, bool upper) {
  for (size_t i = 0; i < w.kernel.size(); ++i) {
    const Dim total = same_padding(dims[i + 2], w.kernel[i], w.strides[i], w.dilations[i]);
    const Dim small = floor_div(total, 2), large = total - small;
    w.pads_begin.push_back(upper ? small : large);
    w.pads_end.push_back(upper ? large : small);
  }
}

}  // namespace

bool WindowAttributes::has_const_pads() const {
  for (const auto* pads : {&pads_begin, &pads_end})
    for (const Dim& d : *pads)
      if (!d.is_const()) return false;
  return true;
}

Ints WindowAttributes::ints(const SymDims& dims) {
  Ints out;
  for (const Dim& d : dims) out.push_back(d.value());
  return out;
}

WindowAttributes read_window(NodeContext& ctx, ValueId input, const Ints& kernel) {
  const SymDims& dims = ctx.type_of(input).dims;
  if (dims.size() < 3)
    ctx.invalid("the input has rank " + std::to_string(dims.size()) + "; it needs a batch, channels and spatial dims");
  const size_t spatial = dims.size() - 2;
  WindowAttributes w;
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
    pad_same(w, dims, mode == "SAME_UPPER");
    return w;
  }
  if (mode != "NOTSET" && mode != "VALID" && !mode.empty())
    ctx.invalid("auto_pad is " + quote(mode), "use NOTSET, SAME_UPPER, SAME_LOWER or VALID");
  Ints pads(spatial * 2, 0);
  if (mode == "VALID")
    ctx.ignore_attrs({"pads"});
  else
    pads = window_list(ctx, "pads", spatial * 2, 0);
  w.pads_begin.assign(pads.begin(), pads.begin() + ptrdiff_t(spatial));
  w.pads_end.assign(pads.begin() + ptrdiff_t(spatial), pads.end());
  return w;
}

}  // namespace sinter::onnx
