// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "import/onnx/node_context.h"
#include "ops/scatter_nd.h"

namespace sinter::onnx {

/// The attribute "reduction" of the Scatter operators.
ScatterReduction scatter_reduction(NodeContext& ctx);

}  // namespace sinter::onnx
