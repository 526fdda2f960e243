// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "export/onnx/node_writer.h"

namespace sinter::onnx_export {

/// An element type that holds all values of `type` and that most operators of ONNX take.
DataType wider_type(DataType type);

}  // namespace sinter::onnx_export
