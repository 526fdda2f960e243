// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "import/onnx/node_context.h"

namespace sinter::onnx {

/// x cast to an 8-bit float with the node's attributes saturate and round_mode; without them what Cast does.
ValueId narrow_cast(NodeContext& ctx, ValueId x, DataType to);

/// Scales or zero points spread over x's dims: one for all, one per index of `axis`, or (block_size > 0) one per block.
ValueId spread_scale(NodeContext& ctx, ValueId scale, const SymDims& x, int64_t axis, int64_t block_size);

}  // namespace sinter::onnx
