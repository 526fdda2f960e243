// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/window.h"

#include "ops/dim_bounds.h"

namespace sinter {
namespace {

void check_window_list(const InferContext& ctx, const char* name, const std::vector<int64_t>& v, size_t spatial,
                       int64_t least) {
  ctx.require(v.empty() || v.size() == spatial,
              std::string(name) + " has " + std::to_string(v.size()) + " entries for " + std::to_string(spatial) +
                  " spatial dims",
              "give one entry per spatial dim, or none");
  for (int64_t x : v)
    ctx.require(x >= least, std::string(name) + " has the entry " + std::to_string(x),
                "use entries of at least " + std::to_string(least));
}

Dims filled(const std::vector<int64_t>& v, size_t spatial, int64_t value) {
  return v.empty() ? Dims(spatial, value) : v;
}

}  // namespace

Window Window::of(const std::vector<int64_t>& strides, const std::vector<int64_t>& dilations,
                  const std::vector<int64_t>& pads_begin, const std::vector<int64_t>& pads_end, size_t spatial) {
  return {filled(strides, spatial, 1), filled(dilations, spatial, 1), filled(pads_begin, spatial, 0),
          filled(pads_end, spatial, 0)};
}

void Window::check(const InferContext& ctx, const std::vector<int64_t>& strides, const std::vector<int64_t>& dilations,
                   const std::vector<int64_t>& pads_begin, const std::vector<int64_t>& pads_end, size_t spatial) {
  check_window_list(ctx, "strides", strides, spatial, 1);
  check_window_list(ctx, "dilations", dilations, spatial, 1);
  check_window_list(ctx, "pads_begin", pads_begin, spatial, 0);
  check_window_list(ctx, "pads_end", pads_end, spatial, 0);
}

Dim Window::out_dim(InferContext& ctx, const Dim& in, const Dim& kernel, size_t i, bool ceil) const {
  const Dim extent = Dim(dilations[i]) * (kernel - Dim(1)) + Dim(1);
  const Dim padded = in + Dim(pads_begin[i]) + Dim(pads_end[i]);
  const std::string what = "spatial dim " + std::to_string(i) + ": the padded input must hold the kernel";
  ctx.require_at_least(padded, extent, what);
  const Dim stride = strides[i];
  if (!ceil) return floor_div(padded - extent, stride) + Dim(1);
  // Windows that would start behind the input are dropped, so that every window sees some of it.
  const Dim starts = ceil_div(in + Dim(pads_begin[i]), stride);
  return bounded_min(ctx, ceil_div(padded - extent, stride) + Dim(1), starts);
}

}  // namespace sinter
