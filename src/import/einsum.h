// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Einsum of ONNX and TensorFlow, whose equations are NumPy's.
#pragma once
#include <string>
#include <vector>

#include "import/node_builder.h"

namespace sinter {

/// The sum of products that the equation ("bij,bjk->bik", with ellipses and diagonals) says of the inputs. The result
/// has the first input's type. Error(kInvalidModel) if the equation does not fit the inputs.
ValueId build_einsum(const NodeBuilder& make, const std::string& equation, std::vector<ValueId> inputs);

}  // namespace sinter
