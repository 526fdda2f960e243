// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Elements in the typed fields of a TensorProto (float_data, int32_data, ...), which are found again in its message.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "import/onnx/model.h"
#include "sinter/types.h"

namespace sinter::onnx {

/// A decoded copy, or a view of the file where the elements lie there in our layout already.
struct TypedData {
  ByteSpan view;
  std::vector<std::byte> copy;
  bool is_view = false;
};

/// The field of TensorProto that holds elements of this type: 4 float_data, 5 int32_data, 6 string_data, 7 int64_data,
/// 10 double_data, 11 uint64_data.
uint32_t typed_field_of(DataType type) noexcept;
/// "float_data", ...
std::string_view typed_field_name(uint32_t field) noexcept;

/// The elements of a tensor that are not strings. Error(kInvalidModel) if their number is not that of `dims` or a value
/// does not fit the type.
TypedData decode_typed_data(const TensorProto& tensor, DataType type);
std::vector<std::string> decode_string_data(const TensorProto& tensor);

}  // namespace sinter::onnx
