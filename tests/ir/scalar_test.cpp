// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "ir/scalar_eval.h"
#include "sinter/types.h"

namespace sinter {
namespace {

// Functors as ops write them, over numbers and over expressions.
struct Everything {
  template <class T>
  T operator()(T x, T y) const {
    const T a = scalar::select(x < y, x + y * T(2), scalar::abs(x) - y);
    return scalar::max(scalar::min(a, T(100)), -x) + scalar::sign(y) * T(3) + scalar::div(x, y) + scalar::mod(x, y) -
           scalar::fmod(x, y);
  }
};
struct Smooth {
  template <class T>
  T operator()(T x) const {
    return scalar::tanh(x) * scalar::exp(-x * x) + scalar::erf(x) + scalar::sqrt(scalar::abs(x)) + T(0.5);
  }
};

template <class F>
ScalarProgram record(const F& f, std::initializer_list<ScalarClass> classes) {
  ScalarProgram p;
  std::vector<ScalarExpr> in;
  for (ScalarClass c : classes) in.emplace_back(&p, p.add_input(c));
  ScalarExpr out;
  if constexpr (std::is_invocable_v<F, ScalarExpr>)
    out = f(in[0]);
  else
    out = f(in[0], in[1]);
  p.outputs = {out.id(&p, *classes.begin())};
  return p;
}

TEST(Scalar, ProgramAgreesWithFunctorOnFloats) {
  const auto p = record(Everything{}, {ScalarClass::kFloat, ScalarClass::kFloat});
  const auto q = record(Smooth{}, {ScalarClass::kFloat});
  const double values[] = {-3.5, -1, -0.0, 0.0, 0.25, 2, 7, 1e9};
  for (double x : values)
    for (double y : values) {
      if (y == 0) continue;
      const ScalarNumber in[] = {ScalarNumber::of(x), ScalarNumber::of(y)};
      EXPECT_DOUBLE_EQ(eval_scalar(p, in)[0].f, Everything{}(x, y)) << x << " " << y;
      EXPECT_DOUBLE_EQ(eval_scalar(q, std::span(in, 1))[0].f, Smooth{}(x));
    }
}

TEST(Scalar, ProgramAgreesWithFunctorOnIntegers) {
  const auto p = record(Everything{}, {ScalarClass::kInt, ScalarClass::kInt});
  const int64_t values[] = {-1000, -7, -1, 0, 1, 3, 50, int64_t{1} << 60};
  for (int64_t x : values)
    for (int64_t y : values) {
      const ScalarNumber in[] = {ScalarNumber::of_int(x), ScalarNumber::of_int(y)};
      EXPECT_EQ(eval_scalar(p, in)[0].i, Everything{}(x, y)) << x << " " << y;
    }
}

TEST(Scalar, ClassesArePromoted) {
  ScalarProgram p;
  const ScalarExpr f(&p, p.add_input(ScalarClass::kFloat)), i(&p, p.add_input(ScalarClass::kInt)),
      u(&p, p.add_input(ScalarClass::kUInt)), b(&p, p.add_input(ScalarClass::kBool));
  auto cls = [&](const ScalarExpr& e) { return p.code[size_t(e.id(&p, ScalarClass::kFloat))].cls; };
  EXPECT_EQ(cls(f + i), ScalarClass::kFloat);
  EXPECT_EQ(cls(u + i), ScalarClass::kUInt);
  EXPECT_EQ(cls(b + b), ScalarClass::kInt);
  EXPECT_EQ(cls(b * 0.5), ScalarClass::kFloat);
  EXPECT_EQ(cls(i * 2.0), ScalarClass::kInt);
  EXPECT_EQ(cls(i < f), ScalarClass::kBool);
  EXPECT_EQ(cls(scalar::exp(i)), ScalarClass::kFloat);
  EXPECT_EQ(cls(scalar::select(i, b, u)), ScalarClass::kUInt);
  EXPECT_EQ(cls(scalar::logical_and(f, i)), ScalarClass::kBool);
  EXPECT_EQ(cls(scalar::bit_and(b, i)), ScalarClass::kInt);
  EXPECT_EQ(scalar::floor(i).id(&p, {}), i.id(&p, {}));
}

TEST(Scalar, LiteralsFold) {
  const ScalarExpr e = scalar::select(ScalarExpr(1) < ScalarExpr(2), ScalarExpr(3) * 2.0, ScalarExpr(7));
  ASSERT_TRUE(e.is_literal());
  EXPECT_EQ(e.literal(), 6);
}

TEST(Scalar, EqualInstructionsAreShared) {
  ScalarProgram p;
  const ScalarExpr x(&p, p.add_input(ScalarClass::kFloat));
  EXPECT_EQ((x + 1.0).id(&p, {}), (x + 1.0).id(&p, {}));
  const ScalarExpr zero(0.0), minus_zero(-0.0);
  EXPECT_NE(zero.id(&p, ScalarClass::kFloat), minus_zero.id(&p, ScalarClass::kFloat));
}

TEST(Scalar, AppendSplicesAndPruneDrops) {
  const auto q = record(Smooth{}, {ScalarClass::kFloat});
  ScalarProgram p;
  const int32_t i = p.add_input(ScalarClass::kInt);
  (void)p.add({.op = ScalarOp::kExp, .cls = ScalarClass::kFloat, .a = p.cast(i, ScalarClass::kFloat)});
  p.outputs = p.append(q, std::span(&i, 1));
  const ScalarNumber in[] = {ScalarNumber::of_int(-2)};
  const double before = eval_scalar(p, in)[0].f;
  const size_t size = p.code.size();
  p.prune();
  EXPECT_EQ(p.code.size(), size - 1);  // the first exp
  EXPECT_DOUBLE_EQ(before, Smooth{}(-2.0));
  EXPECT_EQ(eval_scalar(p, in)[0].f, before);
  EXPECT_NE(p.to_string().find("tanh"), std::string::npos);
}

TEST(Scalar, IntegerFunctionsNeverTrap) {
  using namespace scalar;
  EXPECT_EQ(div(INT64_MIN, int64_t{-1}), INT64_MIN);
  EXPECT_EQ(div(int64_t{7}, int64_t{0}), 0);
  EXPECT_EQ(div(int64_t{-7}, int64_t{2}), -3);
  EXPECT_EQ(mod(int64_t{-7}, int64_t{3}), 2);
  EXPECT_EQ(mod(int64_t{7}, int64_t{-3}), -2);
  EXPECT_EQ(mod(INT64_MIN, int64_t{-1}), 0);
  EXPECT_EQ(fmod(int64_t{-7}, int64_t{3}), -1);
  EXPECT_EQ(fmod(INT64_MIN, int64_t{-1}), 0);
  EXPECT_EQ(pow(int64_t{-3}, int64_t{3}), -27);
  EXPECT_EQ(pow(int64_t{2}, int64_t{-1}), 0);
  EXPECT_EQ(pow(int64_t{-1}, int64_t{-3}), -1);
  EXPECT_EQ(pow(uint64_t{3}, uint64_t{4}), 81u);
  EXPECT_EQ(abs(INT64_MIN), INT64_MIN);
}

TEST(Scalar, FloatFunctionsKeepTheirSigns) {
  using namespace scalar;
  EXPECT_EQ(mod(-7.0, 3.0), 2.0);
  EXPECT_EQ(mod(7.0, -3.0), -2.0);
  for (double v : {0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.4999999999999999, 1e300, 4503599627370497.5})
    EXPECT_EQ(round_even(v), std::nearbyint(v)) << v;
  EXPECT_TRUE(std::signbit(round_even(-0.5)));
  EXPECT_TRUE(std::isnan(max(std::nan(""), 1.0)));
  EXPECT_TRUE(std::isnan(min(1.0, std::nan(""))));
}

TEST(Scalar, NarrowRoundsAsAStoreWould) {
  ScalarProgram p;
  const int32_t x = p.add_input(ScalarClass::kFloat);
  p.outputs = {p.add({.op = ScalarOp::kNarrow, .cls = ScalarClass::kFloat, .a = x, .imm = double(DataType::kFloat16)})};
  const ScalarNumber in[] = {ScalarNumber::of(1.0 + 0x1p-12)};
  EXPECT_EQ(eval_scalar(p, in)[0].f, 1.0);
}

TEST(Scalar, EveryOpHasANameAndAnArity) {
  for (int i = 0; i < kNumScalarOps; ++i) {
    EXPECT_NE(to_string(ScalarOp(i)), "invalid");
    EXPECT_EQ(arity(ScalarOp(i)) == 0, i < 2) << i;
  }
  EXPECT_EQ(to_string(ScalarOp::kNarrow), "narrow");
  EXPECT_EQ(to_string(ScalarOp::kAtan2), "atan2");
  EXPECT_EQ(to_string(ScalarOp::kShiftRight), "shift_right");
  EXPECT_EQ(to_string(ScalarOp::kTrunc), "trunc");
  EXPECT_EQ(to_string(ScalarOp::kSelect), "select");
}

}  // namespace
}  // namespace sinter
