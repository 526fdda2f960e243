// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/recurrent.h"

#include <cmath>

#include "ir/interpret.h"
#include "ops/op_test.h"
#include "sinter/error.h"

namespace sinter::test {
namespace {

Graph& add_layer(Graph& g, const Recurrent& op, const std::vector<CaseInput>& inputs, std::vector<HostTensor>& data) {
  std::vector<ValueId> in;
  for (const CaseInput& c : inputs) {
    if (c.absent) {
      in.push_back(kNoValue);
      continue;
    }
    in.push_back(g.add_input("x" + std::to_string(in.size()),
                             ValueType(c.data.dtype, SymDims(c.data.dims.begin(), c.data.dims.end()))));
    data.push_back(c.data);
  }
  NodeMeta meta;
  meta.num_outputs = int(op.outputs());
  const NodeId node = g.add(op, std::move(in), std::move(meta));
  g.set_outputs(g.node(node).outputs);
  return g;
}

/// All outputs of a layer as doubles.
std::vector<std::vector<double>> layer(const Recurrent& op, const std::vector<CaseInput>& inputs) {
  Graph g;
  std::vector<HostTensor> data;
  add_layer(g, op, inputs, data);
  std::vector<std::vector<double>> out;
  for (const HostTensor& t : interpret(g, data)) out.push_back(t.to_doubles());
  return out;
}

void expect_near(const std::vector<double>& got, const std::vector<double>& expected) {
  ASSERT_EQ(got.size(), expected.size());
  for (size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], expected[i], 1e-6) << i;
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

TEST(Recurrent, RnnAddsUpWithAffineActivation) {
  const Recurrent op{.activations = {"affine"}};  // h = x + 2 h
  const auto x = of_values(kF32, {3, 1, 1}, {1, 10, 100}), w = of_values(kF32, {1, 1, 1}, {1}),
             r = of_values(kF32, {1, 1, 1}, {2});
  const auto y = layer(op, {x, w, r});
  expect_near(y[0], {1, 12, 124});
  expect_near(y[1], {124});
  const auto biased = layer(op, {x, w, r, of_values(kF32, {1, 2}, {0.5, 0.25})});
  expect_near(biased[0], {1.75, 14.25, 129.25});
}

TEST(Recurrent, LengthsEndItemsAndTurnTheWayBack) {
  const Recurrent op{.direction = RecurrentDirection::kBoth, .activations = {"affine", "affine"}};
  const auto x = of_values(kF32, {3, 2, 1}, {1, 1, 10, 10, 100, 100}), w = of_values(kF32, {2, 1, 1}, {1, 1}),
             r = of_values(kF32, {2, 1, 1}, {2, 2});
  const CaseInput lengths{HostTensor::of_ints(kI32, {2}, std::vector<int64_t>{2, 0}), {}};
  const auto y = layer(op, {x, w, r, absent_input(), lengths, of_values(kF32, {2, 2, 1}, {0, 5, 0, 7})});
  expect_near(y[0], {1, 0, 21, 0, 12, 0, 10, 0, 0, 0, 0, 0});  // [step][direction][item]
  expect_near(y[1], {12, 5, 21, 7});
}

TEST(Recurrent, GruByHand) {
  const auto x = of_values(kF32, {1, 1, 1}, {1}), w = of_values(kF32, {1, 3, 1}, {0.1, 0.2, 0.3}),
             r = of_values(kF32, {1, 3, 1}, {0.4, 0.5, 0.6}), b = of_values(kF32, {1, 6}, {0, 0, 0, 0, 0, 0.7}),
             h = of_values(kF32, {1, 1, 1}, {2});
  const double z = sigmoid(0.1 + 0.8), reset = sigmoid(0.2 + 1.0);
  const double plain = std::tanh(0.3 + reset * 2 * 0.6 + 0.7), linear = std::tanh(0.3 + reset * (2 * 0.6 + 0.7));
  const Recurrent op{.kind = RecurrentKind::kGru};
  expect_near(layer(op, {x, w, r, b, absent_input(), h})[1], {(1 - z) * plain + z * 2});
  const Recurrent before{.kind = RecurrentKind::kGru, .linear_before_reset = true};
  expect_near(layer(before, {x, w, r, b, absent_input(), h})[1], {(1 - z) * linear + z * 2});
}

TEST(Recurrent, LstmByHand) {
  const auto x = of_values(kF32, {1, 1, 1}, {1}), w = of_values(kF32, {1, 4, 1}, {0.1, 0.2, 0.3, 0.4}),
             r = of_values(kF32, {1, 4, 1}, {0.5, 0.6, 0.7, 0.8}), h = of_values(kF32, {1, 1, 1}, {2}),
             c = of_values(kF32, {1, 1, 1}, {3}), p = of_values(kF32, {1, 3}, {0.01, 0.02, 0.03});
  const double in = sigmoid(0.1 + 1.0 + 0.03), forget = sigmoid(0.3 + 1.4 + 0.09);
  const double cell = forget * 3 + in * std::tanh(0.4 + 1.6), out = sigmoid(0.2 + 1.2 + 0.02 * cell);
  const auto y = layer(Recurrent{.kind = RecurrentKind::kLstm}, {x, w, r, absent_input(), absent_input(), h, c, p});
  expect_near(y[2], {cell});
  expect_near(y[1], {out * std::tanh(cell)});
  const Recurrent coupled{.kind = RecurrentKind::kLstm, .input_forget = true};
  expect_near(layer(coupled, {x, w, r, absent_input(), absent_input(), h, c, p})[2],
              {(1 - in) * 3 + in * std::tanh(2.0)});
  const Recurrent clipped{.kind = RecurrentKind::kLstm, .clip = 0.5};
  const double half = sigmoid(0.5);
  expect_near(layer(clipped, {x, w, r, absent_input(), absent_input(), h, c, p})[2],
              {half * 3 + half * std::tanh(0.5)});
}

TEST(Recurrent, WrongActivationsAreRefused) {
  const auto x = of_values(kF32, {1, 1, 1}, {1}), w = of_values(kF32, {1, 1, 1}, {1});
  for (const Recurrent& op : {Recurrent{.activations = {"tan"}}, Recurrent{.activations = {"tanh", "tanh"}},
                              Recurrent{.activations = {"tanh"}, .alpha = {1, 2}}, Recurrent{.clip = -1}}) {
    Graph g;
    std::vector<HostTensor> data;
    EXPECT_THROW(add_layer(g, op, {x, w, w}, data), Error) << to_string(Op(op));
  }
}

}  // namespace
}  // namespace sinter::test
