// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/layers/window_params.h"

namespace sinter::caffe {
namespace {

struct ExtentNames {
  std::string_view all, height, width;
  int64_t otherwise, min;
};

Ints read_extents(Params& p, const ExtentNames& names, size_t spatial) {
  Ints given = p.integers(names.all);
  const bool has_h = p.has(names.height), has_w = p.has(names.width);
  if (has_h || has_w) {
    if (spatial != 2) p.fail_at(names.height, "_h and _w are for two spatial dims", "use " + std::string(names.all));
    if (!given.empty() && names.min > 0)
      p.fail_at(names.all, "both " + std::string(names.all) + " and " + std::string(names.height) + " are given",
                "give one of them");
    const int64_t base = given.empty() ? names.otherwise : given[0];
    given = {p.integer(names.height, base), p.integer(names.width, base)};
  }
  if (given.empty()) given = {names.otherwise};
  if (given.size() == 1) given.resize(spatial, given[0]);
  if (given.size() != spatial)
    p.fail_at(names.all,
              "there are " + std::to_string(given.size()) + " numbers for " + std::to_string(spatial) + " spatial dims",
              "give one, or one for each");
  for (const int64_t v : given)
    if (v < names.min || v > INT32_MAX) p.fail_at(names.all, std::string(names.all) + " is " + std::to_string(v));
  return given;
}

}  // namespace

WindowParams read_window(Params& p, size_t spatial, bool needs_kernel) {
  WindowParams w;
  if (needs_kernel && !p.has("kernel_size") && !p.has("kernel_h") && !p.has("kernel_w"))
    p.fail_at("kernel_size", "\"kernel_size\" is missing", "add it");
  // A kernel that is given for one dim only is missing for the other: 0 is refused.
  w.kernel = read_extents(p, {"kernel_size", "kernel_h", "kernel_w", needs_kernel ? 0 : 1, 1}, spatial);
  w.strides = read_extents(p, {"stride", "stride_h", "stride_w", 1, 1}, spatial);
  w.pads = read_extents(p, {"pad", "pad_h", "pad_w", 0, 0}, spatial);
  w.dilations = read_extents(p, {"dilation", "dilation_h", "dilation_w", 1, 1}, spatial);
  return w;
}

}  // namespace sinter::caffe
