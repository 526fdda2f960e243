// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/shape_bounds.h"

#include <gtest/gtest.h>

#include <random>

#include "small_plan.h"

namespace sinter::plan {
namespace {

using Op = ShapeInstr::Op;

int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

int64_t value_of(Op op, int64_t a, int64_t b) {
  switch (op) {
    case Op::kAdd:
      return a + b;
    case Op::kMul:
      return a * b;
    case Op::kFloorDiv:
      return floor_div(a, b);
    case Op::kMod:
      return a - floor_div(a, b) * b;
    case Op::kMin:
      return std::min(a, b);
    default:
      return std::max(a, b);
  }
}

// A damaged plan may bound a dim by nothing.
TEST(ShapeBounds, EmptyBoundsDivideNothing) {
  Plan p;
  p.bindings = {{"x", true, 0, {"N"}, {-1}, 1}};
  Profile f;
  f.min = {{1}};
  f.max = {{0}};
  p.shapes.code = {{Op::kInputDim, 0, 0}, {Op::kConst, INT64_MIN, 0}, {Op::kFloorDiv, 1, 0}, {Op::kMod, 1, 0}};
  EXPECT_EQ(register_bounds(p, &f, {}).size(), 4U);
}

// Two dims of one input and a body's parameter, any arithmetic behind them: no value lies outside.
TEST(ShapeBounds, HoldEveryValue) {
  std::mt19937 random(3);
  const auto pick = [&](int64_t lo, int64_t hi) { return lo + int64_t(random() % uint64_t(hi - lo + 1)); };
  for (int round = 0; round < 300; ++round) {
    Plan p;
    p.bindings = {{"x", true, 0, {"N", "M"}, {-1, -1}, 1}};
    Profile f;
    f.min = {{pick(0, 5), pick(1, 5)}};
    f.max = {{f.min[0][0] + pick(0, 4), f.min[0][1] + pick(0, 4)}};
    const Bounds param{-pick(0, 4), pick(0, 4)};
    p.shapes.code = {{Op::kInputDim, 0, 0}, {Op::kInputDim, 0, 1}, {Op::kParam, 0, 0}, {Op::kConst, pick(-3, 7), 0}};
    while (p.shapes.code.size() < 9) {
      const auto n = int64_t(p.shapes.code.size());
      p.shapes.code.push_back({Op(pick(int64_t(Op::kAdd), int64_t(Op::kMax))), pick(0, n - 1), pick(0, n - 1)});
    }
    const auto bounds = register_bounds(p, &f, std::span(&param, 1));
    ASSERT_EQ(bounds.size(), p.shapes.code.size());
    for (int sample = 0; sample < 40; ++sample) {
      std::vector<int64_t> r = {pick(f.min[0][0], f.max[0][0]), pick(f.min[0][1], f.max[0][1]),
                                pick(param.min, param.max), p.shapes.code[3].a};
      for (size_t i = r.size(); i < p.shapes.code.size(); ++i) {
        const auto& c = p.shapes.code[i];
        const int64_t a = r[size_t(c.a)], b = r[size_t(c.b)];
        if ((c.op == Op::kFloorDiv || c.op == Op::kMod) && b == 0) break;  // an error in a run
        if (std::abs(a) > 1000000 || std::abs(b) > 1000000) break;
        r.push_back(value_of(c.op, a, b));
        EXPECT_LE(bounds[i].min, r[i]) << "round " << round << ", instruction " << i;
        EXPECT_GE(bounds[i].max, r[i]) << "round " << round << ", instruction " << i;
      }
    }
  }
}

TEST(ShapeBounds, AreExactWhereThatIsEasy) {
  const Plan p = test::small_plan();  // N at least 1, 4, 2, N*2, a size that a kernel tells
  Profile f = p.profiles[0];
  f.max = {{8, 4}};
  auto b = register_bounds(p, &f);
  EXPECT_EQ(b[0].min, 2);  // checked: N is at least register 2
  EXPECT_EQ(b[0].max, 8);
  EXPECT_EQ(b[3].max, 16);
  EXPECT_EQ(b[4].max, 16);  // as its slot is bounded
  EXPECT_EQ(b[4].min, 0);
  b = register_bounds(p, &p.profiles[0]);  // nothing bounds N
  EXPECT_EQ(b[0].max, INT64_MAX);
  EXPECT_EQ(b[3].max, INT64_MAX);
}

TEST(ShapeBounds, OpenWhereNumbersWouldOverflow) {
  Plan p;
  p.shapes.code = {{Op::kConst, int64_t{1} << 40, 0}, {Op::kMul, 0, 0}, {Op::kAdd, 1, 0}, {Op::kConst, -1, 0},
                   {Op::kMul, 1, 3}, {Op::kMin, 1, 0}};
  const auto b = register_bounds(p, nullptr);
  EXPECT_EQ(b[1].max, INT64_MAX);
  EXPECT_EQ(b[2].max, INT64_MAX);
  EXPECT_EQ(b[4].min, INT64_MIN);
  EXPECT_EQ(b[5].max, int64_t{1} << 40);
}

}  // namespace
}  // namespace sinter::plan
