// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The dims of convolutions and poolings, always with three spatial dims: missing ones in front have extent 1.
#pragma once
#include "backend/kernel.h"
#include "base/recipe.h"

namespace sinter::cpu {

/// Window parameters from a recipe. Every value is in a range that keeps index arithmetic far from overflow.
struct WindowParams {
  int spatial = 0;  // 1 to 3
  int64_t kernel[3] = {1, 1, 1}, stride[3] = {1, 1, 1}, dilation[3] = {1, 1, 1}, pad[3] = {0, 0, 0},
          pad_end[3] = {0, 0, 0};

  int64_t taps() const { return kernel[0] * kernel[1] * kernel[2]; }
  bool pointwise() const;  // 1x1 without stride or padding
};

/// Empty lists mean ones (strides, dilations) and zeros (pads).
void write_window(RecipeWriter& w, const std::vector<int64_t>& kernel, const std::vector<int64_t>& strides,
                  const std::vector<int64_t>& dilations, const std::vector<int64_t>& pads_begin,
                  const std::vector<int64_t>& pads_end);
WindowParams read_window(RecipeReader& r);

struct ConvShape {
  WindowParams window;
  int64_t batch = 0, groups = 1, in_channels = 0, out_channels = 0;  // channels of one group
  int64_t in[3] = {1, 1, 1}, out[3] = {1, 1, 1};

  int64_t in_size() const { return in[0] * in[1] * in[2]; }
  int64_t out_size() const { return out[0] * out[1] * out[2]; }
  int64_t depth() const { return in_channels * window.taps(); }  // terms of one sum
};

/// Checks x[N, groups*in_channels, ...] and out[N, groups*out_channels, ...]; any output extent is safe, because taps
/// outside the input are skipped.
Status make_conv_shape(const WindowParams& window, int64_t groups, int64_t in_channels, int64_t out_channels,
                       const TensorArg& x, const TensorArg& out, ConvShape& shape) noexcept;

/// The part [lo, hi) of positions [0, n) whose input index begin + i * step lies in [0, extent).
inline void valid_range(int64_t begin, int64_t step, int64_t extent, int64_t n, int64_t& lo, int64_t& hi) {
  lo = begin >= 0 ? 0 : (-begin + step - 1) / step;
  hi = extent - begin <= 0 ? 0 : (extent - begin + step - 1) / step;
  hi = hi < n ? hi : n;
  lo = lo < hi ? lo : hi;
}

}  // namespace sinter::cpu
