// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Which loop runs an instruction of a scalar program, and how elements of a dtype get in and out of lanes.
#pragma once
#include "backends/cpu/kernels/block_table.h"
#include "ir/scalar.h"
#include "sinter/types.h"

namespace sinter::cpu {

/// How a value of a scalar class lies in a block.
enum class Lane : uint8_t {
  kF32,   // float
  kF64,   // double, where an input or output is f64
  kI64,   // int64_t
  kU64,   // uint64_t
  kBool,  // int32_t, 0 or 1
};
constexpr int64_t lane_bytes(Lane lane) { return lane == Lane::kF32 || lane == Lane::kBool ? 4 : 8; }

/// The class that elements of a dtype are computed in; kComplex and kString have none (false).
bool scalar_class_of(DataType type, ScalarClass& cls) noexcept;

/// The loop of an instruction other than kInput and kConst. `operand` is the lane of a (and b, c; of b and c for
/// kSelect), `result` that of the result. Null if there is none.
BlockFunction find_block_function(ScalarOp op, Lane operand, Lane result) noexcept;
/// The loop of kNarrow; null if `to` is no dtype that can be narrowed to.
BlockFunction find_narrow_function(Lane lane, DataType to) noexcept;

/// The loop that clamps a kI64 or kU64 lane to the range of a narrower integer dtype; null for other dtypes.
BlockFunction find_clamp_function(Lane lane, DataType to) noexcept;

/// Loops of the lanes that no instruction set has special code for (block_wide.cpp).
BlockFunction find_wide_function(ScalarOp op, Lane operand, Lane result) noexcept;
BlockFunction find_cast_function(Lane from, Lane to) noexcept;

/// Whether elements lie in memory just as in the lane, so that a block may point at them.
constexpr bool is_lane_type(DataType type, Lane lane) {
  return (type == DataType::kFloat32 && lane == Lane::kF32) || (type == DataType::kFloat64 && lane == Lane::kF64) ||
         (type == DataType::kInt64 && lane == Lane::kI64) || (type == DataType::kUInt64 && lane == Lane::kU64);
}

/// Converts elements [index, index + n) of a dense array to the lane, and back. Any n. The values are those that
/// ir/element.h defines. The dtype's class must be the lane's.
void load_lanes(DataType type, Lane lane, const void* data, int64_t index, int64_t n, void* out) noexcept;
void store_lanes(DataType type, Lane lane, void* data, int64_t index, int64_t n, const void* in) noexcept;

}  // namespace sinter::cpu
