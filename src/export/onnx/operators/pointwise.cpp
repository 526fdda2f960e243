// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Ops that work element by element and broadcast. Most have an operator of ONNX of the same meaning, which however may
// not take all of our element types: then operands are widened and the result cast back. Attributes are 32-bit floats
// there: an f64 op whose attribute they do not hold exactly is written as its scalar program (program.cpp).
#include "export/onnx/operators/pointwise.h"

#include <cmath>
#include <limits>

#include "export/onnx/operators/program.h"
#include "ops/bit_cast.h"
#include "ops/cast.h"
#include "ops/clip.h"
#include "ops/elu.h"
#include "ops/gelu.h"
#include "ops/hard_sigmoid.h"
#include "ops/is_inf.h"
#include "ops/leaky_relu.h"
#include "ops/selu.h"
#include "ops/shrink.h"
#include "ops/thresholded_relu.h"

namespace sinter::onnx_export {
namespace {

constexpr uint32_t bit(DataType t) { return uint32_t{1} << unsigned(t); }

constexpr uint32_t kReals =
    bit(DataType::kFloat32) | bit(DataType::kFloat16) | bit(DataType::kBFloat16) | bit(DataType::kFloat64);
constexpr uint32_t kSignedInts =
    bit(DataType::kInt8) | bit(DataType::kInt16) | bit(DataType::kInt32) | bit(DataType::kInt64);
constexpr uint32_t kUnsignedInts =
    bit(DataType::kUInt8) | bit(DataType::kUInt16) | bit(DataType::kUInt32) | bit(DataType::kUInt64);
constexpr uint32_t kInts = kSignedInts | kUnsignedInts;
constexpr uint32_t kWideInts =
    bit(DataType::kInt32) | bit(DataType::kInt64) | bit(DataType::kUInt32) | bit(DataType::kUInt64);
constexpr uint32_t kNumbers = kReals | kInts;
constexpr uint32_t kBools = bit(DataType::kBool);

struct SameOperator {
  std::string_view op, onnx;
  uint32_t types;
};

constexpr SameOperator kSame[] = {
    {"Abs", "Abs", kNumbers},
    {"Acos", "Acos", kReals},
    {"Acosh", "Acosh", kReals},
    {"Add", "Add", kNumbers},
    {"And", "And", kBools},
    {"Asin", "Asin", kReals},
    {"Asinh", "Asinh", kReals},
    {"Atan", "Atan", kReals},
    {"Atanh", "Atanh", kReals},
    {"BitAnd", "BitwiseAnd", kInts},
    {"BitNot", "BitwiseNot", kInts},
    {"BitOr", "BitwiseOr", kInts},
    {"BitXor", "BitwiseXor", kInts},
    {"Ceil", "Ceil", kReals},
    {"Cos", "Cos", kReals},
    {"Cosh", "Cosh", kReals},
    {"Div", "Div", kNumbers},
    {"Elu", "Elu", kReals},
    {"Equal", "Equal", kNumbers | kBools},
    {"Erf", "Erf", kReals},
    {"Exp", "Exp", kReals},
    {"Floor", "Floor", kReals},
    {"Fmod", "Mod", kNumbers},
    {"Gelu", "Gelu", kReals},
    {"Greater", "Greater", kNumbers},
    {"GreaterOrEqual", "GreaterOrEqual", kNumbers},
    {"HardSigmoid", "HardSigmoid", kReals},
    {"HardSwish", "HardSwish", kReals},
    {"IsInf", "IsInf", kReals},
    {"IsNaN", "IsNaN", kReals},
    {"LeakyRelu", "LeakyRelu", kReals},
    {"Less", "Less", kNumbers},
    {"LessOrEqual", "LessOrEqual", kNumbers},
    {"Log", "Log", kReals},
    {"Max", "Max", kNumbers},
    {"Min", "Min", kNumbers},
    {"Mish", "Mish", kReals},
    {"Mod", "Mod", kInts},
    {"Mul", "Mul", kNumbers},
    {"Neg", "Neg", kReals | kSignedInts},
    {"Not", "Not", kBools},
    {"Or", "Or", kBools},
    {"PRelu", "PRelu", kReals | kWideInts},
    {"Pow", "Pow", kReals | bit(DataType::kInt32) | bit(DataType::kInt64)},
    {"Reciprocal", "Reciprocal", kReals},
    {"Relu", "Relu", kReals | kSignedInts},
    {"Round", "Round", kReals},
    {"Selu", "Selu", kReals},
    {"Shrink", "Shrink", kNumbers & ~bit(DataType::kBFloat16)},
    {"Sigmoid", "Sigmoid", kReals},
    {"Sign", "Sign", kNumbers},
    {"Sin", "Sin", kReals},
    {"Sinh", "Sinh", kReals},
    {"Softplus", "Softplus", kReals},
    {"Softsign", "Softsign", kReals},
    {"Sqrt", "Sqrt", kReals},
    {"Sub", "Sub", kNumbers},
    {"Tan", "Tan", kReals},
    {"Tanh", "Tanh", kReals},
    {"ThresholdedRelu", "ThresholdedRelu", kReals},
    {"Xor", "Xor", kBools},
};

const SameOperator* find_same(std::string_view op) {
  for (const auto& s : kSame)
    if (s.op == op) return &s;
  return nullptr;
}

/// Whether 32-bit floats say all attributes as exactly as the elements need them.
bool attributes_fit(const NodeWriter& ctx, DataType type) {
  if (type != DataType::kFloat64) return true;
  bool fit = true;
  ctx.node().op.visit([&](int, std::string_view, const Attr& a) {
    if (const double* d = std::get_if<double>(&a)) fit = fit && (double(float(*d)) == *d || std::isnan(*d));
  });
  return fit;
}

Attributes pointwise_attributes(const NodeWriter& ctx) {
  Attributes a;
  if (const auto* op = ctx.node().op.as<Elu>()) a.f("alpha", op->alpha);
  if (const auto* op = ctx.node().op.as<LeakyRelu>()) a.f("alpha", op->alpha);
  if (const auto* op = ctx.node().op.as<ThresholdedRelu>()) a.f("alpha", op->alpha);
  if (const auto* op = ctx.node().op.as<HardSigmoid>()) a.f("alpha", op->alpha).f("beta", op->beta);
  if (const auto* op = ctx.node().op.as<Selu>()) a.f("alpha", op->alpha).f("gamma", op->gamma);
  if (const auto* op = ctx.node().op.as<Shrink>()) a.f("bias", op->bias).f("lambd", op->lambd);
  if (const auto* op = ctx.node().op.as<Gelu>())
    a.s("approximate", op->approximate == GeluApproximate::kTanh ? "tanh" : "none");
  if (const auto* op = ctx.node().op.as<IsInf>())
    a.i("detect_negative", op->detect_negative).i("detect_positive", op->detect_positive);
  if (ctx.node().op.name() == "Fmod") a.i("fmod", 1);
  return a;
}

}  // namespace

DataType wider_type(DataType type) {
  if (is_float(type)) return DataType::kFloat32;
  if (type == DataType::kBool) return DataType::kInt32;
  return bits_of(type) < 32 ? DataType::kInt32 : DataType::kInt64;
}

void write_pointwise(NodeWriter& ctx) {
  const SameOperator* same = find_same(ctx.node().op.name());
  const DataType type = ctx.dtype(0), result = ctx.out_type(0).dtype;
  if (!attributes_fit(ctx, type) || (type == DataType::kUInt64 && !(same->types & bit(type))))
    return write_program(ctx);
  if (same->types & bit(type)) return ctx.finish(same->onnx, ctx.ins(), pointwise_attributes(ctx));
  DataType wide = wider_type(type);
  if (!(same->types & bit(wide))) wide = DataType::kInt64;
  if (!(same->types & bit(wide))) return write_program(ctx);
  Values in;
  for (int i = 0; i < ctx.num_inputs(); ++i) in.push_back(ctx.cast(ctx.in(i), type, wide));
  const std::string y = ctx.add(same->onnx, in, pointwise_attributes(ctx));
  if (result == DataType::kBool) return ctx.finish_value(0, y);
  ctx.finish("Cast", {y}, Attributes().i("to", type_number(result)));
}

/// Floats have the sign of the divisor, which ONNX's Mod says for integers only.
void write_mod(NodeWriter& ctx) {
  if (is_float(ctx.dtype(0))) return write_program(ctx);
  write_pointwise(ctx);
}

/// Swish came with opset 24.
void write_silu(NodeWriter& ctx) {
  const DataType type = ctx.dtype(0);
  if (!(kReals & bit(type))) return write_program(ctx);
  ctx.finish("Mul", {ctx.in(0), ctx.add("Sigmoid", {ctx.in(0)})});
}

void write_clip(NodeWriter& ctx) {
  const auto& op = ctx.op<Clip>();
  const DataType type = ctx.dtype(0);
  if (!(kNumbers & bit(type))) return write_program(ctx);
  // An absent bound is the largest finite number to some readers, which would cut infinities.
  constexpr double kInf = std::numeric_limits<double>::infinity();
  const auto bound = [&](double v) {
    return std::fabs(v) == kInf && !is_float(type) ? std::string() : ctx.scalar(type, v);
  };
  ctx.finish("Clip", {ctx.in(0), bound(op.min), bound(op.max)});
}

void write_select(NodeWriter& ctx) {
  const DataType type = ctx.dtype(1);
  if (bits_of(type) >= 8 && !(is_float(type) && bits_of(type) == 8)) return ctx.finish("Where", ctx.ins());
  const DataType wide = wider_type(type);
  const std::string y = ctx.add("Where", {ctx.in(0), ctx.cast(ctx.in(1), type, wide), ctx.cast(ctx.in(2), type, wide)});
  ctx.finish("Cast", {y}, Attributes().i("to", type_number(type)));
}

namespace {

DataType unsigned_type(DataType type) {
  switch (type) {
    case DataType::kInt8:
      return DataType::kUInt8;
    case DataType::kInt16:
      return DataType::kUInt16;
    case DataType::kInt32:
      return DataType::kUInt32;
    case DataType::kInt64:
      return DataType::kUInt64;
    default:
      return type;
  }
}

}  // namespace

/// ONNX shifts unsigned integers only. Of a negative number, the complement is shifted and complemented again.
void write_shift(NodeWriter& ctx) {
  const bool left = ctx.node().op.name() == "ShiftLeft";
  const Attributes direction = Attributes().s("direction", left ? "LEFT" : "RIGHT");
  const DataType type = ctx.dtype(0);
  if (bits_of(type) < 8) ctx.refuse("shifts of " + std::string(to_string(type)) + " are not written");
  if (is_unsigned(type)) return ctx.finish("BitShift", ctx.ins(), direction);
  const DataType bits = unsigned_type(type);
  const std::string amount = ctx.cast(ctx.in(1), type, bits);
  const auto back = Attributes().i("to", type_number(type));
  if (left)
    return ctx.finish("Cast", {ctx.add("BitShift", {ctx.cast(ctx.in(0), type, bits), amount}, direction)}, back);
  const std::string negative = ctx.add("Less", {ctx.in(0), ctx.scalar(type, 0)});
  const std::string x = ctx.add("Where", {negative, ctx.add("BitwiseNot", {ctx.in(0)}), ctx.in(0)});
  const std::string y = ctx.add("Cast", {ctx.add("BitShift", {ctx.cast(x, type, bits), amount}, direction)}, back);
  ctx.finish("Where", {negative, ctx.add("BitwiseNot", {y}), y});
}

void write_cast(NodeWriter& ctx) {
  const DataType to = ctx.op<Cast>().to;
  ctx.model().need_type(to);
  Attributes a;
  a.i("to", type_number(to));
  if (to == DataType::kFloat8E8M0) a.s("round_mode", "nearest");
  ctx.finish("Cast", {ctx.in(0)}, a);
}

void write_bit_cast(NodeWriter& ctx) {
  ctx.need_opset(26);
  ctx.finish("BitCast", {ctx.in(0)}, Attributes().i("to", type_number(ctx.op<BitCast>().to)));
}

}  // namespace sinter::onnx_export
