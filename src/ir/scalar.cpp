// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// ScalarProgram: building, splicing, pruning, printing.
#include "ir/scalar.h"

#include <array>
#include <bit>

#include "base/text.h"
#include "ir/scalar_number.h"
#include "sinter/error.h"
#include "sinter/types.h"

namespace sinter {
namespace {

struct ScalarOpRow {
  std::string_view name;
  int arity;
};

// Indexed by ScalarOp.
constexpr std::array<ScalarOpRow, kNumScalarOps> kScalarOps = {{
    {"input", 0},  {"const", 0},   {"add", 2},    {"sub", 2},     {"mul", 2},     {"div", 2},        {"mod", 2},
    {"fmod", 2},   {"pow", 2},     {"min", 2},    {"max", 2},     {"less", 2},    {"less_equal", 2}, {"equal", 2},
    {"and", 2},    {"or", 2},      {"xor", 2},    {"not", 1},     {"select", 3},  {"neg", 1},        {"abs", 1},
    {"sign", 1},   {"exp", 1},     {"log", 1},    {"sqrt", 1},    {"erf", 1},     {"sin", 1},        {"cos", 1},
    {"tan", 1},    {"asin", 1},    {"acos", 1},   {"atan", 1},    {"sinh", 1},    {"cosh", 1},       {"tanh", 1},
    {"asinh", 1},  {"acosh", 1},   {"atanh", 1},  {"floor", 1},   {"ceil", 1},    {"round_even", 1}, {"trunc", 1},
    {"is_nan", 1}, {"bit_and", 2}, {"bit_or", 2}, {"bit_xor", 2}, {"bit_not", 1}, {"shift_left", 2}, {"shift_right", 2},
    {"cast", 1},   {"recip", 1},   {"rsqrt", 1},  {"log1p", 1},   {"expm1", 1},   {"atan2", 2},      {"narrow", 1},
}};

constexpr std::string_view kClassNames[] = {"float", "int", "uint", "bool"};

// By bits, so that 0.0 and -0.0 stay apart and a NaN is shared.
bool same_instr(const ScalarInstr& x, const ScalarInstr& y) {
  return x.op == y.op && x.cls == y.cls && x.a == y.a && x.b == y.b && x.c == y.c && x.imm_int == y.imm_int &&
         std::bit_cast<uint64_t>(x.imm) == std::bit_cast<uint64_t>(y.imm);
}

}  // namespace

std::string_view to_string(ScalarOp op) noexcept {
  return size_t(op) < kScalarOps.size() ? kScalarOps[size_t(op)].name : "invalid";
}
int arity(ScalarOp op) noexcept { return size_t(op) < kScalarOps.size() ? kScalarOps[size_t(op)].arity : 0; }

int32_t ScalarProgram::add(const ScalarInstr& instr) {
  for (size_t i = 0; i < code.size(); ++i)
    if (same_instr(code[i], instr)) return int32_t(i);
  code.push_back(instr);
  return int32_t(code.size()) - 1;
}

int32_t ScalarProgram::add_input(ScalarClass cls) {
  inputs.push_back(cls);
  return add({.op = ScalarOp::kInput, .cls = cls, .a = int32_t(inputs.size()) - 1});
}

int32_t ScalarProgram::cast(int32_t value, ScalarClass cls) {
  const ScalarInstr from = code.at(size_t(value));
  if (from.cls == cls) return value;
  if (from.op != ScalarOp::kConst) return add({.op = ScalarOp::kCast, .cls = cls, .a = value});
  // A constant is converted here. Integers beyond 2^53 may round in kFloat, as the cast itself would.
  const ScalarNumber n = convert_scalar(scalar_const(from), from.cls, cls);
  ScalarInstr to{.op = ScalarOp::kConst, .cls = cls};
  if (cls == ScalarClass::kInt || cls == ScalarClass::kUInt)
    to.imm_int = n.i;
  else
    to.imm = cls == ScalarClass::kBool ? double(n.i) : n.f;
  return add(to);
}

std::vector<int32_t> ScalarProgram::append(const ScalarProgram& other, std::span<const int32_t> args) {
  if (args.size() != other.inputs.size())
    fail(ErrorCode::kInternal, "a scalar program of " + std::to_string(other.inputs.size()) + " inputs was given " +
                                   std::to_string(args.size()));
  std::vector<int32_t> at(other.code.size(), -1);
  for (size_t i = 0; i < other.code.size(); ++i) {
    ScalarInstr n = other.code[i];
    if (n.op == ScalarOp::kInput) {
      at[i] = cast(args[size_t(n.a)], n.cls);
      continue;
    }
    for (int32_t* operand : {&n.a, &n.b, &n.c})
      if (*operand >= 0) *operand = at[size_t(*operand)];
    at[i] = add(n);
  }
  std::vector<int32_t> out;
  for (int32_t o : other.outputs) out.push_back(at[size_t(o)]);
  return out;
}

void ScalarProgram::prune() {
  std::vector<char> needed(code.size(), 0);
  for (int32_t o : outputs) needed[size_t(o)] = 1;
  for (size_t i = code.size(); i-- > 0;)
    if (needed[i] && code[i].op != ScalarOp::kInput)
      for (int32_t operand : {code[i].a, code[i].b, code[i].c})
        if (operand >= 0) needed[size_t(operand)] = 1;
  std::vector<int32_t> at(code.size(), -1);
  std::vector<ScalarInstr> kept;
  for (size_t i = 0; i < code.size(); ++i) {
    if (!needed[i]) continue;
    ScalarInstr n = code[i];
    if (n.op != ScalarOp::kInput)
      for (int32_t* operand : {&n.a, &n.b, &n.c})
        if (*operand >= 0) *operand = at[size_t(*operand)];
    at[i] = int32_t(kept.size());
    kept.push_back(n);
  }
  code = std::move(kept);
  for (int32_t& o : outputs) o = at[size_t(o)];
}

std::string ScalarProgram::to_string() const {
  std::string s;
  for (size_t i = 0; i < code.size(); ++i) {
    const auto& n = code[i];
    s += "%" + std::to_string(i) + ": " + std::string(kClassNames[size_t(n.cls)]) + " = " +
         std::string(sinter::to_string(n.op));
    if (n.op == ScalarOp::kInput) {
      s += " " + std::to_string(n.a);
    } else if (n.op == ScalarOp::kConst) {
      const bool integer = n.cls == ScalarClass::kInt || n.cls == ScalarClass::kUInt;
      s += " " + (!integer                     ? to_text(n.imm)
                  : n.cls == ScalarClass::kInt ? std::to_string(n.imm_int)
                                               : std::to_string(uint64_t(n.imm_int)));
    } else {
      for (int32_t operand : {n.a, n.b, n.c})
        if (operand >= 0) s += " %" + std::to_string(operand);
      if (n.op == ScalarOp::kNarrow) s += " " + std::string(sinter::to_string(DataType(n.imm)));
    }
    s += "\n";
  }
  s += "return";
  for (int32_t o : outputs) s += " %" + std::to_string(o);
  return s + "\n";
}

}  // namespace sinter
