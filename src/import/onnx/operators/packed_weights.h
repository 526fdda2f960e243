// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "import/onnx/node_context.h"

namespace sinter::onnx {

/// The unsigned type of 2, 4 or 8 bits; Error for other widths.
DataType packed_type(NodeContext& ctx, int64_t bits);
/// Bytes whose bits are elements of `type`, the first in the lowest bits, seen as such. Every row (last dim) begins at
/// a byte; `columns` elements of it are used. The input must be a constant unless a byte is an element.
ValueId unpacked_rows(NodeContext& ctx, int input, DataType type, Dims rows, int64_t columns);

}  // namespace sinter::onnx
