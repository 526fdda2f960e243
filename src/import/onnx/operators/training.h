// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "import/onnx/node_context.h"

namespace sinter::onnx {

/// BatchNormalization with training_mode = 1 (opset 14 and later).
void import_batch_norm_training(NodeContext& ctx);

}  // namespace sinter::onnx
