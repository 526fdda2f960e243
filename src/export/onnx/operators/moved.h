// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "export/onnx/node_writer.h"

namespace sinter::onnx_export {

/// The type as which operators of ONNX move elements of `type`: the same, or a wider one for floats of 8 bits and
/// packed types, which few operators take.
DataType movable_type(DataType type);
/// The node's only output is `op` of these inputs, the first one widened if it must be, and the result of its type.
void finish_moved(NodeWriter& ctx, std::string_view op, Values inputs, const Attributes& attributes = {});

}  // namespace sinter::onnx_export
