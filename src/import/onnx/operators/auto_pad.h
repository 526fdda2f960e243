// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// kernel_shape, strides, dilations, pads and auto_pad of windowed operators (convolutions and pools).
#pragma once
#include "import/onnx/node_context.h"
#include "import/spatial_window.h"

namespace sinter::onnx {

/// A list attribute with `size` entries of at least `least`, one for each spatial dim or pad; an absent one is filled
/// with ones, or with zeros if it may hold them.
Ints window_list(NodeContext& ctx, std::string_view name, size_t size, int64_t least);

/// Reads the attributes. `kernel` is what the weights say, or empty for pools, which must have kernel_shape. `input` is
/// the value whose dims from 2 on are spatial.
SpatialWindow read_window(NodeContext& ctx, ValueId input, const Ints& kernel);

}  // namespace sinter::onnx
