// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/attention.h"

#include <cmath>

#include "ops/linear_attention.h"
#include "ops/op_test.h"

namespace sinter::test {
namespace {

// Scores are 0, so weights are even over the keys that a row sees.
CaseInput zeros(Dims dims) {
  HostTensor t = HostTensor::of_doubles(kF32, dims, std::vector<double>(size_t(element_count(dims)), 0));
  return {std::move(t), {}};
}

TEST(Attention, WeightsAreEvenOverWhatIsSeen) {
  const auto q = zeros({1, 1, 2, 1}), k = zeros({1, 1, 3, 1}), v = of_values(kF32, {1, 1, 3, 1}, {6, 12, 30});
  expect_values(Attention{}, {q, k, v}, {1, 1, 2, 1}, {16, 16});
  expect_values(Attention{.causal = true}, {q, k, v}, {1, 1, 2, 1}, {6, 9});
  expect_values(Attention{.causal = true, .align = CausalAlign::kBottomRight}, {q, k, v}, {1, 1, 2, 1}, {9, 16});
  expect_values(Attention{.left_window = 0}, {q, k, v}, {1, 1, 2, 1}, {16, 21});
  expect_values(Attention{.right_window = 0}, {q, k, v}, {1, 1, 2, 1}, {6, 9});
  expect_values(Attention{}, {q, k, v, of_values(DataType::kBool, {2, 3}, {0, 1, 1, 0, 0, 0})}, {1, 1, 2, 1}, {21, 0});
  expect_values(Attention{}, {q, k, v, of_values(kF32, {3}, {-kInf, 0, -kInf})}, {1, 1, 2, 1}, {12, 12});
  expect_values(Attention{}, {q, k, v, of_values(kF32, {3}, {std::log(3.0), 0, -kInf})}, {1, 1, 2, 1}, {7.5, 7.5});
}

TEST(Attention, LengthsAndSinks) {
  const auto q = zeros({1, 1, 1, 1}), k = zeros({1, 1, 3, 1}), v = of_values(kF32, {1, 1, 3, 1}, {6, 12, 30});
  expect_values(Attention{}, {q, k, v, absent_input(), of_ints({2})}, {1, 1, 1, 1}, {9});
  expect_values(Attention{.causal = true, .align = CausalAlign::kBottomRight}, {q, k, v, absent_input(), of_ints({2})},
                {1, 1, 1, 1}, {9});
  const auto sink = of_values(kF32, {1}, {0});  // takes a quarter of the weight
  expect_values(Attention{}, {q, k, v, absent_input(), absent_input(), sink}, {1, 1, 1, 1}, {12});
}

TEST(Attention, HeadsShareKeysInOrder) {
  const auto q = zeros({1, 4, 1, 1}), k = zeros({1, 2, 1, 1}), v = of_values(kF32, {1, 2, 1, 1}, {5, 7});
  expect_values(Attention{}, {q, k, v}, {1, 4, 1, 1}, {5, 5, 7, 7});
}

TEST(Attention, ScaleAndSoftcap) {
  const auto q = of_values(kF32, {1, 1, 1, 4}, {2, 0, 0, 0}), v = of_values(kF32, {1, 1, 2, 1}, {1, 0});
  const auto k = of_values(kF32, {1, 1, 2, 4}, {1, 0, 0, 0, 0, 0, 0, 0});
  const auto weight = [](double score) { return std::exp(score) / (std::exp(score) + 1); };
  expect_values(Attention{}, {q, k, v}, {1, 1, 1, 1}, {weight(1)});  // 2 / sqrt(4)
  expect_values(Attention{.scale = 3}, {q, k, v}, {1, 1, 1, 1}, {weight(6)});
  expect_values(Attention{.scale = 1, .softcap = 0.5}, {q, k, v}, {1, 1, 1, 1}, {weight(0.5 * std::tanh(4.0))});
}

TEST(Attention, Inference) {
  const Dim b = sym("B"), s = sym("S"), t = sym("T");
  const auto q = typed(kF32, {b, 8, s, 64}), k = typed(kF32, {b, 2, t, 64}), v = typed(kF32, {b, 2, t, 32});
  EXPECT_EQ(inferred(Attention{}, {q, k, v}), "f32[B,8,S,32]");
  EXPECT_NE(build_error(Attention{}, {q, typed(kF32, {b, 3, t, 64}), typed(kF32, {b, 3, t, 32})}), "");
  EXPECT_NE(build_error(Attention{}, {q, typed(kF32, {b, 2, t, 32}), v}), "");
  EXPECT_NE(build_error(Attention{}, {q, k, v, typed(kI32, {t})}), "");
  EXPECT_NE(build_error(Attention{}, {q, k, v, typed(kF32, {1, b, 8, s, t})}), "");
  EXPECT_NE(build_error(Attention{.softcap = -1}, {q, k, v}), "");
  EXPECT_NE(build_error(Attention{.left_window = -2}, {q, k, v}), "");
}

TEST(LinearAttention, RunsTheRecurrence) {
  const auto q = of_values(kF32, {1, 2, 1, 1}, {1, 10}), k = of_values(kF32, {1, 2, 1, 1}, {2, 3}),
             v = of_values(kF32, {1, 2, 1, 1}, {5, 7}), state = of_values(kF32, {1, 1, 1, 1}, {4});
  const auto decay = of_values(kF32, {1, 2, 1, 1}, {std::log(0.5), std::log(0.25)}),
             beta = of_values(kF32, {1, 2, 1, 1}, {1, 0.5});
  const LinearAttention op{.scale = 1};
  expect_values(op, {q, k, v}, {1, 2, 1, 1}, {10, 310});
  expect_values(op, {q, k, v, state}, {1, 1, 1, 1}, {35}, 1);
  expect_values(op, {q, k, v, state, decay}, {1, 1, 1, 1}, {24}, 1);                   // (4/2 + 10) / 4 + 21
  expect_values(op, {q, k, v, state, absent_input(), beta}, {1, 1, 1, 1}, {17.5}, 1);  // 4 - 6, then -2 + 19.5
}

}  // namespace
}  // namespace sinter::test
