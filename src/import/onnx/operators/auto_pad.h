// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// kernel_shape, strides, dilations, pads and auto_pad of windowed operators (convolutions and pools).
#pragma once
#include "import/onnx/node_context.h"

namespace sinter::onnx {

struct WindowAttributes {
  Ints kernel, strides, dilations;  // one entry per spatial dim
  SymDims pads_begin, pads_end;     // symbolic only where auto_pad meets a symbolic extent and a stride above 1

  bool has_const_pads() const;
  static Ints ints(const SymDims& dims);  // of constant dims
};

/// Reads the attributes. `kernel` is what the weights say, or empty for pools, which must have kernel_shape. `input` is
/// the value whose dims from 2 on are spatial.
WindowAttributes read_window(NodeContext& ctx, ValueId input, const Ints& kernel);

}  // namespace sinter::onnx
