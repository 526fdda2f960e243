// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Casts to 8-bit floats in the ways that Cast itself does not know, out of casts, bit operations and BitCast.
#include "import/onnx/operators/narrow_cast.h"

#include "base/text.h"
#include "import/onnx/operators/integer_operand.h"
#include "ops/bit_cast.h"
#include "ops/slice.h"

namespace sinter::onnx {
namespace {

struct OverflowRule {
  double limit;      // a magnitude above it, or at it if `at_limit`, rounds to more than the largest value
  bool at_limit;     // it is half-way to where the next value would be, and ties go to even
  int code;          // what is stored then
  bool keeps_sign;
};

/// Nothing of the sort for other types.
const OverflowRule* overflow_rule(DataType to) {
  static constexpr OverflowRule kE4M3FN{464, false, 0x7F, true}, kE4M3FNUZ{248, true, 0x80, false},
      kE5M2{61440, true, 0x7C, true}, kE5M2FNUZ{61440, true, 0x80, false};
  switch (to) {
    case DataType::kFloat8E4M3FN: return &kE4M3FN;
    case DataType::kFloat8E4M3FNUZ: return &kE4M3FNUZ;
    case DataType::kFloat8E5M2: return &kE5M2;
    case DataType::kFloat8E5M2FNUZ: return &kE5M2FNUZ;
    default: return nullptr;
  }
}

ValueId byte_constant(NodeContext& ctx, int v) { return ctx.constant_value(Weights::scalar(DataType::kUInt8, v)); }

/// NaN or infinity beyond the range instead of the largest value.
ValueId cast_unsaturated(NodeContext& ctx, ValueId x, DataType to, const OverflowRule& rule) {
  const ValueId codes = ctx.add(BitCast{.to = DataType::kUInt8}, {ctx.cast(x, to)});
  ValueId beyond = byte_constant(ctx, rule.code);
  if (rule.keeps_sign)
    beyond = ctx.add("BitOr", {ctx.add("BitAnd", {codes, byte_constant(ctx, 0x80)}), beyond});
  const ValueId overflows =
      ctx.add(rule.at_limit ? "GreaterOrEqual" : "Greater", {ctx.add("Abs", {x}), ctx.scalar_like(x, rule.limit)});
  return ctx.add(BitCast{.to = to}, {ctx.add("Select", {overflows, beyond, codes})});
}

/// Powers of two: the exponent of an f32 is the code, to which rounding adds one.
ValueId cast_to_power(NodeContext& ctx, ValueId x, DataType to, const std::string& mode, bool saturate) {
  const auto u32 = [&](double v) { return ctx.constant_value(Weights::scalar(DataType::kUInt32, v)); };
  const ValueId bits = ctx.add(BitCast{.to = DataType::kUInt32}, {ctx.cast(x, DataType::kFloat32)});
  const ValueId exponent = ctx.add("BitAnd", {ctx.add("ShiftRight", {bits, u32(23)}), u32(255)});
  ValueId code = exponent;
  if (mode != "down") {
    const ValueId fraction = ctx.add("BitAnd", {bits, u32(0x7FFFFF)});
    // Up: any fraction; to nearest: half or more, where half of the smallest power (an f32 of exponent 0) is its value.
    const ValueId limit = mode == "up" ? u32(0)
                                       : ctx.add("Select", {ctx.add("Equal", {exponent, u32(0)}), u32(0x400000),
                                                            u32(0x3FFFFF)});
    const ValueId up = ctx.add("And", {ctx.add("Greater", {fraction, limit}),
                                       ctx.add("Less", {exponent, u32(saturate ? 254 : 255)})});
    code = ctx.add("Add", {exponent, ctx.cast(up, DataType::kUInt32)});
  }
  return ctx.add(BitCast{.to = to}, {ctx.cast(code, DataType::kUInt8)});
}

}  // namespace

ValueId narrow_cast(NodeContext& ctx, ValueId x, DataType to) {
  const bool saturate = ctx.bool_attr("saturate", true);
  const std::string mode = ctx.string_attr("round_mode", "up");
  if (!is_float(ctx.type_of(x).dtype)) x = ctx.cast(x, DataType::kFloat32);
  if (to == DataType::kFloat8E8M0) {
    if (mode != "up" && mode != "down" && mode != "nearest")
      ctx.invalid("round_mode is " + quote(mode), "use up, down or nearest");
    return mode == "nearest" && saturate ? ctx.cast(x, to) : cast_to_power(ctx, x, to, mode, saturate);
  }
  const OverflowRule* rule = overflow_rule(to);
  return saturate || !rule ? ctx.cast(x, to) : cast_unsaturated(ctx, x, to, *rule);
}

ValueId spread_scale(NodeContext& ctx, ValueId scale, const SymDims& x, int64_t axis, int64_t block_size) {
  if (block_size == 0) return along_axis(ctx, scale, int(axis), int(x.size()));
  const SymDims dims = ctx.type_of(scale).dims;
  SymDims split = dims, repeated = dims, flat = dims;
  const auto at = axis + 1;
  split.insert(split.begin() + at, Dim(1));
  repeated.insert(repeated.begin() + at, Dim(block_size));
  flat[size_t(axis)] = dims[size_t(axis)] * Dim(block_size);
  const ValueId v = ctx.reshape(ctx.expand(ctx.reshape(scale, split), repeated), flat);
  if (flat[size_t(axis)] == x[size_t(axis)]) return v;
  return ctx.add(Slice{.axes = {axis}, .starts = {Dim(0)}, .ends = {x[size_t(axis)]}, .steps = {1}}, {v});
}

}  // namespace sinter::onnx
