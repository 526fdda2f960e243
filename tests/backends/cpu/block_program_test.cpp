// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Block programs against the evaluator that defines scalar programs, on all instruction sets' tables.
#include "backends/cpu/kernels/block_program.h"

#include <gtest/gtest.h>

#include <cmath>

#include "backends/cpu/cpu_info.h"
#include "backends/cpu/kernels/pointwise.h"
#include "base/float_types.h"
#include "ir/scalar_eval.h"

namespace sinter::cpu {
namespace {

std::vector<const BlockTable*> tables() {
  std::vector<const BlockTable*> t{block_table_scalar()};
  if (effective_isa() >= Isa::kAvx2) t.push_back(block_table_avx2());
  if (effective_isa() >= Isa::kAvx512) t.push_back(block_table_avx512());
  return t;
}

void expect_close(float got, double want, const std::string& what) {
  if (std::isnan(want)) EXPECT_TRUE(std::isnan(got)) << what;
  else if (std::isinf(float(want))) EXPECT_EQ(got, float(want)) << what;
  else EXPECT_NEAR(got, want, 1e-6 * std::fabs(want) + 1e-37) << what;
}

TEST(BlockTable, UnaryFunctionsFollowTheirDefinition) {
  const float edges[] = {0.0f,      -0.0f, 1.0f,        -1.0f,      0.5f,  -0.5f,  1e-4f,  -1e-4f,
                         3.0f,      -3.0f, 20.0f,       -20.0f,     88.0f, -87.0f, 1e-39f, INFINITY,
                         -INFINITY, NAN,   0.70710678f, 1.4142135f, 2.5f,  -2.5f,  1e30f,  104.0f};
  std::vector<float> x(std::begin(edges), std::end(edges));
  for (int i = 0; i < 1000; ++i) x.push_back(float(i - 500) * 0.0173f);
  while (x.size() % 16 != 0) x.push_back(0.25f);
  std::vector<float> r(x.size());
  for (const BlockTable* t : tables())
    for (ScalarOp op :
         {ScalarOp::kExp, ScalarOp::kLog, ScalarOp::kSqrt, ScalarOp::kErf, ScalarOp::kTanh, ScalarOp::kLog1p,
          ScalarOp::kExpm1, ScalarOp::kRecip, ScalarOp::kFloor, ScalarOp::kCeil, ScalarOp::kRoundEven, ScalarOp::kTrunc,
          ScalarOp::kAbs, ScalarOp::kNeg, ScalarOp::kSign, ScalarOp::kSin}) {
      t->f32[int(op)](r.data(), x.data(), nullptr, nullptr, int64_t(x.size()));
      ScalarProgram p;
      const int32_t in = p.add_input(ScalarClass::kFloat);
      p.outputs = {p.add({.op = op, .cls = ScalarClass::kFloat, .a = in})};
      for (size_t i = 0; i < x.size(); ++i) {
        const ScalarNumber n[] = {ScalarNumber::of(x[i])};
        expect_close(r[i], eval_scalar(p, n)[0].f, std::string(to_string(op)) + " of " + std::to_string(x[i]));
      }
    }
}

TEST(BlockTable, HalvesRoundAsTheirDefinition) {
  std::vector<float> x;
  for (uint32_t b = 0; b < 0xFFFFFFFFu - 70000; b += 69997) x.push_back(std::bit_cast<float>(b));
  for (const BlockTable* t : tables()) {
    std::vector<uint16_t> h(x.size());
    t->f32_to_f16(h.data(), x.data(), nullptr, nullptr, int64_t(x.size()));
    for (size_t i = 0; i < x.size(); ++i) {
      if (std::isnan(x[i])) EXPECT_TRUE((h[i] & 0x7FFF) > 0x7C00);
      else ASSERT_EQ(h[i], float_to_half(x[i])) << x[i];
    }
    t->f32_to_bf16(h.data(), x.data(), nullptr, nullptr, int64_t(x.size()));
    for (size_t i = 0; i < x.size(); ++i) ASSERT_EQ(h[i], float_to_bfloat16(x[i])) << x[i];
    std::vector<uint16_t> all(65536);
    for (size_t i = 0; i < all.size(); ++i) all[i] = uint16_t(i);
    std::vector<float> back(all.size());
    t->f16_to_f32(back.data(), all.data(), nullptr, nullptr, 65536);
    for (size_t i = 0; i < all.size(); ++i) {
      const float want = half_to_float(uint16_t(i));
      if (want == want) {
        ASSERT_EQ(std::bit_cast<uint32_t>(back[i]), std::bit_cast<uint32_t>(want)) << i;
      }
    }
  }
}

/// silu(x) * b + c over broadcast shapes of many sizes.
TEST(BlockProgram, BroadcastsAndDoesNotWritePastTheEnd) {
  ScalarProgram p;
  const int32_t x = p.add_input(ScalarClass::kFloat), b = p.add_input(ScalarClass::kFloat),
                c = p.add_input(ScalarClass::kFloat);
  const int32_t e = p.add({.op = ScalarOp::kExp,
                           .cls = ScalarClass::kFloat,
                           .a = p.add({.op = ScalarOp::kNeg, .cls = ScalarClass::kFloat, .a = x})});
  const int32_t one = p.add({.op = ScalarOp::kConst, .cls = ScalarClass::kFloat, .imm = 1});
  const int32_t s = p.add({.op = ScalarOp::kDiv,
                           .cls = ScalarClass::kFloat,
                           .a = x,
                           .b = p.add({.op = ScalarOp::kAdd, .cls = ScalarClass::kFloat, .a = one, .b = e})});
  p.outputs = {p.add({.op = ScalarOp::kAdd,
                      .cls = ScalarClass::kFloat,
                      .a = p.add({.op = ScalarOp::kMul, .cls = ScalarClass::kFloat, .a = s, .b = b}),
                      .b = c})};
  const BlockProgram program(p, {DataType::kFloat32, DataType::kFloat32, DataType::kFloat32}, {DataType::kFloat32});
  ThreadPool pool(2);
  for (int64_t n : {1, 2, 15, 16, 17, 100, 1023, 5000})
    for (int64_t rows : {1, 3, 40}) {
      std::vector<float> xs(size_t(rows * n)), bs(static_cast<size_t>(n)), cs(static_cast<size_t>(rows)),
          out(size_t(rows * n) + 1, 77.0f);
      for (size_t i = 0; i < xs.size(); ++i) xs[i] = float(i % 19) - 9;
      for (size_t i = 0; i < bs.size(); ++i) bs[i] = float(i % 7);
      for (size_t i = 0; i < cs.size(); ++i) cs[i] = float(i);
      const int64_t dims[] = {rows, n}, b_dims[] = {n}, c_dims[] = {rows, 1};
      const TensorArg in[] = {{xs.data(), dims, 2, DataType::kFloat32},
                              {bs.data(), b_dims, 1, DataType::kFloat32},
                              {cs.data(), c_dims, 2, DataType::kFloat32}};
      const TensorArg* inputs[] = {&in[0], &in[1], &in[2]};
      const TensorArg output[] = {{out.data(), dims, 2, DataType::kFloat32}};
      ASSERT_TRUE(run_pointwise(program, inputs, output, pool).ok());
      EXPECT_EQ(out.back(), 77.0f);
      for (int64_t i = 0; i < rows * n; ++i) {
        const double v = xs[size_t(i)];
        expect_close(out[size_t(i)], v / (1 + std::exp(-v)) * bs[size_t(i % n)] + cs[size_t(i / n)],
                     "element " + std::to_string(i));
      }
    }
}

TEST(BlockProgram, RefusesWhatDoesNotFit) {
  ScalarProgram p;
  p.outputs = {p.add_input(ScalarClass::kFloat)};
  const BlockProgram program(p, {DataType::kFloat32}, {DataType::kFloat32});
  ThreadPool pool(1);
  float data[8] = {};
  const int64_t four[] = {4}, three[] = {3};
  const TensorArg in{data, three, 1, DataType::kFloat32}, ints{data, four, 1, DataType::kInt32},
      out{data, four, 1, DataType::kFloat32};
  const TensorArg *wrong_dims[] = {&in}, *wrong_type[] = {&ints};
  EXPECT_FALSE(run_pointwise(program, wrong_dims, {&out, 1}, pool).ok());
  EXPECT_FALSE(run_pointwise(program, wrong_type, {&out, 1}, pool).ok());
}

TEST(BlockProgram, DamagedProgramsAreErrors) {
  ScalarProgram p;
  const int32_t x = p.add_input(ScalarClass::kFloat);
  p.code.push_back({.op = ScalarOp::kAdd, .cls = ScalarClass::kFloat, .a = x, .b = 5});  // uses a later value
  p.outputs = {1};
  EXPECT_THROW(BlockProgram(p, {DataType::kFloat32}, {DataType::kFloat32}), Error);
  p.code[1] = {.op = ScalarOp(200), .cls = ScalarClass::kFloat, .a = x, .b = x};
  EXPECT_THROW(BlockProgram(p, {DataType::kFloat32}, {DataType::kFloat32}), Error);
  p.code[1] = {.op = ScalarOp::kShiftLeft, .cls = ScalarClass::kFloat, .a = x, .b = x};
  EXPECT_THROW(BlockProgram(p, {DataType::kFloat32}, {DataType::kFloat32}), Error);
  p.code[1] = {.op = ScalarOp::kAdd, .cls = ScalarClass::kFloat, .a = x, .b = x};
  EXPECT_THROW(BlockProgram(p, {DataType::kInt32}, {DataType::kFloat32}), Error);
  p.outputs = {9};
  EXPECT_THROW(BlockProgram(p, {DataType::kFloat32}, {DataType::kFloat32}), Error);
}

}  // namespace
}  // namespace sinter::cpu
