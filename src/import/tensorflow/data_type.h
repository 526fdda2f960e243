// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// TensorFlow's numbers of element types (types.proto).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sinter/types.h"

namespace sinter::tensorflow {

inline constexpr int32_t kDtFloat = 1, kDtInt32 = 3, kDtString = 7, kDtInt64 = 9, kDtBool = 10, kDtQInt8 = 11,
                         kDtQUInt8 = 12, kDtQInt32 = 13, kDtQInt16 = 15, kDtQUInt16 = 16, kDtHalf = 19,
                         kDtResource = 20, kDtVariant = 21;

/// Our type of the same elements (the quantized types are their integers); kInvalid for resources, variants and numbers
/// that are none. References (number + 100) are what they refer to.
DataType from_tensorflow(int64_t number) noexcept;
/// The same; Error(kUnsupported) instead of kInvalid.
DataType data_type_of(int64_t number);
/// "DT_FLOAT", or "type 99".
std::string type_name(int64_t number);
/// The number of a type by its name ("DT_FLOAT", "DT_FLOAT_REF"); nullopt if it is none.
std::optional<int64_t> type_number(std::string_view name) noexcept;

}  // namespace sinter::tensorflow
