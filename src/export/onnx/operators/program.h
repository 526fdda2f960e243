// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "export/onnx/node_writer.h"

namespace sinter::onnx_export {

/// Writes a pointwise op as the primitive instructions that it is made of, each an operator of ONNX. Works for every
/// pointwise op and element type; integers are computed in 64 bits, floats in f32 or f64.
void write_program(NodeWriter& ctx);

}  // namespace sinter::onnx_export
