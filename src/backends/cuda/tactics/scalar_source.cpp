// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/tactics/scalar_source.h"

#include <bit>
#include <cinttypes>
#include <cstdio>

#include "sinter/error.h"

namespace sinter::cuda {
namespace {

std::string value_name(int32_t id) { return "v" + std::to_string(id); }

std::string printed(const char* format, auto... values) {
  char text[128];
  const int n = std::snprintf(text, sizeof(text), format, values...);
  return std::string(text, size_t(n));
}

// By bits, so that every value, infinities, NaN and -0 included, arrives as it is; the comment is for readers.
std::string literal(const ScalarInstr& n, bool wide) {
  switch (n.cls) {
    case ScalarClass::kFloat:
      if (wide)
        return printed("__longlong_as_double(0x%016" PRIx64 "ll) /* %.17g */", std::bit_cast<uint64_t>(n.imm), n.imm);
      return printed("__int_as_float(0x%08" PRIx32 ") /* %.9g */", std::bit_cast<uint32_t>(float(n.imm)), n.imm);
    case ScalarClass::kBool:
      return n.imm != 0 ? "true" : "false";
    case ScalarClass::kUInt:
      return printed("%" PRIu64 "ull", uint64_t(n.imm_int));
    case ScalarClass::kInt:
      break;
  }
  // The smallest integer has no literal of its own.
  return n.imm_int == INT64_MIN ? "(i64)0x8000000000000000ull" : printed("(i64)%" PRId64 "ll", n.imm_int);
}

std::string call(const char* function, const std::string& a) { return std::string(function) + "(" + a + ")"; }
std::string call(const char* function, const std::string& a, const std::string& b) {
  return std::string(function) + "(" + a + ", " + b + ")";
}
std::string infix(const std::string& a, const char* op, const std::string& b) { return a + " " + op + " " + b; }

// Functions of one float, without the f of their float version.
const char* float_function(ScalarOp op) {
  switch (op) {
    case ScalarOp::kExp:
      return "exp";
    case ScalarOp::kLog:
      return "log";
    case ScalarOp::kSqrt:
      return "sqrt";
    case ScalarOp::kErf:
      return "erf";
    case ScalarOp::kSin:
      return "sin";
    case ScalarOp::kCos:
      return "cos";
    case ScalarOp::kTan:
      return "tan";
    case ScalarOp::kAsin:
      return "asin";
    case ScalarOp::kAcos:
      return "acos";
    case ScalarOp::kAtan:
      return "atan";
    case ScalarOp::kSinh:
      return "sinh";
    case ScalarOp::kCosh:
      return "cosh";
    case ScalarOp::kTanh:
      return "tanh";
    case ScalarOp::kAsinh:
      return "asinh";
    case ScalarOp::kAcosh:
      return "acosh";
    case ScalarOp::kAtanh:
      return "atanh";
    case ScalarOp::kFloor:
      return "floor";
    case ScalarOp::kCeil:
      return "ceil";
    case ScalarOp::kRoundEven:
      return "rint";
    case ScalarOp::kTrunc:
      return "trunc";
    case ScalarOp::kRsqrt:
      return "rsqrt";
    case ScalarOp::kLog1p:
      return "log1p";
    case ScalarOp::kExpm1:
      return "expm1";
    case ScalarOp::kAtan2:
      return "atan2";
    default:
      return nullptr;
  }
}

bool is_integer_class(ScalarClass c) { return c == ScalarClass::kInt || c == ScalarClass::kUInt; }

std::string cast_source(ScalarClass from, ScalarClass to, bool wide, const std::string& a) {
  if (to == ScalarClass::kBool) return a + " != 0";
  if (from == ScalarClass::kFloat && is_integer_class(to))
    return call(to == ScalarClass::kInt ? "to_i64" : "to_u64", a);
  return call((std::string("(") + class_type(to, wide) + ")").c_str(), a);
}

std::string narrow_source(const ScalarInstr& n, bool wide, const std::string& a) {
  const auto type = DataType(n.imm);
  const std::string cls = class_type(n.cls, wide);
  if (type == DataType::kBool) return "(" + cls + ")(" + a + " != 0)";
  if (n.cls != ScalarClass::kFloat || is_float(type))
    return "stored<" + std::string(element_type(type)) + ">(" + a + ")";
  if (bits_of(type) == 64) return "(" + cls + ")" + call(is_unsigned(type) ? "to_u64" : "to_i64", a);
  const int bits = bits_of(type);
  const double hi = double((int64_t(1) << (is_unsigned(type) ? bits : bits - 1)) - 1);
  const double lo = is_unsigned(type) ? 0 : -hi - 1;
  return printed("stored_integer<%s>(%s, %.1f, %.1f)", cls.c_str(), a.c_str(), lo, hi);
}

// Arithmetic that integers do modulo 2^64: signed overflow is undefined in CUDA C++ too.
std::string wrapping(ScalarClass cls, const std::string& a, const char* op, const std::string& b) {
  return cls == ScalarClass::kInt ? "(i64)((u64)" + a + " " + op + " (u64)" + b + ")" : infix(a, op, b);
}

std::string instruction(const ScalarProgram& p, const ScalarInstr& n, bool wide) {
  const std::string a = value_name(n.a), b = value_name(n.b), c = value_name(n.c);
  if (const char* f = float_function(n.op)) {
    const std::string name = std::string(f) + (wide ? "" : "f");
    return arity(n.op) == 1 ? call(name.c_str(), a) : call(name.c_str(), a, b);
  }
  switch (n.op) {
    case ScalarOp::kInput:
      return "x" + std::to_string(n.a);
    case ScalarOp::kConst:
      return literal(n, wide);
    case ScalarOp::kAdd:
      return wrapping(n.cls, a, "+", b);
    case ScalarOp::kSub:
      return wrapping(n.cls, a, "-", b);
    case ScalarOp::kMul:
      return wrapping(n.cls, a, "*", b);
    case ScalarOp::kDiv:
      return n.cls == ScalarClass::kFloat ? infix(a, "/", b) : call("s_div", a, b);
    case ScalarOp::kMod:
      return call("s_mod", a, b);
    case ScalarOp::kFmod:
      return call("s_fmod", a, b);
    case ScalarOp::kPow:
      return call("s_pow", a, b);
    case ScalarOp::kMin:
      return call("s_min", a, b);
    case ScalarOp::kMax:
      return call("s_max", a, b);
    case ScalarOp::kLess:
      return infix(a, "<", b);
    case ScalarOp::kLessEqual:
      return infix(a, "<=", b);
    case ScalarOp::kEqual:
      return infix(a, "==", b);
    case ScalarOp::kAnd:
      return infix(a, "&&", b);
    case ScalarOp::kOr:
      return infix(a, "||", b);
    case ScalarOp::kXor:
      return infix(a, "!=", b);
    case ScalarOp::kNot:
      return "!" + a;
    case ScalarOp::kSelect:
      return a + " ? " + b + " : " + c;
    case ScalarOp::kNeg:
      return n.cls == ScalarClass::kFloat ? "-" + a : wrapping(n.cls, "0", "-", a);
    case ScalarOp::kAbs:
      return call("s_abs", a);
    case ScalarOp::kSign:
      return call("s_sign", a);
    case ScalarOp::kIsNan:
      return infix(a, "!=", a);
    case ScalarOp::kBitAnd:
      return infix(a, "&", b);
    case ScalarOp::kBitOr:
      return infix(a, "|", b);
    case ScalarOp::kBitXor:
      return infix(a, "^", b);
    case ScalarOp::kBitNot:
      return "~" + a;
    case ScalarOp::kShiftLeft:
      return call("s_shift_left", a, b);
    case ScalarOp::kShiftRight:
      return call("s_shift_right", a, b);
    case ScalarOp::kCast:
      return cast_source(p.code[size_t(n.a)].cls, n.cls, wide, a);
    case ScalarOp::kRecip:
      return infix(wide ? "1.0" : "1.0f", "/", a);
    case ScalarOp::kNarrow:
      return narrow_source(n, wide, a);
    default:
      fail(ErrorCode::kInternal, "scalar op " + std::to_string(int(n.op)) + " has no CUDA source",
           "report this as a bug");
  }
}

bool is_logic(ScalarOp op) {
  switch (op) {
    case ScalarOp::kInput:
    case ScalarOp::kConst:
    case ScalarOp::kLess:
    case ScalarOp::kLessEqual:
    case ScalarOp::kEqual:
    case ScalarOp::kAnd:
    case ScalarOp::kOr:
    case ScalarOp::kXor:
    case ScalarOp::kNot:
    case ScalarOp::kSelect:
    case ScalarOp::kIsNan:
    case ScalarOp::kCast:
      return true;
    default:
      return false;
  }
}

}  // namespace

const char* class_type(ScalarClass cls, bool wide) {
  switch (cls) {
    case ScalarClass::kFloat:
      return wide ? "double" : "float";
    case ScalarClass::kInt:
      return "i64";
    case ScalarClass::kUInt:
      return "u64";
    case ScalarClass::kBool:
      break;
  }
  return "bool";
}

const char* element_type(DataType type) {
  switch (type) {
    case DataType::kFloat32:
      return "float";
    case DataType::kFloat64:
      return "double";
    case DataType::kFloat16:
      return "f16";
    case DataType::kBFloat16:
      return "bf16";
    case DataType::kInt8:
      return "signed char";
    case DataType::kInt16:
      return "short";
    case DataType::kInt32:
      return "int";
    case DataType::kInt64:
      return "i64";
    case DataType::kUInt8:
      return "unsigned char";
    case DataType::kUInt16:
      return "unsigned short";
    case DataType::kUInt32:
      return "unsigned";
    case DataType::kUInt64:
      return "u64";
    case DataType::kBool:
      return "b8";
    default:
      return nullptr;
  }
}

std::optional<std::string> refuse_program(const ScalarProgram& p) {
  for (const ScalarInstr& n : p.code) {
    if (n.cls == ScalarClass::kBool && !is_logic(n.op)) return "arithmetic on booleans";
    if (n.op != ScalarOp::kNarrow) continue;
    const auto type = DataType(n.imm);
    if (!element_type(type)) return "values rounded to " + std::string(to_string(type));
    if (n.cls != ScalarClass::kFloat && is_float(type)) return "integers rounded to floats";
  }
  return std::nullopt;
}

std::string program_source(const ScalarProgram& p, bool wide) {
  std::string s;
  for (size_t i = 0; i < p.code.size(); ++i) {
    const ScalarInstr& n = p.code[i];
    s += "  const " + std::string(class_type(n.cls, wide)) + " " + value_name(int32_t(i)) + " = " +
         instruction(p, n, wide) + ";\n";
  }
  return s;
}

}  // namespace sinter::cuda
