// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/kernels/block_functions.h"

#include <cstring>

#include "backends/cpu/cpu_info.h"
#include "ir/element.h"

namespace sinter::cpu {

static_assert(kBlockOps == kNumScalarOps);
static_assert(int(ScalarOp::kAdd) == 2 && int(ScalarOp::kEqual) == 13 && int(ScalarOp::kExp) == 22 &&
                  int(ScalarOp::kTrunc) == 41 && int(ScalarOp::kAtan2) == 54,
              "block_table.inc knows these numbers");

const BlockTable& block_table() {
  static const BlockTable& table = [] () -> const BlockTable& {
    switch (effective_isa()) {
      case Isa::kAvx512: return *block_table_avx512();
      case Isa::kAvx2: return *block_table_avx2();
      case Isa::kScalar: break;
    }
    return *block_table_scalar();
  }();
  return table;
}

bool scalar_class_of(DataType type, ScalarClass& cls) noexcept {
  if (type == DataType::kInvalid || type == DataType::kString || is_complex(type) || int(type) >= kNumDataTypes)
    return false;
  cls = is_float(type)             ? ScalarClass::kFloat
        : type == DataType::kBool ? ScalarClass::kBool
        : is_unsigned(type)       ? ScalarClass::kUInt
                                  : ScalarClass::kInt;
  return true;
}

BlockFunction find_block_function(ScalarOp op, Lane operand, Lane result) noexcept {
  const size_t i = size_t(op);
  if (i >= size_t(kNumScalarOps)) return nullptr;
  if (op == ScalarOp::kCast) return find_cast_function(operand, result);
  if (operand == Lane::kF32) {
    const BlockTable& t = block_table();
    if (op == ScalarOp::kSelect) return result == Lane::kF32 ? t.f32_select : nullptr;
    return result == Lane::kBool ? t.f32_compare[i] : result == Lane::kF32 ? t.f32[i] : nullptr;
  }
  return find_wide_function(op, operand, result);
}

namespace {

// Any dtype, by the definition of its conversion; in pieces, through a small buffer.
constexpr int64_t kPiece = 64;

template <class Wide, class Out>
void load_pieces(void (*load)(DataType, const void*, int64_t, int64_t, Wide*), DataType type, const void* data,
                 int64_t index, int64_t n, void* out) {
  Wide wide[kPiece];
  for (int64_t at = 0; at < n; at += kPiece) {
    const int64_t count = n - at < kPiece ? n - at : kPiece;
    load(type, data, index + at, count, wide);
    for (int64_t i = 0; i < count; ++i) static_cast<Out*>(out)[at + i] = Out(wide[i]);
  }
}

template <class In, class Wide>
void store_pieces(void (*store)(DataType, void*, int64_t, int64_t, const Wide*), DataType type, void* data,
                  int64_t index, int64_t n, const void* in) {
  Wide wide[kPiece];
  for (int64_t at = 0; at < n; at += kPiece) {
    const int64_t count = n - at < kPiece ? n - at : kPiece;
    for (int64_t i = 0; i < count; ++i) wide[i] = Wide(static_cast<const In*>(in)[at + i]);
    store(type, data, index + at, count, wide);
  }
}

template <class From, class To>
void convert_run(const void* from, void* to, int64_t n) {
  for (int64_t i = 0; i < n; ++i) static_cast<To*>(to)[i] = To(static_cast<const From*>(from)[i]);
}

template <class T>
const void* at_index(const void* data, int64_t index) { return static_cast<const T*>(data) + index; }
template <class T>
void* at_index(void* data, int64_t index) { return static_cast<T*>(data) + index; }

void load_f32_lane(DataType type, const void* data, int64_t index, int64_t n, void* out) {
  const BlockTable& t = block_table();
  switch (type) {
    case DataType::kFloat32: std::memcpy(out, at_index<float>(data, index), size_t(n) * 4); return;
    case DataType::kFloat16: return t.f16_to_f32(out, at_index<uint16_t>(data, index), nullptr, nullptr, n);
    case DataType::kBFloat16: return t.bf16_to_f32(out, at_index<uint16_t>(data, index), nullptr, nullptr, n);
    default: return load_pieces<double, float>(load_f64, type, data, index, n, out);
  }
}

void load_int_lane(DataType type, const void* data, int64_t index, int64_t n, void* out) {
  switch (type) {
    case DataType::kInt64:
    case DataType::kUInt64: std::memcpy(out, at_index<int64_t>(data, index), size_t(n) * 8); return;
    case DataType::kInt32: return convert_run<int32_t, int64_t>(at_index<int32_t>(data, index), out, n);
    case DataType::kInt8: return convert_run<int8_t, int64_t>(at_index<int8_t>(data, index), out, n);
    case DataType::kUInt8: return convert_run<uint8_t, uint64_t>(at_index<uint8_t>(data, index), out, n);
    case DataType::kUInt32: return convert_run<uint32_t, uint64_t>(at_index<uint32_t>(data, index), out, n);
    default:
      if (is_unsigned(type)) return load_pieces<uint64_t, uint64_t>(load_u64, type, data, index, n, out);
      return load_pieces<int64_t, int64_t>(load_i64, type, data, index, n, out);
  }
}

void store_int_lane(DataType type, void* data, int64_t index, int64_t n, const void* in) {
  switch (type) {
    case DataType::kInt64:
    case DataType::kUInt64: std::memcpy(at_index<int64_t>(data, index), in, size_t(n) * 8); return;
    case DataType::kInt32:
    case DataType::kUInt32: return convert_run<uint64_t, uint32_t>(in, at_index<uint32_t>(data, index), n);
    case DataType::kInt8:
    case DataType::kUInt8: return convert_run<uint64_t, uint8_t>(in, at_index<uint8_t>(data, index), n);
    default:
      if (is_unsigned(type)) return store_pieces<uint64_t, uint64_t>(store_u64, type, data, index, n, in);
      return store_pieces<int64_t, int64_t>(store_i64, type, data, index, n, in);
  }
}

template <Lane kLane, DataType kType>
void narrow_f32(void* r, const void* a, const void*, const void*, int64_t n) {
  uint8_t stored[kPiece * 8];
  for (int64_t at = 0; at < n; at += kPiece) {
    const int64_t count = n - at < kPiece ? n - at : kPiece;
    const int64_t byte = at * lane_bytes(kLane);
    store_lanes(kType, kLane, stored, 0, count, static_cast<const char*>(a) + byte);
    if constexpr (kLane == Lane::kF32 || kLane == Lane::kF64) {
      double wide[kPiece];
      load_f64(kType, stored, 0, count, wide);
      for (int64_t i = 0; i < count; ++i) {
        if constexpr (kLane == Lane::kF32) static_cast<float*>(r)[at + i] = float(wide[i]);
        else static_cast<double*>(r)[at + i] = wide[i];
      }
    } else {
      load_i64(kType, stored, 0, count, static_cast<int64_t*>(r) + at);
    }
  }
}

/// Integers into a narrower integer and back: the low bits, extended.
template <class T, class Wide>
void narrow_int(void* r, const void* a, const void*, const void*, int64_t n) {
  for (int64_t i = 0; i < n; ++i) static_cast<Wide*>(r)[i] = Wide(T(static_cast<const Wide*>(a)[i]));
}

template <class T>
void copy_lanes(void* r, const void* a, const void*, const void*, int64_t n) {
  std::memcpy(r, a, size_t(n) * sizeof(T));
}

template <Lane kLane>
BlockFunction narrow_any(DataType to) {
#define SINTER_NARROW(type) case DataType::type: return &narrow_f32<kLane, DataType::type>;
  switch (to) {
    SINTER_NARROW(kFloat32) SINTER_NARROW(kFloat16) SINTER_NARROW(kBFloat16) SINTER_NARROW(kFloat64)
    SINTER_NARROW(kInt8) SINTER_NARROW(kInt16) SINTER_NARROW(kInt32) SINTER_NARROW(kInt64) SINTER_NARROW(kUInt8)
    SINTER_NARROW(kUInt16) SINTER_NARROW(kUInt32) SINTER_NARROW(kUInt64) SINTER_NARROW(kBool)
    SINTER_NARROW(kFloat8E4M3FN) SINTER_NARROW(kFloat8E4M3FNUZ) SINTER_NARROW(kFloat8E5M2)
    SINTER_NARROW(kFloat8E5M2FNUZ) SINTER_NARROW(kFloat8E8M0) SINTER_NARROW(kInt4) SINTER_NARROW(kUInt4)
    SINTER_NARROW(kInt2) SINTER_NARROW(kUInt2) SINTER_NARROW(kFloat4E2M1)
    default: return nullptr;
  }
#undef SINTER_NARROW
}

template <class Wide>
BlockFunction narrow_wide_int(DataType to) {
  switch (to) {
    case DataType::kInt8: return &narrow_int<int8_t, Wide>;
    case DataType::kInt16: return &narrow_int<int16_t, Wide>;
    case DataType::kInt32: return &narrow_int<int32_t, Wide>;
    case DataType::kUInt8: return &narrow_int<uint8_t, Wide>;
    case DataType::kUInt16: return &narrow_int<uint16_t, Wide>;
    case DataType::kUInt32: return &narrow_int<uint32_t, Wide>;
    case DataType::kInt64:
    case DataType::kUInt64: return &copy_lanes<Wide>;
    default: return nullptr;
  }
}

}  // namespace

void load_lanes(DataType type, Lane lane, const void* data, int64_t index, int64_t n, void* out) noexcept {
  switch (lane) {
    case Lane::kF32: return load_f32_lane(type, data, index, n, out);
    case Lane::kF64: return load_f64(type, data, index, n, static_cast<double*>(out));
    case Lane::kI64:
    case Lane::kU64: return load_int_lane(type, data, index, n, out);
    case Lane::kBool:
      for (int64_t i = 0; i < n; ++i) static_cast<int32_t*>(out)[i] = static_cast<const uint8_t*>(data)[index + i] != 0;
  }
}

void store_lanes(DataType type, Lane lane, void* data, int64_t index, int64_t n, const void* in) noexcept {
  const BlockTable& t = block_table();
  switch (lane) {
    case Lane::kF32:
      if (type == DataType::kFloat32) std::memcpy(at_index<float>(data, index), in, size_t(n) * 4);
      else if (type == DataType::kFloat16) t.f32_to_f16(at_index<uint16_t>(data, index), in, nullptr, nullptr, n);
      else if (type == DataType::kBFloat16) t.f32_to_bf16(at_index<uint16_t>(data, index), in, nullptr, nullptr, n);
      else store_pieces<float, double>(store_f64, type, data, index, n, in);
      return;
    case Lane::kF64: return store_f64(type, data, index, n, static_cast<const double*>(in));
    case Lane::kI64:
    case Lane::kU64: return store_int_lane(type, data, index, n, in);
    case Lane::kBool:
      if (type == DataType::kBool) {
        for (int64_t i = 0; i < n; ++i)
          static_cast<uint8_t*>(data)[index + i] = static_cast<const int32_t*>(in)[i] != 0;
        return;
      }
      return store_pieces<int32_t, int64_t>(store_i64, type, data, index, n, in);
  }
}

BlockFunction find_narrow_function(Lane lane, DataType to) noexcept {
  switch (lane) {
    case Lane::kF32:
      if (to == DataType::kFloat16) return block_table().narrow_f16;
      if (to == DataType::kBFloat16) return block_table().narrow_bf16;
      if (to == DataType::kFloat32 || to == DataType::kFloat64) return &copy_lanes<float>;
      return narrow_any<Lane::kF32>(to);
    case Lane::kF64: return to == DataType::kFloat64 ? &copy_lanes<double> : narrow_any<Lane::kF64>(to);
    case Lane::kI64:
      if (const BlockFunction f = narrow_wide_int<int64_t>(to)) return f;
      return narrow_any<Lane::kI64>(to);
    case Lane::kU64:
      if (const BlockFunction f = narrow_wide_int<uint64_t>(to)) return f;
      return narrow_any<Lane::kU64>(to);
    case Lane::kBool: return &copy_lanes<int32_t>;
  }
  return nullptr;
}

}  // namespace sinter::cpu
