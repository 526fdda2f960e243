// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "scalar_cases.h"

#include <cmath>
#include <limits>

#include "ir/element.h"
#include "ir/region_program.h"
#include "ir/scalar_eval.h"

namespace sinter::test {
namespace {

using cuda::PointwiseSpec;

struct Step {
  ScalarOp op;
  bool to_bool = false;  // the result's class is kBool
};

// One program per few instructions (the number of outputs is limited); each has inputs a, b and a boolean c.
void add_chunks(std::vector<ScalarCase>& out, const std::string& name, DataType dtype, const std::vector<Step>& steps) {
  constexpr size_t kChunk = 7;
  const ScalarClass cls = *scalar_class(dtype);
  for (size_t first = 0; first < steps.size(); first += kChunk) {
    PointwiseSpec s;
    s.wide = dtype == DataType::kFloat64;
    s.inputs = {dtype, dtype, DataType::kBool};
    const int32_t a = s.program.add_input(cls), b = s.program.add_input(cls),
                  c = s.program.add_input(ScalarClass::kBool);
    for (size_t i = first; i < std::min(first + kChunk, steps.size()); ++i) {
      const auto [op, to_bool] = steps[i];
      ScalarInstr n{.op = op, .cls = to_bool ? ScalarClass::kBool : cls, .a = a};
      if (arity(op) == 2) n.b = b;
      if (arity(op) == 3) n = {.op = op, .cls = cls, .a = c, .b = a, .c = b};
      s.program.outputs.push_back(s.program.add(n));
      s.outputs.push_back(to_bool ? DataType::kBool : dtype);
    }
    out.push_back({name + "_" + std::string(to_string(dtype)) + "_" + std::to_string(first / kChunk), s});
  }
}

const std::vector<Step> kNumber = {{ScalarOp::kAdd},         {ScalarOp::kSub},
                                   {ScalarOp::kMul},         {ScalarOp::kDiv},
                                   {ScalarOp::kMod},         {ScalarOp::kFmod},
                                   {ScalarOp::kMin},         {ScalarOp::kMax},
                                   {ScalarOp::kNeg},         {ScalarOp::kAbs},
                                   {ScalarOp::kSign},        {ScalarOp::kSelect},
                                   {ScalarOp::kLess, true},  {ScalarOp::kLessEqual, true},
                                   {ScalarOp::kEqual, true}, {ScalarOp::kPow}};
const std::vector<Step> kFloatOnly = {
    {ScalarOp::kExp},         {ScalarOp::kLog},   {ScalarOp::kSqrt},  {ScalarOp::kErf},       {ScalarOp::kSin},
    {ScalarOp::kCos},         {ScalarOp::kTan},   {ScalarOp::kAsin},  {ScalarOp::kAcos},      {ScalarOp::kAtan},
    {ScalarOp::kSinh},        {ScalarOp::kCosh},  {ScalarOp::kTanh},  {ScalarOp::kAsinh},     {ScalarOp::kAcosh},
    {ScalarOp::kAtanh},       {ScalarOp::kFloor}, {ScalarOp::kCeil},  {ScalarOp::kRoundEven}, {ScalarOp::kTrunc},
    {ScalarOp::kIsNan, true}, {ScalarOp::kRecip}, {ScalarOp::kRsqrt}, {ScalarOp::kLog1p},     {ScalarOp::kExpm1},
    {ScalarOp::kAtan2}};
const std::vector<Step> kBits = {{ScalarOp::kBitAnd}, {ScalarOp::kBitOr},     {ScalarOp::kBitXor},
                                 {ScalarOp::kBitNot}, {ScalarOp::kShiftLeft}, {ScalarOp::kShiftRight}};
const std::vector<Step> kLogic = {{ScalarOp::kAnd}, {ScalarOp::kOr},     {ScalarOp::kXor},
                                  {ScalarOp::kNot}, {ScalarOp::kSelect}, {ScalarOp::kEqual}};

// Casts from one type to one of every class, through kCast, and constants of every class.
ScalarCase cast_case(DataType from) {
  PointwiseSpec s;
  s.wide = from == DataType::kFloat64;
  s.inputs = {from};
  s.outputs = {s.wide ? DataType::kFloat64 : DataType::kFloat32, DataType::kInt64, DataType::kUInt64, DataType::kBool,
               DataType::kFloat16};
  ScalarProgram& p = s.program;
  const int32_t x = p.add_input(*scalar_class(from));
  for (DataType to : s.outputs) p.outputs.push_back(p.cast(x, *scalar_class(to)));
  return {"cast_" + std::string(to_string(from)), s};
}

// Every kNarrow of floats, and constants that must arrive bit by bit.
ScalarCase narrow_case(DataType from) {
  PointwiseSpec s;
  s.wide = from == DataType::kFloat64;
  s.inputs = {from};
  ScalarProgram& p = s.program;
  const ScalarClass cls = *scalar_class(from);
  const int32_t x = p.add_input(cls);
  std::vector<DataType> types = {DataType::kInt8, DataType::kUInt8, DataType::kInt16, DataType::kUInt16,
                                 DataType::kBool};
  if (cls == ScalarClass::kFloat)
    types.insert(types.end(), {DataType::kFloat16, DataType::kBFloat16, DataType::kFloat32});
  else
    types.insert(types.end(), {DataType::kInt32, DataType::kUInt32});
  for (DataType to : types) {
    p.outputs.push_back(p.add({.op = ScalarOp::kNarrow, .cls = cls, .a = x, .imm = double(to)}));
    s.outputs.push_back(from);
  }
  return {"narrow_" + std::string(to_string(from)), s};
}

ScalarCase constant_case() {
  PointwiseSpec s;
  s.wide = true;
  s.inputs = {DataType::kFloat64};
  s.program.add_input(ScalarClass::kFloat);
  const auto f = [&](double v) {
    s.program.outputs.push_back(s.program.add({.op = ScalarOp::kConst, .cls = ScalarClass::kFloat, .imm = v}));
    s.outputs.push_back(DataType::kFloat64);
  };
  for (double v : {0.1, -0.0, std::numeric_limits<double>::infinity(), std::nan(""), 5e-324}) f(v);
  s.program.outputs.push_back(s.program.add({.op = ScalarOp::kConst, .cls = ScalarClass::kInt, .imm_int = INT64_MIN}));
  s.outputs.push_back(DataType::kInt64);
  s.program.outputs.push_back(s.program.add({.op = ScalarOp::kConst, .cls = ScalarClass::kUInt, .imm_int = -1}));
  s.outputs.push_back(DataType::kUInt64);
  return {"constants", s};
}

double special_float(uint32_t r) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  constexpr double kValues[] = {0,    -0.0,  1,   -1,   0.5, -0.5, 1.5,   2.5, -2.5, 3,
                                kInf, -kInf, NAN, 1e-3, 100, -100, 70000, 3e9, -3e9, 1e20};
  return kValues[r % std::size(kValues)];
}

int64_t special_int(DataType dtype, uint32_t r) {
  const int bits = bits_of(dtype);
  const int64_t max = bits == 64 ? INT64_MAX : (int64_t(1) << (bits - 1)) - 1;
  const int64_t values[] = {0, 1, -1, 2, -2, 7, 8, 63, 64, max, -max - 1, max - 1};
  return values[r % std::size(values)];
}

}  // namespace

std::vector<ScalarCase> scalar_cases() {
  std::vector<ScalarCase> out;
  for (DataType t : {DataType::kFloat32, DataType::kFloat64}) add_chunks(out, "float", t, kFloatOnly);
  for (DataType t : {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64, DataType::kInt8,
                     DataType::kInt16, DataType::kInt32, DataType::kInt64, DataType::kUInt8, DataType::kUInt16,
                     DataType::kUInt32, DataType::kUInt64})
    add_chunks(out, "number", t, kNumber);
  for (DataType t : {DataType::kInt32, DataType::kInt64, DataType::kUInt8, DataType::kUInt64})
    add_chunks(out, "bits", t, kBits);
  add_chunks(out, "logic", DataType::kBool, kLogic);
  for (DataType t : {DataType::kFloat32, DataType::kFloat64, DataType::kInt32, DataType::kUInt64, DataType::kBool})
    out.push_back(cast_case(t));
  for (DataType t : {DataType::kFloat32, DataType::kFloat64, DataType::kInt64, DataType::kUInt64})
    out.push_back(narrow_case(t));
  out.push_back(constant_case());
  return out;
}

HostTensor special_values(DataType dtype, int64_t count, uint32_t seed) {
  HostTensor t(dtype, {count});
  uint32_t s = seed * 2654435761u + 1;
  for (int64_t i = 0; i < count; ++i) {
    s = s * 1664525u + 1013904223u;
    const uint32_t r = s >> 8;
    const bool special = r % 4 == 0;
    if (is_float(dtype)) {
      const double v = special ? special_float(r >> 2) : double(r) / double(1 << 22) - 2;
      store_f64(dtype, t.bytes.data(), i, 1, &v);
    } else {
      const int64_t v = dtype == DataType::kBool ? int64_t(r >> 2 & 1)
                        : special                ? special_int(dtype, r >> 2)
                                                 : int64_t(r % 25) - 12;
      store_i64(dtype, t.bytes.data(), i, 1, &v);
    }
  }
  return t;
}

std::vector<HostTensor> eval_spec(const PointwiseSpec& spec, const std::vector<HostTensor>& inputs, const Dims& dims) {
  std::vector<HostTensor> out;
  for (DataType t : spec.outputs) out.emplace_back(t, dims);
  const int64_t count = element_count(dims);
  for (int64_t i = 0; i < count; ++i) {
    std::vector<ScalarNumber> args;
    for (size_t k = 0; k < inputs.size(); ++k) {
      const int64_t at = inputs[k].count() == 1 ? 0 : i;
      ScalarNumber n;
      if (spec.program.inputs[k] == ScalarClass::kFloat)
        load_f64(inputs[k].dtype, inputs[k].bytes.data(), at, 1, &n.f);
      else
        load_i64(inputs[k].dtype, inputs[k].bytes.data(), at, 1, &n.i);
      args.push_back(n);
    }
    const auto results = eval_scalar(spec.program, args);
    for (size_t k = 0; k < out.size(); ++k) {
      if (*scalar_class(out[k].dtype) == ScalarClass::kFloat)
        store_f64(out[k].dtype, out[k].bytes.data(), i, 1, &results[k].f);
      else
        store_i64(out[k].dtype, out[k].bytes.data(), i, 1, &results[k].i);
    }
  }
  return out;
}

}  // namespace sinter::test
