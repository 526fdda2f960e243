// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Element types and concrete shapes, as the public API speaks of them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sinter/export.h"

namespace sinter {

/// Element type of a tensor. The numbers are stored in plans: append only.
enum class DataType : uint8_t {
  kInvalid = 0,
  kFloat32 = 1,
  kFloat16 = 2,
  kBFloat16 = 3,
  kFloat64 = 4,
  kInt8 = 5,
  kInt16 = 6,
  kInt32 = 7,
  kInt64 = 8,
  kUInt8 = 9,
  kUInt16 = 10,
  kUInt32 = 11,
  kUInt64 = 12,
  kBool = 13,  ///< one byte, 0 or 1
  kFloat8E4M3FN = 14,
  kFloat8E4M3FNUZ = 15,
  kFloat8E5M2 = 16,
  kFloat8E5M2FNUZ = 17,
  kFloat8E8M0 = 18,
  kInt4 = 19,   ///< packed, two a byte, first element in the low nibble
  kUInt4 = 20,  ///< packed like kInt4
  kInt2 = 21,   ///< packed, four a byte
  kUInt2 = 22,  ///< packed like kInt2
  kFloat4E2M1 = 23,  ///< packed like kInt4
  kComplex64 = 24,
  kComplex128 = 25,
  kString = 26,  ///< host only; an element is a std::string, so strings are never plain bytes
};
inline constexpr int kNumDataTypes = 27;

/// "f32", "f16", "bf16", "i64", "bool", "f8e4m3fn", "i4", "c64", "str", ...: as the text form and the CLI spell it.
SINTER_API std::string_view to_string(DataType type) noexcept;
/// The reverse of to_string; nullopt if the name is none.
SINTER_API std::optional<DataType> parse_data_type(std::string_view name) noexcept;
/// Bits of one element (4 for kInt4, 8 for kBool); for kString, 8 * sizeof(std::string).
SINTER_API int bits_of(DataType type) noexcept;
/// Bytes of `count` densely packed elements. Throws Error(kLimit) where the product does not fit int64 or count < 0.
/// The only way sizes in bytes are computed.
SINTER_API int64_t bytes_of(DataType type, int64_t count);

SINTER_API bool is_float(DataType type) noexcept;     ///< any real floating-point type, 4 to 64 bits
SINTER_API bool is_integer(DataType type) noexcept;   ///< signed or unsigned, not bool
SINTER_API bool is_unsigned(DataType type) noexcept;  ///< unsigned integers and bool
SINTER_API bool is_complex(DataType type) noexcept;

/// A concrete shape, outermost dim first. In places that may be dynamic, -1 stands for "not known yet".
using Dims = std::vector<int64_t>;

/// Product of the dims (1 for a scalar); throws Error(kLimit) on overflow or a negative dim.
SINTER_API int64_t element_count(const Dims& dims);
/// "[1,3,224,224]".
SINTER_API std::string to_string(const Dims& dims);

}  // namespace sinter
