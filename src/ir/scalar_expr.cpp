// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// ScalarExpr::make: which class an instruction computes in. Classes widen bool < int < uint < float, arithmetic on
// booleans is done in int, and a literal takes the class of what it meets.
#include "ir/scalar_eval.h"
#include "ir/scalar_number.h"
#include "sinter/error.h"

namespace sinter {
namespace {

enum class ScalarRule : uint8_t {
  kArithmetic,
  kCompare,
  kEqual,
  kLogical,
  kFloatOnly,
  kRounding,
  kIsNan,
  kBits,
  kSelect
};

ScalarRule rule_of(ScalarOp op) {
  switch (op) {
    case ScalarOp::kAdd:
    case ScalarOp::kSub:
    case ScalarOp::kMul:
    case ScalarOp::kDiv:
    case ScalarOp::kMod:
    case ScalarOp::kFmod:
    case ScalarOp::kPow:
    case ScalarOp::kMin:
    case ScalarOp::kMax:
    case ScalarOp::kNeg:
    case ScalarOp::kAbs:
    case ScalarOp::kSign:
      return ScalarRule::kArithmetic;
    case ScalarOp::kLess:
    case ScalarOp::kLessEqual:
      return ScalarRule::kCompare;
    case ScalarOp::kEqual:
      return ScalarRule::kEqual;
    case ScalarOp::kAnd:
    case ScalarOp::kOr:
    case ScalarOp::kXor:
    case ScalarOp::kNot:
      return ScalarRule::kLogical;
    case ScalarOp::kFloor:
    case ScalarOp::kCeil:
    case ScalarOp::kRoundEven:
    case ScalarOp::kTrunc:
      return ScalarRule::kRounding;
    case ScalarOp::kIsNan:
      return ScalarRule::kIsNan;
    case ScalarOp::kBitAnd:
    case ScalarOp::kBitOr:
    case ScalarOp::kBitXor:
    case ScalarOp::kBitNot:
    case ScalarOp::kShiftLeft:
    case ScalarOp::kShiftRight:
      return ScalarRule::kBits;
    case ScalarOp::kSelect:
      return ScalarRule::kSelect;
    default:
      return ScalarRule::kFloatOnly;
  }
}

int width_of(ScalarClass c) {
  switch (c) {
    case ScalarClass::kBool:
      return 0;
    case ScalarClass::kInt:
      return 1;
    case ScalarClass::kUInt:
      return 2;
    case ScalarClass::kFloat:
      return 3;
  }
  return 3;
}

// The widest class among the operands; literals count only if there is nothing else.
ScalarClass common_class(const ScalarProgram& p, std::span<const ScalarExpr> operands) {
  bool any = false;
  ScalarClass widest = ScalarClass::kBool;
  for (const auto& e : operands) {
    if (e.is_literal()) continue;
    const ScalarClass c = p.code[size_t(e.id(nullptr, {}))].cls;
    if (!any || width_of(c) > width_of(widest)) widest = c;
    any = true;
  }
  return any ? widest : ScalarClass::kFloat;
}

// Arithmetic between a boolean and a literal with a fraction is meant in floats.
ScalarClass number_class(ScalarClass c, std::span<const ScalarExpr> operands) {
  if (c != ScalarClass::kBool) return c;
  for (const auto& e : operands)
    if (e.is_literal() && e.literal() != std::trunc(e.literal())) return ScalarClass::kFloat;
  return ScalarClass::kInt;
}

int32_t operand_in(ScalarProgram* p, const ScalarExpr& e, ScalarClass cls) { return p->cast(e.id(p, cls), cls); }

ScalarExpr record(ScalarProgram* p, ScalarOp op, std::span<const ScalarExpr> operands, ScalarClass in,
                  ScalarClass out) {
  ScalarInstr n{.op = op, .cls = out};
  int32_t* at[] = {&n.a, &n.b, &n.c};
  for (size_t i = 0; i < operands.size(); ++i)
    *at[i] = operand_in(p, operands[i], op == ScalarOp::kSelect && i == 0 ? ScalarClass::kBool : in);
  return {p, p->add(n)};
}

// Literals only: there is no program to record into, so the value is computed now, in double.
ScalarExpr fold_literals(ScalarOp op, std::span<const ScalarExpr> operands) {
  ScalarProgram p;
  std::vector<ScalarExpr> args;
  for (const auto& e : operands) args.emplace_back(&p, e.id(&p, ScalarClass::kFloat));
  const ScalarExpr out = args.size() == 1   ? ScalarExpr::make(op, args[0])
                         : args.size() == 2 ? ScalarExpr::make(op, args[0], args[1])
                                            : ScalarExpr::make(op, args[0], args[1], args[2]);
  p.outputs = {p.cast(out.id(&p, ScalarClass::kFloat), ScalarClass::kFloat)};
  return eval_scalar(p, {})[0].f;
}

ScalarExpr make_instr(ScalarOp op, std::span<const ScalarExpr> operands) {
  ScalarProgram* p = nullptr;
  for (const auto& e : operands) {
    if (e.empty()) fail(ErrorCode::kInternal, "an operand of scalar " + std::string(to_string(op)) + " is empty");
    if (e.program()) p = e.program();
  }
  if (!p) return fold_literals(op, operands);
  const ScalarClass common = common_class(*p, operands);
  switch (rule_of(op)) {
    case ScalarRule::kArithmetic: {
      const ScalarClass c = number_class(common, operands);
      return record(p, op, operands, c, c);
    }
    case ScalarRule::kCompare:
      return record(p, op, operands, number_class(common, operands), ScalarClass::kBool);
    case ScalarRule::kEqual: {
      bool literal = false;
      for (const auto& e : operands) literal = literal || e.is_literal();
      return record(p, op, operands, literal ? number_class(common, operands) : common, ScalarClass::kBool);
    }
    case ScalarRule::kLogical:
      return record(p, op, operands, ScalarClass::kBool, ScalarClass::kBool);
    case ScalarRule::kFloatOnly:
      return record(p, op, operands, ScalarClass::kFloat, ScalarClass::kFloat);
    case ScalarRule::kRounding:
      if (common != ScalarClass::kFloat) return operands[0];
      return record(p, op, operands, common, common);
    case ScalarRule::kIsNan:
      if (common != ScalarClass::kFloat) return {p, p->add({.op = ScalarOp::kConst, .cls = ScalarClass::kBool})};
      return record(p, op, operands, common, ScalarClass::kBool);
    case ScalarRule::kBits: {
      const ScalarClass c = common == ScalarClass::kUInt ? common : ScalarClass::kInt;
      return record(p, op, operands, c, c);
    }
    case ScalarRule::kSelect: {
      const ScalarClass c = common_class(*p, operands.subspan(1));
      const bool literal = operands[1].is_literal() || operands[2].is_literal();
      const ScalarClass in = literal ? number_class(c, operands.subspan(1)) : c;
      return record(p, op, operands, in, in);
    }
  }
  fail(ErrorCode::kInternal, "a scalar op without a class rule");
}

}  // namespace

ScalarExpr ScalarExpr::make(ScalarOp op, const ScalarExpr& a) { return make_instr(op, std::span(&a, 1)); }
ScalarExpr ScalarExpr::make(ScalarOp op, const ScalarExpr& a, const ScalarExpr& b) {
  const ScalarExpr operands[] = {a, b};
  return make_instr(op, operands);
}
ScalarExpr ScalarExpr::make(ScalarOp op, const ScalarExpr& a, const ScalarExpr& b, const ScalarExpr& c) {
  const ScalarExpr operands[] = {a, b, c};
  return make_instr(op, operands);
}

int32_t ScalarExpr::id(ScalarProgram* p, ScalarClass cls) const {
  if (!is_literal_) return id_;
  ScalarInstr n{.op = ScalarOp::kConst, .cls = cls};
  const ScalarNumber v = convert_scalar(ScalarNumber::of(literal_), ScalarClass::kFloat, cls);
  if (cls == ScalarClass::kFloat)
    n.imm = v.f;
  else if (cls == ScalarClass::kBool)
    n.imm = double(v.i);
  else
    n.imm_int = v.i;
  return p->add(n);
}

}  // namespace sinter
