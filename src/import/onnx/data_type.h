// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// ONNX's numbers of element types (TensorProto.DataType) and ours.
#pragma once
#include <cstdint>
#include <string>

#include "sinter/types.h"

namespace sinter::onnx {

/// kInvalid for 0 (undefined), for numbers that ONNX does not define, and for the 6-bit floats, which we do not have.
DataType from_onnx(int32_t onnx_type) noexcept;
/// 0 for kInvalid.
int32_t to_onnx(DataType type) noexcept;
/// from_onnx that throws Error(kInvalidModel) for undefined numbers and Error(kUnsupported) for types we do not have.
DataType data_type_of(int32_t onnx_type);

}  // namespace sinter::onnx
