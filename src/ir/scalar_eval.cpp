// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/scalar_eval.h"

#include "ir/element.h"
#include "sinter/error.h"

namespace sinter {
namespace {

[[noreturn]] void no_such_scalar(ScalarOp op, const char* cls) {
  fail(ErrorCode::kInternal, "scalar " + std::string(to_string(op)) + " does not exist for " + cls);
}

double eval_unary(ScalarOp op, double a) {
  switch (op) {
    case ScalarOp::kNeg:
      return -a;
    case ScalarOp::kAbs:
      return scalar::abs(a);
    case ScalarOp::kSign:
      return scalar::sign(a);
    case ScalarOp::kExp:
      return std::exp(a);
    case ScalarOp::kLog:
      return std::log(a);
    case ScalarOp::kSqrt:
      return std::sqrt(a);
    case ScalarOp::kErf:
      return std::erf(a);
    case ScalarOp::kSin:
      return std::sin(a);
    case ScalarOp::kCos:
      return std::cos(a);
    case ScalarOp::kTan:
      return std::tan(a);
    case ScalarOp::kAsin:
      return std::asin(a);
    case ScalarOp::kAcos:
      return std::acos(a);
    case ScalarOp::kAtan:
      return std::atan(a);
    case ScalarOp::kSinh:
      return std::sinh(a);
    case ScalarOp::kCosh:
      return std::cosh(a);
    case ScalarOp::kTanh:
      return std::tanh(a);
    case ScalarOp::kAsinh:
      return std::asinh(a);
    case ScalarOp::kAcosh:
      return std::acosh(a);
    case ScalarOp::kAtanh:
      return std::atanh(a);
    case ScalarOp::kFloor:
      return std::floor(a);
    case ScalarOp::kCeil:
      return std::ceil(a);
    case ScalarOp::kRoundEven:
      return scalar::round_even(a);
    case ScalarOp::kTrunc:
      return std::trunc(a);
    case ScalarOp::kRecip:
      return scalar::recip(a);
    case ScalarOp::kRsqrt:
      return scalar::rsqrt(a);
    case ScalarOp::kLog1p:
      return std::log1p(a);
    case ScalarOp::kExpm1:
      return std::expm1(a);
    default:
      no_such_scalar(op, "float");
  }
}

template <class T>
T eval_unary_int(ScalarOp op, T a) {
  switch (op) {
    case ScalarOp::kNeg:
      return T(0 - uint64_t(a));
    case ScalarOp::kAbs:
      return scalar::abs(a);
    case ScalarOp::kSign:
      return scalar::sign(a);
    case ScalarOp::kBitNot:
      return scalar::bit_not(a);
    default:
      no_such_scalar(op, "integers");
  }
}

double eval_binary(ScalarOp op, double a, double b) {
  switch (op) {
    case ScalarOp::kAdd:
      return a + b;
    case ScalarOp::kSub:
      return a - b;
    case ScalarOp::kMul:
      return a * b;
    case ScalarOp::kDiv:
      return a / b;
    case ScalarOp::kMod:
      return scalar::mod(a, b);
    case ScalarOp::kFmod:
      return scalar::fmod(a, b);
    case ScalarOp::kPow:
      return scalar::pow(a, b);
    case ScalarOp::kMin:
      return scalar::min(a, b);
    case ScalarOp::kMax:
      return scalar::max(a, b);
    case ScalarOp::kAtan2:
      return std::atan2(a, b);
    default:
      no_such_scalar(op, "float");
  }
}

template <class T>
T eval_binary_int(ScalarOp op, T a, T b) {
  switch (op) {
    case ScalarOp::kAdd:
      return T(uint64_t(a) + uint64_t(b));
    case ScalarOp::kSub:
      return T(uint64_t(a) - uint64_t(b));
    case ScalarOp::kMul:
      return T(uint64_t(a) * uint64_t(b));
    case ScalarOp::kDiv:
      return scalar::div(a, b);
    case ScalarOp::kMod:
      return scalar::mod(a, b);
    case ScalarOp::kFmod:
      return scalar::fmod(a, b);
    case ScalarOp::kPow:
      return scalar::pow(a, b);
    case ScalarOp::kMin:
      return scalar::min(a, b);
    case ScalarOp::kMax:
      return scalar::max(a, b);
    case ScalarOp::kBitAnd:
      return scalar::bit_and(a, b);
    case ScalarOp::kBitOr:
      return scalar::bit_or(a, b);
    case ScalarOp::kBitXor:
      return scalar::bit_xor(a, b);
    case ScalarOp::kShiftLeft:
      return scalar::shift_left(a, b);
    case ScalarOp::kShiftRight:
      return scalar::shift_right(a, b);
    default:
      no_such_scalar(op, "integers");
  }
}

template <class T>
bool compare_numbers(ScalarOp op, T a, T b) {
  return op == ScalarOp::kLess ? a < b : op == ScalarOp::kLessEqual ? a <= b : a == b;
}

bool eval_compare(ScalarOp op, ScalarClass cls, ScalarNumber a, ScalarNumber b) {
  if (cls == ScalarClass::kFloat) return compare_numbers(op, a.f, b.f);
  if (cls == ScalarClass::kUInt) return compare_numbers(op, uint64_t(a.i), uint64_t(b.i));
  return compare_numbers(op, a.i, b.i);
}

// The value that storing as `type` and loading again leaves.
ScalarNumber eval_narrow(ScalarNumber v, ScalarClass cls, DataType type) {
  alignas(16) std::byte element[16] = {};
  if (cls == ScalarClass::kFloat) {
    store_f64(type, element, 0, 1, &v.f);
    load_f64(type, element, 0, 1, &v.f);
  } else {
    store_i64(type, element, 0, 1, &v.i);
    load_i64(type, element, 0, 1, &v.i);
  }
  return v;
}

ScalarNumber eval_instr(const ScalarInstr& n, ScalarClass a_cls, ScalarNumber a, ScalarNumber b, ScalarNumber c) {
  switch (n.op) {
    case ScalarOp::kConst:
      return scalar_const(n);
    case ScalarOp::kLess:
    case ScalarOp::kLessEqual:
    case ScalarOp::kEqual:
      return ScalarNumber::of_bool(eval_compare(n.op, a_cls, a, b));
    case ScalarOp::kAnd:
      return ScalarNumber::of_bool(a.i && b.i);
    case ScalarOp::kOr:
      return ScalarNumber::of_bool(a.i || b.i);
    case ScalarOp::kXor:
      return ScalarNumber::of_bool((a.i != 0) != (b.i != 0));
    case ScalarOp::kNot:
      return ScalarNumber::of_bool(a.i == 0);
    case ScalarOp::kSelect:
      return a.i ? b : c;
    case ScalarOp::kIsNan:
      return ScalarNumber::of_bool(a.f != a.f);
    case ScalarOp::kCast:
      return convert_scalar(a, a_cls, n.cls);
    case ScalarOp::kNarrow:
      return eval_narrow(a, n.cls, DataType(n.imm));
    default:
      break;
  }
  const bool unary = arity(n.op) == 1;
  switch (n.cls) {
    case ScalarClass::kFloat:
      return ScalarNumber::of(unary ? eval_unary(n.op, a.f) : eval_binary(n.op, a.f, b.f));
    case ScalarClass::kUInt: {
      const uint64_t x = uint64_t(a.i), y = uint64_t(b.i);
      return ScalarNumber::of_int(int64_t(unary ? eval_unary_int(n.op, x) : eval_binary_int(n.op, x, y)));
    }
    default:
      return ScalarNumber::of_int(unary ? eval_unary_int(n.op, a.i) : eval_binary_int(n.op, a.i, b.i));
  }
}

}  // namespace

std::vector<ScalarNumber> eval_scalar(const ScalarProgram& p, std::span<const ScalarNumber> inputs) {
  if (inputs.size() != p.inputs.size()) fail(ErrorCode::kInternal, "a scalar program got a wrong number of inputs");
  std::vector<ScalarNumber> value(p.code.size());
  for (size_t i = 0; i < p.code.size(); ++i) {
    const ScalarInstr& n = p.code[i];
    if (n.op == ScalarOp::kInput) {
      value[i] = inputs[size_t(n.a)];
      continue;
    }
    auto operand = [&](int32_t at) { return at >= 0 ? value[size_t(at)] : ScalarNumber{}; };
    const ScalarClass a_cls = n.a >= 0 ? p.code[size_t(n.a)].cls : n.cls;
    value[i] = eval_instr(n, a_cls, operand(n.a), operand(n.b), operand(n.c));
  }
  std::vector<ScalarNumber> out;
  for (int32_t o : p.outputs) out.push_back(value[size_t(o)]);
  return out;
}

}  // namespace sinter
