// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A functor means the same in C++ (the reference) and as the program that it records (what backends compile): all
// pointwise ops, all classes, edge values included.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "ir/host_tensor.h"
#include "ir/infer.h"
#include "ir/scalar_eval.h"
#include "ops/cast.h"
#include "ops/clip.h"
#include "ops/gelu.h"
#include "ops/is_inf.h"
#include "ops/op_list.h"
#include "sinter/error.h"

namespace sinter::test {
namespace {

std::vector<double> edge_doubles() {
  const double inf = std::numeric_limits<double>::infinity();
  return {std::nan(""), inf,   -inf,   0.0,    -0.0,   1,     -1,     0.5, -0.5, 1.5, 2.5,
          -2.5,         1e300, -1e300, 1e-300, 5e-324, 709.9, -745.2, 30,  -30,  1e-9};
}
std::vector<int64_t> edge_ints() {
  return {0, 1, -1, 2, -2, 7, -7, 63, 64, INT64_MAX, INT64_MIN, INT64_MAX - 1, int64_t{1} << 53};
}

// Columns of inputs in which every pair of edge values meets, then random rows.
HostTensor edge_tensor(DataType type, int column, int arity) {
  std::mt19937_64 rng(uint64_t(column) + 5);
  if (is_float(type)) {
    const auto e = edge_doubles();
    std::vector<double> v;
    for (size_t i = 0; i < e.size() * e.size(); ++i) v.push_back(e[column == arity - 1 ? i % e.size() : i / e.size()]);
    for (int i = 0; i < 200; ++i) v.push_back(std::ldexp(double(int64_t(rng())), -61 + int(rng() % 8)));
    return HostTensor::of_doubles(type, {int64_t(v.size())}, v);
  }
  const auto e = edge_ints();
  std::vector<int64_t> v;
  for (size_t i = 0; i < e.size() * e.size(); ++i) v.push_back(e[column == arity - 1 ? i % e.size() : i / e.size()]);
  for (int i = 0; i < 200; ++i) v.push_back(int64_t(rng()) >> (rng() % 64));
  if (type == DataType::kBool)
    for (auto& x : v) x &= 1;
  return HostTensor::of_ints(type, {int64_t(v.size())}, v);
}

ScalarClass class_of(DataType t) {
  return is_float(t)            ? ScalarClass::kFloat
         : t == DataType::kBool ? ScalarClass::kBool
         : is_unsigned(t)       ? ScalarClass::kUInt
                                : ScalarClass::kInt;
}

ScalarNumber number_at(const HostTensor& t, int64_t k) {
  ScalarNumber n;
  if (is_float(t.dtype)) load_f64(t.dtype, t.bytes.data(), k, 1, &n.f);
  else load_i64(t.dtype, t.bytes.data(), k, 1, &n.i);
  return n;
}

bool same_bits(const HostTensor& a, const HostTensor& b, int64_t k) {
  const ScalarNumber x = number_at(a, k), y = number_at(b, k);
  if (!is_float(a.dtype)) return x.i == y.i;
  return (std::isnan(x.f) && std::isnan(y.f)) || (x.f == y.f && std::signbit(x.f) == std::signbit(y.f));
}

HostTensor run_functor(const Op& op, const std::vector<HostTensor>& in, DataType out_type) {
  HostTensor out(out_type, in.back().dims);
  RefContext ctx;
  for (const auto& t : in) ctx.inputs.push_back(t.view());
  ctx.outputs.push_back({out.view(), {}});
  op.def().reference(op.attrs(), ctx);
  return out;
}

HostTensor run_program(const Op& op, const std::vector<HostTensor>& in, DataType out_type) {
  std::vector<ScalarClass> classes;
  for (const auto& t : in) classes.push_back(class_of(t.dtype));
  const ScalarProgram p = op.def().program(op.attrs(), classes);
  HostTensor out(out_type, in.back().dims);
  for (int64_t k = 0; k < out.count(); ++k) {
    std::vector<ScalarNumber> args;
    for (const auto& t : in) args.push_back(number_at(t, k));
    const ScalarNumber r = eval_scalar(p, args)[0];
    if (p.code[size_t(p.outputs[0])].cls == ScalarClass::kFloat) store_f64(out_type, out.bytes.data(), k, 1, &r.f);
    else store_i64(out_type, out.bytes.data(), k, 1, &r.i);
  }
  return out;
}

DataType output_type(const Op& op, const std::vector<HostTensor>& in) {
  InferContext ctx(op, [&] {
    std::vector<InferContext::Input> types;
    for (const auto& t : in)
      types.push_back({ValueType(t.dtype, SymDims(t.dims.begin(), t.dims.end())), nullptr, {}, true});
    return types;
  }());
  op.def().infer(op.attrs(), ctx);
  return ctx.outputs.at(0).tensor.dtype;
}

void expect_program_is_functor(const Op& op, DataType type) {
  SCOPED_TRACE(to_string(op) + " " + std::string(to_string(type)));
  const int arity = op.def().min_inputs;
  std::vector<HostTensor> in;
  for (int i = 0; i < arity; ++i) in.push_back(edge_tensor(arity == 3 && i == 0 ? DataType::kBool : type, i, arity));
  if (arity == 3)  // the condition is as long as the others
    in[0] = HostTensor::of_ints(DataType::kBool, in[1].dims, [&] {
      std::vector<int64_t> v(size_t(in[1].count()));
      for (size_t k = 0; k < v.size(); ++k) v[k] = k % 3 == 0;
      return v;
    }());
  DataType out_type;
  try {
    out_type = output_type(op, in);
  } catch (const Error&) {
    return;  // not defined for this dtype
  }
  const HostTensor expected = run_functor(op, in, out_type), got = run_program(op, in, out_type);
  for (int64_t k = 0; k < expected.count(); ++k)
    if (!same_bits(got, expected, k)) {
      ADD_FAILURE() << "element " << k << " for " << number_at(in.back(), k).f << "/" << number_at(in.back(), k).i
                    << ": program " << number_at(got, k).f << "/" << number_at(got, k).i << ", functor "
                    << number_at(expected, k).f << "/" << number_at(expected, k).i;
      return;
    }
}

constexpr DataType kClassTypes[] = {DataType::kFloat64, DataType::kInt64, DataType::kUInt64,
                                    DataType::kInt8,    DataType::kUInt8, DataType::kBool};

TEST(Pointwise, ProgramIsFunctor) {
  for (const OpDef* def : all_ops()) {
    if (def->meaning != Meaning::kScalar) continue;
    for (DataType t : kClassTypes) expect_program_is_functor(Op(*def, def->create({})), t);
  }
}

TEST(Pointwise, ProgramIsFunctorWithAttributes) {
  for (DataType t : kClassTypes) {
    expect_program_is_functor(Clip{.min = -3, .max = 2}, t);
    expect_program_is_functor(Clip{.min = -1e30, .max = 1e30}, t);
    expect_program_is_functor(Gelu{.approximate = GeluApproximate::kTanh}, t);
    expect_program_is_functor(IsInf{.detect_negative = false, .detect_positive = false}, t);
    expect_program_is_functor(IsInf{.detect_negative = false, .detect_positive = true}, t);
  }
}

TEST(Pointwise, CastProgramIsCast) {
  for (DataType from : {DataType::kFloat64, DataType::kInt64, DataType::kUInt64, DataType::kInt8, DataType::kUInt8,
                        DataType::kBool, DataType::kFloat32})
    for (DataType to : {DataType::kFloat64, DataType::kFloat32, DataType::kFloat16, DataType::kInt64, DataType::kInt32,
                        DataType::kInt8, DataType::kUInt8, DataType::kUInt64, DataType::kBool})
      expect_program_is_functor(Cast{.to = to}, from);
}

}  // namespace
}  // namespace sinter::test
