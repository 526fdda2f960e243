// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Values of the pointwise ops from their formulas, worked out apart from our code.
#include <cmath>

#include "ops/cast.h"
#include "ops/clip.h"
#include "ops/gelu.h"
#include "ops/leaky_relu.h"
#include "ops/op_list.h"
#include "ops/op_test.h"
#include "ops/thresholded_relu.h"

namespace sinter::test {
namespace {

struct UnaryRow {
  const char* op;
  std::vector<double> x, y;
};

TEST(PointwiseValues, UnaryFloats) {
  const UnaryRow rows[] = {
      {"Abs", {-2, 0, kInf, kNaN}, {2, 0, kInf, kNaN}},
      {"Acos", {1, 0, 2}, {0, 1.5707963267948966, kNaN}},
      {"Acosh", {1, 2, 0}, {0, 1.3169578969248166, kNaN}},
      {"Asin", {1, -0.5, 2}, {1.5707963267948966, -0.5235987755982989, kNaN}},
      {"Asinh", {0, 1}, {0, 0.881373587019543}},
      {"Atan", {1, kInf}, {0.7853981633974483, 1.5707963267948966}},
      {"Atanh", {0.5, 1, 2}, {0.5493061443340549, kInf, kNaN}},
      {"Ceil", {1.2, -1.2, 3}, {2, -1, 3}},
      {"Cos", {0, 3.141592653589793}, {1, -1}},
      {"Cosh", {0, 1}, {1, 1.543080634815244}},
      {"Elu", {-1, 2, -kInf}, {-0.6321205588285577, 2, -1}},
      {"Erf", {0, 1, -kInf}, {0, 0.8427007929497149, -1}},
      {"Exp", {0, 1, -kInf, kInf}, {1, 2.718281828459045, 0, kInf}},
      {"Floor", {1.8, -1.2}, {1, -2}},
      {"Gelu", {0, 1, -1}, {0, 0.8413447460685429, -0.15865525393145707}},
      {"HardSigmoid", {-3, 0, 1, 3}, {0, 0.5, 0.7, 1}},
      {"HardSwish", {-4, 1, 4}, {0, 0.6666666666666666, 4}},
      {"LeakyRelu", {-2, 3}, {-0.02, 3}},
      {"Log", {1, 0, -1}, {0, -kInf, kNaN}},
      {"Mish", {0, 1}, {0, 0.8650983882673103}},
      {"Neg", {2, -kInf}, {-2, kInf}},
      {"Reciprocal", {4, 0}, {0.25, kInf}},
      {"Relu", {-1, 2, kNaN}, {0, 2, kNaN}},
      {"Round", {0.5, 1.5, 2.5, -0.5, -1.6}, {0, 2, 2, 0, -2}},
      {"Selu", {1, -1}, {1.0507009873554805, -1.1113307378125625}},
      {"Shrink", {1, -1, 0.25, kInf}, {1, -1, 0, kInf}},
      {"Sigmoid", {0, 2, -1000}, {0.5, 0.8807970779778823, 0}},
      {"Sign", {-3, 0, 5, kNaN}, {-1, 0, 1, kNaN}},
      {"Silu", {0, 1}, {0, 0.7310585786300049}},
      {"Sin", {0, 1.5707963267948966}, {0, 1}},
      {"Sinh", {1}, {1.1752011936438014}},
      {"Softplus", {0, 1000, -1000}, {0.6931471805599453, 1000, 0}},
      {"Softsign", {1, -3}, {0.5, -0.75}},
      {"Sqrt", {4, -1}, {2, kNaN}},
      {"Tan", {0.7853981633974483}, {1}},
      {"Tanh", {1, kInf}, {0.7615941559557649, 1}},
      {"ThresholdedRelu", {0.5, 1, 1.5, kNaN}, {0, 0, 1.5, 0}},
  };
  for (const auto& r : rows) {
    const Dims dims{int64_t(r.x.size())};
    const CaseInput x{HostTensor::of_doubles(DataType::kFloat64, dims, r.x), {}};
    expect_values(make_op(r.op), {x}, dims, r.y);
  }
  const auto x = of_values(kF32, {3}, {-1, 0.5, 3});
  expect_values(Clip{.min = 0, .max = 1}, {x}, {3}, {0, 0.5, 1});
  expect_values(Gelu{.approximate = GeluApproximate::kTanh}, {of_values(kF32, {1}, {1})}, {1}, {0.8411919906082768});
  expect_values(LeakyRelu{.alpha = 0.5}, {x}, {3}, {-0.5, 0.5, 3});
}

struct BinaryRow {
  const char* op;
  DataType type;
  std::vector<double> a, b, y;
};

TEST(PointwiseValues, Binary) {
  const DataType f = DataType::kFloat64, i8 = DataType::kInt8, u8 = DataType::kUInt8, b1 = DataType::kBool;
  const BinaryRow rows[] = {
      {"Add", f, {1, kInf}, {2, -kInf}, {3, kNaN}},
      {"Add", i8, {127, -128}, {1, -1}, {-128, 127}},
      {"Sub", u8, {1}, {2}, {255}},
      {"Mul", i8, {16, -8}, {16, 3}, {0, -24}},
      {"Div", f, {1, -1, 0}, {0, 0, 0}, {kInf, -kInf, kNaN}},
      {"Div", kI32, {-7, 7, 5}, {2, -2, 0}, {-3, -3, 0}},
      {"Mod", f, {-7, 7}, {3, -3}, {2, -2}},
      {"Mod", kI64, {-7, 7, 4}, {3, -3, 0}, {2, -2, 0}},
      {"Fmod", f, {-7, 7}, {3, -3}, {-1, 1}},
      {"Fmod", kI64, {-7, 7}, {3, -3}, {-1, 1}},
      {"Pow", f, {2, -8, 0}, {-2, 3, 0}, {0.25, -512, 1}},
      {"Pow", kI32, {3, 2}, {4, 0}, {81, 1}},
      {"Max", f, {1, kNaN, 3}, {2, 0, kNaN}, {2, kNaN, kNaN}},
      {"Min", kI32, {1, -5}, {2, 3}, {1, -5}},
      {"Equal", f, {1, kNaN}, {1, kNaN}, {1, 0}},
      {"Greater", kI32, {1, 3}, {2, 3}, {0, 0}},
      {"GreaterOrEqual", kI32, {1, 3}, {2, 3}, {0, 1}},
      {"Less", u8, {200, 3}, {100, 4}, {0, 1}},
      {"LessOrEqual", f, {1, kNaN}, {1, 1}, {1, 0}},
      {"And", b1, {0, 0, 1, 1}, {0, 1, 0, 1}, {0, 0, 0, 1}},
      {"Or", b1, {0, 0, 1, 1}, {0, 1, 0, 1}, {0, 1, 1, 1}},
      {"Xor", b1, {0, 0, 1, 1}, {0, 1, 0, 1}, {0, 1, 1, 0}},
      {"BitAnd", u8, {12}, {10}, {8}},
      {"BitOr", u8, {12}, {10}, {14}},
      {"BitXor", i8, {-1}, {10}, {-11}},
      {"ShiftLeft", u8, {129, 1}, {1, 9}, {2, 0}},
      {"ShiftRight", u8, {129, 1}, {1, 9}, {64, 0}},
      {"ShiftRight", i8, {-8, 4, -1, 5, -8}, {8, 9, 127, -1, 1}, {-1, 0, -1, 0, -4}},
      {"PRelu", f, {-2, 4}, {0.25, 9}, {-0.5, 4}},
  };
  for (const auto& r : rows) {
    const Dims dims{int64_t(r.a.size())};
    expect_values(make_op(r.op),
                  {{HostTensor::of_doubles(r.type, dims, r.a), {}}, {HostTensor::of_doubles(r.type, dims, r.b), {}}},
                  dims, r.y);
  }
}

TEST(PointwiseValues, Others) {
  expect_values(make_op("Not"), {of_values(DataType::kBool, {2}, {0, 1})}, {2}, {1, 0});
  expect_values(make_op("BitNot"), {of_values(DataType::kUInt8, {1}, {5})}, {1}, {250});
  expect_values(make_op("IsNaN"), {of_values(kF32, {3}, {kNaN, kInf, 0})}, {3}, {1, 0, 0});
  expect_values(make_op("IsInf"), {of_values(kF32, {3}, {kNaN, -kInf, 0})}, {3}, {0, 1, 0});
  expect_values(make_op("Select"),
                {of_values(DataType::kBool, {2, 1}, {1, 0}), of_values(kF32, {2}, {1, 2}), of_values(kF32, {}, {9})},
                {2, 2}, {1, 2, 9, 9});
  expect_values(make_op("Add"), {of_values(kF32, {2, 1}, {10, 20}), of_values(kF32, {3}, {1, 2, 3})}, {2, 3},
                {11, 12, 13, 21, 22, 23});
}

TEST(PointwiseValues, Cast) {
  expect_values(Cast{.to = DataType::kInt8}, {of_values(kF32, {5}, {1.9, -1.9, 300, -kInf, kNaN})}, {5},
                {1, -1, 127, -128, 0});
  expect_values(Cast{.to = DataType::kUInt8}, {of_values(kI32, {3}, {-1, 256, 7})}, {3}, {255, 0, 7});
  expect_values(Cast{.to = DataType::kBool}, {of_values(kF32, {3}, {0, -0.5, kNaN})}, {3}, {0, 1, 1});
  expect_values(Cast{.to = DataType::kFloat16}, {of_values(kF32, {2}, {2049, 1e6})}, {2}, {2048, kInf});
}

TEST(PointwiseValues, ShapeArithmetic) {
  EXPECT_EQ(inferred_elements(make_op("Mul"), {of_ints({2, 3}).fixed(), int_scalar(4).fixed()}), "[8,12]");
  EXPECT_EQ(inferred_elements(Cast{.to = kI32}, {of_ints({2, 3}).fixed()}), "[2,3]");
  EXPECT_EQ(inferred_elements(Cast{.to = DataType::kBool}, {of_ints({2, 0}).fixed()}), "[1,0]");
  EXPECT_EQ(inferred_elements(Cast{.to = kF32}, {of_ints({2, 0}).fixed()}), "unknown");
}

TEST(PointwiseValues, RefusesWrongTypes) {
  build_error(make_op("Add"), {of_values(kF32, {1}, {1}), of_values(kI32, {1}, {1})});
  build_error(make_op("And"), {of_values(kF32, {1}, {1}), of_values(kF32, {1}, {1})});
  build_error(make_op("Exp"), {of_values(kI32, {1}, {1})});
  build_error(make_op("Add"), {of_values(kF32, {2}, {1, 2}), of_values(kF32, {3}, {1, 2, 3})});
}

}  // namespace
}  // namespace sinter::test
