// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Elements are read and written with memcpy: constants may lie unaligned in a mapped file.
#include "ir/element.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "base/float_types.h"
#include "ir/narrow_float.h"
#include "ir/scalar_number.h"
#include "sinter/error.h"

namespace sinter {
namespace {

// The float next to v towards zero with its last bit set where v is no float: rounding that again to fewer bits gives
// what rounding v itself would (no double rounding).
template <class V>
float round_to_odd(V v) {
  const float f = float(v);
  if (!(f == f) || static_cast<long double>(f) == static_cast<long double>(v)) return f;
  auto bits = std::bit_cast<uint32_t>(f);
  if (std::fabs(static_cast<long double>(f)) > std::fabs(static_cast<long double>(v))) --bits;
  return std::bit_cast<float>(bits | 1);
}

// Conversion of a computed value V to a stored plain type T, as element.h promises.
template <class T, class V>
T to_stored(V v) {
  if constexpr (std::is_same_v<V, std::complex<double>>)
    return to_stored<T>(v.real());
  else if constexpr (std::is_floating_point_v<T> || !std::is_floating_point_v<V>)
    return T(v);
  else if constexpr (std::is_unsigned_v<T>) {
    const uint64_t u = saturate_to_u64(v);
    return u > uint64_t(T(-1)) ? T(-1) : T(u);
  } else {
    constexpr auto kMax = int64_t(std::make_unsigned_t<T>(-1) >> 1);
    const int64_t i = saturate_to_i64(v);
    return T(i > kMax ? kMax : i < -kMax - 1 ? -kMax - 1 : i);
  }
}
template <class V, class T>
V from_stored(T t) {
  if constexpr (std::is_floating_point_v<T> && std::is_same_v<V, int64_t>)
    return saturate_to_i64(t);
  else if constexpr (std::is_floating_point_v<T> && std::is_same_v<V, uint64_t>)
    return saturate_to_u64(t);
  else
    return V(t);
}
template <class V>
double real_part(V v) {
  if constexpr (std::is_same_v<V, std::complex<double>>)
    return v.real();
  else
    return double(v);
}
template <class V>
float real_odd(V v) {
  if constexpr (std::is_same_v<V, std::complex<double>>)
    return round_to_odd(v.real());
  else
    return round_to_odd(v);
}

template <class T, class V>
void load_plain(const void* data, int64_t begin, int64_t n, V* out) {
  const auto* p = static_cast<const std::byte*>(data) + size_t(begin) * sizeof(T);
  for (int64_t i = 0; i < n; ++i, p += sizeof(T)) {
    T t;
    std::memcpy(&t, p, sizeof(T));
    out[i] = from_stored<V>(t);
  }
}
template <class T, class V>
void store_plain(void* data, int64_t begin, int64_t n, const V* in) {
  auto* p = static_cast<std::byte*>(data) + size_t(begin) * sizeof(T);
  for (int64_t i = 0; i < n; ++i, p += sizeof(T)) {
    const T t = to_stored<T>(in[i]);
    std::memcpy(p, &t, sizeof(T));
  }
}

// 16-bit floats, with the conversion function as an argument.
template <class V>
void load_half(const void* data, int64_t begin, int64_t n, V* out, float (*decode)(uint16_t)) {
  const auto* p = static_cast<const std::byte*>(data) + size_t(begin) * 2;
  for (int64_t i = 0; i < n; ++i, p += 2) {
    uint16_t h;
    std::memcpy(&h, p, 2);
    out[i] = from_stored<V>(decode(h));
  }
}
template <class V>
void store_half(void* data, int64_t begin, int64_t n, const V* in, uint16_t (*encode)(float)) {
  auto* p = static_cast<std::byte*>(data) + size_t(begin) * 2;
  for (int64_t i = 0; i < n; ++i, p += 2) {
    const uint16_t h = encode(real_odd(in[i]));
    std::memcpy(p, &h, 2);
  }
}

// Packed types: `bits` per element, the first element in the lowest bits of a byte.
uint8_t packed_get(const void* data, int64_t index, int bits) {
  const int per_byte = 8 / bits, shift = int(index % per_byte) * bits;
  return uint8_t(static_cast<const uint8_t*>(data)[index / per_byte] >> shift) & uint8_t((1 << bits) - 1);
}
void packed_put(void* data, int64_t index, int bits, uint8_t code) {
  const int per_byte = 8 / bits, shift = int(index % per_byte) * bits;
  const int mask = ((1 << bits) - 1) << shift;
  uint8_t& byte = static_cast<uint8_t*>(data)[index / per_byte];
  byte = uint8_t((byte & ~mask) | ((code << shift) & mask));
}
template <class V>
void load_packed_int(const void* data, int64_t begin, int64_t n, V* out, int bits, bool is_signed) {
  for (int64_t i = 0; i < n; ++i) {
    int v = packed_get(data, begin + i, bits);
    if (is_signed && v >> (bits - 1)) v -= 1 << bits;
    out[i] = from_stored<V>(v);
  }
}
template <class V>
void store_packed_int(void* data, int64_t begin, int64_t n, const V* in, int bits, bool is_signed) {
  const int64_t max = is_signed ? (1 << (bits - 1)) - 1 : (1 << bits) - 1, min = is_signed ? -max - 1 : 0;
  for (int64_t i = 0; i < n; ++i) {
    int64_t v;
    if constexpr (std::is_integral_v<V>)
      v = int64_t(in[i]);  // wraps below
    else
      v = std::min(std::max(saturate_to_i64(real_part(in[i])), min), max);
    packed_put(data, begin + i, bits, uint8_t(v));
  }
}
template <class V>
void load_narrow(DataType type, const void* data, int64_t begin, int64_t n, V* out) {
  const NarrowFormat& f = *narrow_format(type);
  const int bits = bits_of(type);
  for (int64_t i = 0; i < n; ++i) out[i] = from_stored<V>(f.value[packed_get(data, begin + i, bits)]);
}
template <class V>
void store_narrow(DataType type, void* data, int64_t begin, int64_t n, const V* in) {
  const NarrowFormat& f = *narrow_format(type);
  const int bits = bits_of(type);
  for (int64_t i = 0; i < n; ++i) packed_put(data, begin + i, bits, encode_narrow(f, real_part(in[i])));
}

template <class V>
void load_bool(const void* data, int64_t begin, int64_t n, V* out) {
  const auto* p = static_cast<const uint8_t*>(data) + begin;
  for (int64_t i = 0; i < n; ++i) out[i] = V(p[i] != 0 ? 1 : 0);
}
template <class V>
void store_bool(void* data, int64_t begin, int64_t n, const V* in) {
  auto* p = static_cast<uint8_t*>(data) + begin;
  for (int64_t i = 0; i < n; ++i) p[i] = in[i] != V(0) ? 1 : 0;
}

template <class R, class V>
void load_complex(const void* data, int64_t begin, int64_t n, V* out) {
  const auto* p = static_cast<const std::byte*>(data) + size_t(begin) * 2 * sizeof(R);
  for (int64_t i = 0; i < n; ++i, p += 2 * sizeof(R)) {
    R r[2];
    std::memcpy(r, p, sizeof(r));
    if constexpr (std::is_same_v<V, std::complex<double>>)
      out[i] = V(r[0], r[1]);
    else
      out[i] = from_stored<V>(r[0]);
  }
}
template <class R, class V>
void store_complex(void* data, int64_t begin, int64_t n, const V* in) {
  auto* p = static_cast<std::byte*>(data) + size_t(begin) * 2 * sizeof(R);
  for (int64_t i = 0; i < n; ++i, p += 2 * sizeof(R)) {
    R r[2] = {R(real_part(in[i])), 0};
    if constexpr (std::is_same_v<V, std::complex<double>>) r[1] = R(in[i].imag());
    std::memcpy(p, r, sizeof(r));
  }
}

[[noreturn]] void no_numbers(DataType type) {
  fail(ErrorCode::kUnsupported, "elements of type " + std::string(to_string(type)) + " are no numbers",
       "use a numeric type here");
}

template <class V>
void load_elements(DataType type, const void* data, int64_t begin, int64_t n, V* out) {
  if (n <= 0) return;
  switch (type) {
    case DataType::kFloat32:
      return load_plain<float>(data, begin, n, out);
    case DataType::kFloat64:
      return load_plain<double>(data, begin, n, out);
    case DataType::kFloat16:
      return load_half(data, begin, n, out, half_to_float);
    case DataType::kBFloat16:
      return load_half(data, begin, n, out, bfloat16_to_float);
    case DataType::kInt8:
      return load_plain<int8_t>(data, begin, n, out);
    case DataType::kInt16:
      return load_plain<int16_t>(data, begin, n, out);
    case DataType::kInt32:
      return load_plain<int32_t>(data, begin, n, out);
    case DataType::kInt64:
      return load_plain<int64_t>(data, begin, n, out);
    case DataType::kUInt8:
      return load_plain<uint8_t>(data, begin, n, out);
    case DataType::kUInt16:
      return load_plain<uint16_t>(data, begin, n, out);
    case DataType::kUInt32:
      return load_plain<uint32_t>(data, begin, n, out);
    case DataType::kUInt64:
      return load_plain<uint64_t>(data, begin, n, out);
    case DataType::kBool:
      return load_bool(data, begin, n, out);
    case DataType::kFloat8E4M3FN:
    case DataType::kFloat8E4M3FNUZ:
    case DataType::kFloat8E5M2:
    case DataType::kFloat8E5M2FNUZ:
    case DataType::kFloat8E8M0:
    case DataType::kFloat4E2M1:
      return load_narrow(type, data, begin, n, out);
    case DataType::kInt4:
    case DataType::kInt2:
    case DataType::kUInt4:
    case DataType::kUInt2:
      return load_packed_int(data, begin, n, out, bits_of(type), !is_unsigned(type));
    case DataType::kComplex64:
      return load_complex<float>(data, begin, n, out);
    case DataType::kComplex128:
      return load_complex<double>(data, begin, n, out);
    case DataType::kString:
    case DataType::kInvalid:
      break;
  }
  no_numbers(type);
}

template <class V>
void store_elements(DataType type, void* data, int64_t begin, int64_t n, const V* in) {
  if (n <= 0) return;
  switch (type) {
    case DataType::kFloat32:
      return store_plain<float>(data, begin, n, in);
    case DataType::kFloat64:
      return store_plain<double>(data, begin, n, in);
    case DataType::kFloat16:
      return store_half(data, begin, n, in, float_to_half);
    case DataType::kBFloat16:
      return store_half(data, begin, n, in, float_to_bfloat16);
    case DataType::kInt8:
      return store_plain<int8_t>(data, begin, n, in);
    case DataType::kInt16:
      return store_plain<int16_t>(data, begin, n, in);
    case DataType::kInt32:
      return store_plain<int32_t>(data, begin, n, in);
    case DataType::kInt64:
      return store_plain<int64_t>(data, begin, n, in);
    case DataType::kUInt8:
      return store_plain<uint8_t>(data, begin, n, in);
    case DataType::kUInt16:
      return store_plain<uint16_t>(data, begin, n, in);
    case DataType::kUInt32:
      return store_plain<uint32_t>(data, begin, n, in);
    case DataType::kUInt64:
      return store_plain<uint64_t>(data, begin, n, in);
    case DataType::kBool:
      return store_bool(data, begin, n, in);
    case DataType::kFloat8E4M3FN:
    case DataType::kFloat8E4M3FNUZ:
    case DataType::kFloat8E5M2:
    case DataType::kFloat8E5M2FNUZ:
    case DataType::kFloat8E8M0:
    case DataType::kFloat4E2M1:
      return store_narrow(type, data, begin, n, in);
    case DataType::kInt4:
    case DataType::kInt2:
    case DataType::kUInt4:
    case DataType::kUInt2:
      return store_packed_int(data, begin, n, in, bits_of(type), !is_unsigned(type));
    case DataType::kComplex64:
      return store_complex<float>(data, begin, n, in);
    case DataType::kComplex128:
      return store_complex<double>(data, begin, n, in);
    case DataType::kString:
    case DataType::kInvalid:
      break;
  }
  no_numbers(type);
}

}  // namespace

ComputeClass compute_class(DataType type) noexcept {
  if (type == DataType::kString) return ComputeClass::kString;
  if (is_complex(type)) return ComputeClass::kComplex;
  if (is_float(type)) return ComputeClass::kFloat;
  return is_unsigned(type) ? ComputeClass::kUInt : ComputeClass::kInt;
}

void load_f64(DataType t, const void* d, int64_t begin, int64_t n, double* out) { load_elements(t, d, begin, n, out); }
void load_i64(DataType t, const void* d, int64_t begin, int64_t n, int64_t* out) { load_elements(t, d, begin, n, out); }
void load_u64(DataType t, const void* d, int64_t begin, int64_t n, uint64_t* out) {
  load_elements(t, d, begin, n, out);
}
void load_c128(DataType t, const void* d, int64_t begin, int64_t n, std::complex<double>* out) {
  load_elements(t, d, begin, n, out);
}
void store_f64(DataType t, void* d, int64_t begin, int64_t n, const double* in) { store_elements(t, d, begin, n, in); }
void store_i64(DataType t, void* d, int64_t begin, int64_t n, const int64_t* in) { store_elements(t, d, begin, n, in); }
void store_u64(DataType t, void* d, int64_t begin, int64_t n, const uint64_t* in) {
  store_elements(t, d, begin, n, in);
}
void store_c128(DataType t, void* d, int64_t begin, int64_t n, const std::complex<double>* in) {
  store_elements(t, d, begin, n, in);
}

}  // namespace sinter
