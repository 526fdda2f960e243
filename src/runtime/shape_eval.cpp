// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shape_eval.h"

#include <algorithm>

#include "base/text.h"
#include "sinter/error.h"

namespace sinter::rt {
namespace {

using plan::ShapeCheck;
using plan::ShapeInstr;

int64_t floor_quotient_of(int64_t a, int64_t b) { return a / b - ((a % b != 0) && ((a < 0) != (b < 0))); }

int64_t arithmetic(const ShapeInstr& i, int64_t a, int64_t b) {
  int64_t r = 0;
  bool bad = false;
  using Op = ShapeInstr::Op;
  switch (i.op) {
    case Op::kAdd:
      bad = __builtin_add_overflow(a, b, &r);
      break;
    case Op::kMul:
      bad = __builtin_mul_overflow(a, b, &r);
      break;
    case Op::kFloorDiv:
    case Op::kMod:
      bad = b == 0 || (a == INT64_MIN && b == -1);
      if (!bad) r = i.op == Op::kFloorDiv ? floor_quotient_of(a, b) : a - floor_quotient_of(a, b) * b;
      break;
    case Op::kMin:
      r = std::min(a, b);
      break;
    case Op::kMax:
      r = std::max(a, b);
      break;
    default:
      bad = true;
  }
  if (bad)
    fail(ErrorCode::kLimit, "a size computed from the input shapes is not valid (overflow or division by zero)",
         "use other input shapes");
  return r;
}

std::string describe(const plan::ShapeProgram& s, uint32_t reg, int64_t value) {
  const std::string v = std::to_string(value);
  if (reg >= s.names.size() || s.names[reg].empty() || s.names[reg] == v) return v;
  return s.names[reg] + " = " + v;
}

// `late`: after values that the run read.
void run_check(const plan::ShapeProgram& s, const ShapeCheck& c, const std::vector<int64_t>& r, bool late) {
  const int64_t a = r[c.a], b = r[c.b];
  bool ok = false;
  const char* rule = "";
  switch (c.kind) {
    case ShapeCheck::Kind::kEqual:
      ok = a == b;
      rule = " must equal ";
      break;
    case ShapeCheck::Kind::kAtLeast:
      ok = a >= b;
      rule = " must be at least ";
      break;
    case ShapeCheck::Kind::kDivides:
      ok = b != 0 && a % b == 0;
      rule = " must be a multiple of ";
      break;
  }
  if (!ok)
    fail(ErrorCode::kShapeMismatch, c.what + ": " + describe(s, c.a, a) + rule + describe(s, c.b, b),
         late ? "give other values to what the shapes are computed from" : "give the inputs shapes that fit together");
}

}  // namespace

void eval_stage(const plan::Plan& plan, uint32_t stage, const std::vector<Dims>& inputs,
                const std::function<int64_t(int64_t, int64_t)>& read_back, std::vector<int64_t>& r,
                std::span<const int64_t> params, const std::function<int64_t(int64_t, int64_t)>& read_value) {
  const auto& s = plan.shapes;
  r.resize(s.code.size());
  for (uint32_t i = stage == 0 ? 0 : s.stage_end[stage - 1]; i < s.stage_end[stage]; ++i) {
    const ShapeInstr& c = s.code[i];
    switch (c.op) {
      case ShapeInstr::Op::kConst:
        r[i] = c.a;
        break;
      case ShapeInstr::Op::kInputDim:
        r[i] = inputs[size_t(c.a)][size_t(c.b)];
        break;
      case ShapeInstr::Op::kParam:
        r[i] = params[size_t(c.a)];
        break;
      case ShapeInstr::Op::kReadBack:
        r[i] = read_back(c.a, c.b);
        break;
      case ShapeInstr::Op::kReadValue:
        r[i] = read_value(c.a, c.b);
        break;
      default:
        r[i] = arithmetic(c, r[size_t(c.a)], r[size_t(c.b)]);
    }
  }
  for (uint32_t i = stage == 0 ? 0 : s.check_end[stage - 1]; i < s.check_end[stage]; ++i)
    run_check(s, s.checks[i], r, stage > 0);
}

namespace {

// " in profile 'a' (the plan's other profiles: b, c)"; nothing where there is one alone.
std::string profiles_note(const plan::Plan& plan, size_t profile) {
  if (plan.profiles.size() < 2) return {};
  std::string others;
  for (size_t i = 0; i < plan.profiles.size(); ++i)
    if (i != profile) others += (others.empty() ? "" : ", ") + quote(plan.profiles[i].name);
  return " in profile " + quote(plan.profiles[profile].name) + " (the others are " + others + ")";
}

}  // namespace

void check_input_shape(const plan::Plan& plan, size_t profile, size_t input, const Dims& shape) {
  const plan::Binding& b = plan.bindings[input];
  const auto who = [&] { return "input " + quote(b.name) + " got shape " + to_string(shape); };
  if (shape.size() != b.shape.size())
    fail(ErrorCode::kShapeMismatch, who() + ", but it has rank " + std::to_string(b.shape.size()),
         "give a shape like " + to_string(b.shape));
  const plan::Profile& p = plan.profiles[profile];
  for (size_t i = 0; i < shape.size(); ++i) {
    if (b.shape[i] >= 0 && shape[i] != b.shape[i])
      fail(ErrorCode::kShapeMismatch,
           who() + ", but dim " + std::to_string(i) + " is fixed to " + std::to_string(b.shape[i]),
           "give a shape like " + to_string(b.shape) + " (-1: any)");
    if (shape[i] < p.min[input][i] || shape[i] > p.max[input][i])
      fail(ErrorCode::kShapeMismatch,
           who() + ", but dim " + std::to_string(i) + " must lie between " + std::to_string(p.min[input][i]) + " and " +
               std::to_string(p.max[input][i]) + ", the bounds the plan was built for" + profiles_note(plan, profile),
           plan.profiles.size() > 1 ? "use the profile that fits (API: set_profile; command line: --use-profile), or "
                                      "build the plan with wider --min-shapes and --max-shapes"
                                    : "build the plan with wider --min-shapes and --max-shapes");
  }
}

bool fits_profile(const plan::Plan& plan, size_t profile, size_t input, const Dims& shape) {
  const plan::Profile& p = plan.profiles[profile];
  if (shape.size() != plan.bindings[input].shape.size()) return false;
  for (size_t i = 0; i < shape.size(); ++i)
    if (shape[i] >= 0 && (shape[i] < p.min[input][i] || shape[i] > p.max[input][i])) return false;
  return true;
}

}  // namespace sinter::rt
