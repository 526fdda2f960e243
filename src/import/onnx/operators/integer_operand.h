// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operands of integer matrix products and convolutions.
#pragma once
#include "import/onnx/node_context.h"

namespace sinter::onnx {

/// v as i32 less its zero point (kNoValue: none), which is a scalar, has one element per index of `axis`, or has v's
/// rank and broadcasts.
ValueId integer_operand(NodeContext& ctx, ValueId v, ValueId zero_point, int axis);

/// v, which is a scalar or a vector along `axis` of a tensor of that rank, shaped so that it broadcasts.
ValueId along_axis(NodeContext& ctx, ValueId v, int axis, int rank);

}  // namespace sinter::onnx
