// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How many inputs and outputs a node may have.
#pragma once
#include "import/onnx/model.h"

namespace sinter::onnx {

/// Error(kInvalidModel) if the node has more or fewer inputs, or more outputs, than any version of its operator.
/// Omitted ones at the end do not count. Operators that are not in arity_list.def may have any number.
void check_arity(const NodeProto& node);

}  // namespace sinter::onnx
