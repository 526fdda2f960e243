// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/types.h"

#include <array>

#include "sinter/error.h"

namespace sinter {
namespace {

struct Row {
  std::string_view name;
  int bits;
};

// Indexed by DataType.
constexpr std::array<Row, kNumDataTypes> kRows = {{
    {"invalid", 0},   {"f32", 32},        {"f16", 16},    {"bf16", 16},       {"f64", 64},     {"i8", 8},
    {"i16", 16},      {"i32", 32},        {"i64", 64},    {"u8", 8},          {"u16", 16},     {"u32", 32},
    {"u64", 64},      {"bool", 8},        {"f8e4m3fn", 8}, {"f8e4m3fnuz", 8}, {"f8e5m2", 8},   {"f8e5m2fnuz", 8},
    {"f8e8m0", 8},    {"i4", 4},          {"u4", 4},      {"i2", 2},          {"u2", 2},       {"f4e2m1", 4},
    {"c64", 64},      {"c128", 128},      {"str", 8 * int(sizeof(std::string))},
}};

const Row& row(DataType t) {
  const auto i = size_t(t);
  return kRows[i < kRows.size() ? i : 0];
}

}  // namespace

std::string_view to_string(DataType type) noexcept { return row(type).name; }
int bits_of(DataType type) noexcept { return row(type).bits; }

std::optional<DataType> parse_data_type(std::string_view name) noexcept {
  for (size_t i = 1; i < kRows.size(); ++i)
    if (kRows[i].name == name) return DataType(i);
  return std::nullopt;
}

int64_t bytes_of(DataType type, int64_t count) {
  int64_t bits = 0;
  if (count < 0 || __builtin_mul_overflow(count, int64_t(bits_of(type)), &bits) || bits > INT64_MAX - 7)
    fail(ErrorCode::kLimit, "a tensor of " + std::to_string(count) + " elements of " + std::string(to_string(type)) +
                                " has no valid size in bytes", "use smaller shapes");
  return (bits + 7) / 8;
}

bool is_float(DataType t) noexcept {
  return (t >= DataType::kFloat32 && t <= DataType::kFloat64) ||
         (t >= DataType::kFloat8E4M3FN && t <= DataType::kFloat8E8M0) || t == DataType::kFloat4E2M1;
}
bool is_integer(DataType t) noexcept {
  return (t >= DataType::kInt8 && t <= DataType::kUInt64) || (t >= DataType::kInt4 && t <= DataType::kUInt2);
}
bool is_unsigned(DataType t) noexcept {
  return (t >= DataType::kUInt8 && t <= DataType::kBool) || t == DataType::kUInt4 || t == DataType::kUInt2;
}
bool is_complex(DataType t) noexcept { return t == DataType::kComplex64 || t == DataType::kComplex128; }

int64_t element_count(const Dims& dims) {
  int64_t n = 1;
  bool zero = false;  // a zero dim makes the product 0 whatever the others are, but negative dims stay errors
  for (int64_t d : dims) {
    zero = zero || d == 0;
    if (d < 0 || (d != 0 && __builtin_mul_overflow(n, d, &n)))
      fail(ErrorCode::kLimit, "shape " + to_string(dims) + " has no valid element count",
           "use dims that are not negative and whose product fits 63 bits");
  }
  return zero ? 0 : n;
}

std::string to_string(const Dims& dims) {
  std::string s = "[";
  for (size_t i = 0; i < dims.size(); ++i) s += (i ? "," : "") + std::to_string(dims[i]);
  return s + "]";
}

}  // namespace sinter
