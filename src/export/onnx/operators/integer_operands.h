// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "export/onnx/node_writer.h"

namespace sinter::onnx_export {

/// Products of 8-bit integers are written `MatMulInteger` or `ConvInteger`: in the graph both operands are casts of
/// such to i32, maybe less a zero point. False if the operands are others; then nothing is written.
bool write_integer_product(NodeWriter& ctx, std::string_view op, const Attributes& attributes);

}  // namespace sinter::onnx_export
