// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The sliding windows of convolutions and poolings: one number for all spatial dims, one for each, or _h and _w.
#pragma once
#include "import/caffe/layer_context.h"

namespace sinter::caffe {

struct WindowParams {
  Ints kernel, strides, pads, dilations;  ///< one entry per spatial dim
};

/// kernel_size, stride, pad, dilation. `needs_kernel`: without one it is an error.
WindowParams read_window(Params& p, size_t spatial, bool needs_kernel);

}  // namespace sinter::caffe
