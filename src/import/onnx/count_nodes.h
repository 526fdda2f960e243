// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How large a model becomes once its functions are inlined. Forty functions that each call the next one twice stand for
// 2^40 nodes: that is counted before anything is imported, not found out on the way.
#pragma once
#include "import/onnx/model.h"

namespace sinter::onnx {

/// Error(kLimit) if the model has more than limits::kMaxNodes nodes with all functions inlined, subgraphs counted. The
/// message names the call and the function that make it so large. Functions that call themselves count once here: the
/// import refuses them.
void check_node_count(const ModelProto& model);

}  // namespace sinter::onnx
