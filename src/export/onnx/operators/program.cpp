// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "export/onnx/operators/program.h"

#include "ir/scalar.h"

namespace sinter::onnx_export {
namespace {

ScalarClass class_of(DataType t) {
  if (t == DataType::kBool) return ScalarClass::kBool;
  if (is_float(t)) return ScalarClass::kFloat;
  return is_unsigned(t) ? ScalarClass::kUInt : ScalarClass::kInt;
}

class ProgramWriter {
 public:
  ProgramWriter(NodeWriter& ctx, const ScalarProgram& program) : ctx_(ctx), program_(program) {
    for (int i = 0; i < ctx.num_inputs(); ++i)
      if (ctx.dtype(i) == DataType::kFloat64) real_ = DataType::kFloat64;
    if (ctx.out_type(0).dtype == DataType::kFloat64) real_ = DataType::kFloat64;
  }

  std::string run() {
    for (const ScalarInstr& i : program_.code) values_.push_back(write(i));
    return values_[size_t(program_.outputs[0])];
  }
  DataType result_type() const { return type_of(program_.code[size_t(program_.outputs[0])].cls); }

 private:
  DataType type_of(ScalarClass c) const {
    switch (c) {
      case ScalarClass::kFloat:
        return real_;
      case ScalarClass::kInt:
        return DataType::kInt64;
      case ScalarClass::kUInt:
        return DataType::kUInt64;
      case ScalarClass::kBool:
        return DataType::kBool;
    }
    return real_;
  }
  const std::string& arg(int32_t i) const { return values_[size_t(i)]; }
  DataType arg_type(int32_t i) const { return type_of(program_.code[size_t(i)].cls); }
  std::string number(DataType t, double v) { return ctx_.scalar(t, v); }

  std::string constant(const ScalarInstr& i) {
    if (i.cls == ScalarClass::kFloat || i.cls == ScalarClass::kBool) return number(type_of(i.cls), i.imm);
    return ctx_.weights(Weights::of_ints(type_of(i.cls), {}, std::span(&i.imm_int, 1)));
  }

  static std::string_view simple(ScalarOp op) {
    switch (op) {
      case ScalarOp::kAdd:
        return "Add";
      case ScalarOp::kSub:
        return "Sub";
      case ScalarOp::kMul:
        return "Mul";
      case ScalarOp::kDiv:
        return "Div";
      case ScalarOp::kPow:
        return "Pow";
      case ScalarOp::kMin:
        return "Min";
      case ScalarOp::kMax:
        return "Max";
      case ScalarOp::kLess:
        return "Less";
      case ScalarOp::kLessEqual:
        return "LessOrEqual";
      case ScalarOp::kEqual:
        return "Equal";
      case ScalarOp::kAnd:
        return "And";
      case ScalarOp::kOr:
        return "Or";
      case ScalarOp::kXor:
        return "Xor";
      case ScalarOp::kNot:
        return "Not";
      case ScalarOp::kSelect:
        return "Where";
      case ScalarOp::kNeg:
        return "Neg";
      case ScalarOp::kAbs:
        return "Abs";
      case ScalarOp::kSign:
        return "Sign";
      case ScalarOp::kExp:
        return "Exp";
      case ScalarOp::kLog:
        return "Log";
      case ScalarOp::kSqrt:
        return "Sqrt";
      case ScalarOp::kErf:
        return "Erf";
      case ScalarOp::kSin:
        return "Sin";
      case ScalarOp::kCos:
        return "Cos";
      case ScalarOp::kTan:
        return "Tan";
      case ScalarOp::kAsin:
        return "Asin";
      case ScalarOp::kAcos:
        return "Acos";
      case ScalarOp::kAtan:
        return "Atan";
      case ScalarOp::kSinh:
        return "Sinh";
      case ScalarOp::kCosh:
        return "Cosh";
      case ScalarOp::kTanh:
        return "Tanh";
      case ScalarOp::kAsinh:
        return "Asinh";
      case ScalarOp::kAcosh:
        return "Acosh";
      case ScalarOp::kAtanh:
        return "Atanh";
      case ScalarOp::kFloor:
        return "Floor";
      case ScalarOp::kCeil:
        return "Ceil";
      case ScalarOp::kRoundEven:
        return "Round";
      case ScalarOp::kIsNan:
        return "IsNaN";
      case ScalarOp::kBitAnd:
        return "BitwiseAnd";
      case ScalarOp::kBitOr:
        return "BitwiseOr";
      case ScalarOp::kBitXor:
        return "BitwiseXor";
      case ScalarOp::kBitNot:
        return "BitwiseNot";
      case ScalarOp::kRecip:
        return "Reciprocal";
      default:
        return {};
    }
  }

  /// Remainders: of integers both kinds are there, of floats that with the sign of the dividend.
  std::string remainder(const ScalarInstr& i) {
    const std::string &a = arg(i.a), &b = arg(i.b);
    const DataType t = type_of(i.cls);
    const bool fmod = i.op == ScalarOp::kFmod;
    if (fmod || i.cls != ScalarClass::kFloat) return ctx_.add("Mod", {a, b}, Attributes().i("fmod", fmod));
    const std::string r = ctx_.add("Mod", {a, b}, Attributes().i("fmod", 1)), zero = number(t, 0);
    const std::string differ = ctx_.add("Xor", {ctx_.add("Less", {r, zero}), ctx_.add("Less", {b, zero})});
    const std::string wrong = ctx_.add("And", {differ, ctx_.add("Not", {ctx_.add("Equal", {r, zero})})});
    return ctx_.add("Where", {wrong, ctx_.add("Add", {r, b}), r});
  }

  /// log(1 + x) and exp(x) - 1 lose digits near 0 when written like this. There, with u the rounded 1 + x or exp(x),
  /// the quotients log(u) / (u - 1) and (u - 1) / log(u) are exact enough, and times x give the result (Kahan).
  std::string near_zero(const ScalarInstr& i) {
    const std::string& x = arg(i.a);
    const DataType t = type_of(i.cls);
    const bool log = i.op == ScalarOp::kLog1p;
    const std::string one = number(t, 1);
    const std::string u = log ? ctx_.add("Add", {x, one}) : ctx_.add("Exp", {x});
    const std::string less = ctx_.add("Sub", {u, one}), ln = ctx_.add("Log", {u});
    const std::string quotient = log ? ctx_.add("Div", {ln, less}) : ctx_.add("Div", {less, ln});
    const std::string product = ctx_.add("Mul", {x, quotient});
    const std::string close = ctx_.add("Where", {ctx_.add("Equal", {u, one}), x, product});
    const std::string small = ctx_.add("Less", {ctx_.add("Abs", {x}), number(t, 0.5)});
    return ctx_.add("Where", {small, close, log ? ln : less});
  }

  /// From the quadrants of atan.
  std::string atan2(const ScalarInstr& i) {
    const std::string &y = arg(i.a), &x = arg(i.b);
    const DataType t = type_of(i.cls);
    constexpr double kPi = 3.14159265358979323846;
    const std::string zero = number(t, 0);
    const std::string base = ctx_.add("Atan", {ctx_.add("Div", {y, x})});
    const std::string turn = ctx_.add("Where", {ctx_.add("Less", {y, zero}), number(t, -kPi), number(t, kPi)});
    const std::string left = ctx_.add("Where", {ctx_.add("Less", {x, zero}), turn, zero});
    const std::string origin = ctx_.add("And", {ctx_.add("Equal", {x, zero}), ctx_.add("Equal", {y, zero})});
    return ctx_.add("Where", {origin, zero, ctx_.add("Add", {base, left})});
  }

  std::string write(const ScalarInstr& i) {
    const DataType t = type_of(i.cls);
    if (const auto name = simple(i.op); !name.empty()) {
      Values in;
      for (int32_t a : {i.a, i.b, i.c})
        if (int(in.size()) < arity(i.op)) in.push_back(arg(a));
      return ctx_.add(name, in);
    }
    switch (i.op) {
      case ScalarOp::kInput:
        return ctx_.cast(ctx_.in(i.a), ctx_.dtype(i.a), t);
      case ScalarOp::kConst:
        return constant(i);
      case ScalarOp::kMod:
      case ScalarOp::kFmod:
        return remainder(i);
      case ScalarOp::kLog1p:
      case ScalarOp::kExpm1:
        return near_zero(i);
      case ScalarOp::kAtan2:
        return atan2(i);
      case ScalarOp::kRsqrt:
        return ctx_.add("Reciprocal", {ctx_.add("Sqrt", {arg(i.a)})});
      case ScalarOp::kTrunc: {
        const std::string &x = arg(i.a), floor = ctx_.add("Floor", {x}), ceil = ctx_.add("Ceil", {x});
        return ctx_.add("Where", {ctx_.add("Less", {x, number(t, 0)}), ceil, floor});
      }
      case ScalarOp::kCast:
        return ctx_.cast(arg(i.a), arg_type(i.a), t);
      case ScalarOp::kNarrow:
        return ctx_.cast(ctx_.cast_to(arg(i.a), DataType(int(i.imm))), DataType::kInvalid, t);
      default:
        ctx_.refuse("its instruction " + std::string(to_string(i.op)) + " has no operator");
    }
  }

  NodeWriter& ctx_;
  const ScalarProgram& program_;
  DataType real_ = DataType::kFloat32;
  std::vector<std::string> values_;
};

}  // namespace

void write_program(NodeWriter& ctx) {
  const OpDef& def = ctx.node().op.def();
  std::vector<ScalarClass> classes;
  for (int i = 0; i < ctx.num_inputs(); ++i) classes.push_back(class_of(ctx.dtype(i)));
  const ScalarProgram program = def.program(ctx.node().op.attrs(), classes);
  ProgramWriter writer(ctx, program);
  const std::string y = writer.run();
  const DataType to = ctx.out_type(0).dtype;
  if (writer.result_type() == to) return ctx.finish_value(0, y);
  ctx.finish("Cast", {y}, Attributes().i("to", type_number(to)));
}

}  // namespace sinter::onnx_export
