// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/recurrent.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {
namespace {

constexpr DataType kF32 = DataType::kFloat32;

struct LayerSize {
  int64_t steps = 5, batch = 3, inputs = 7, hidden = 9;
};

/// All inputs of a layer, some left out.
std::vector<CaseInput> layer_inputs(const Recurrent& op, DataType t, bool all, LayerSize s = {},
                                    std::initializer_list<int64_t> lengths = {}) {
  const int64_t d = op.directions(), g = op.gates() * s.hidden;
  std::vector<CaseInput> in{random_input(t, {s.steps, s.batch, s.inputs}, 1), random_input(t, {d, g, s.inputs}, 2),
                            random_input(t, {d, g, s.hidden}, 3)};
  if (!all && lengths.size() == 0) return in;
  in.push_back(all ? random_input(t, {d, 2 * g}, 4) : absent_input());
  if (lengths.size() > 0)
    in.push_back({HostTensor::of_ints(DataType::kInt32, {int64_t(lengths.size())}, std::vector<int64_t>(lengths)), {}});
  else
    in.push_back(absent_input());
  if (!all) return in;
  in.push_back(random_input(t, {d, s.batch, s.hidden}, 5));
  if (op.kind == RecurrentKind::kLstm) {
    in.push_back(random_input(t, {d, s.batch, s.hidden}, 6));
    in.push_back(random_input(t, {d, 3 * s.hidden}, 7));
  }
  return in;
}

}  // namespace

void add_recurrent_cases(CaseList& list) {
  const auto add = [&](const std::string& name, const Recurrent& op, std::vector<CaseInput> in) {
    list.add("Recurrent/" + name, op, std::move(in), 50, int(op.outputs()));
  };
  for (RecurrentKind kind : {RecurrentKind::kRnn, RecurrentKind::kGru, RecurrentKind::kLstm}) {
    const std::string k(Recurrent::kKindNames[size_t(kind)]);
    for (DataType t : {kF32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64}) {
      const std::string type = k + "_" + std::string(to_string(t));
      const Recurrent plain{.kind = kind}, both{.kind = kind, .direction = RecurrentDirection::kBoth};
      const Recurrent back{.kind = kind, .direction = RecurrentDirection::kReverse, .clip = 0.75};
      add("plain_" + type, plain, layer_inputs(plain, t, false));
      add("both_" + type, both, layer_inputs(both, t, true, {}, {5, 0, 3}));
      add("reverse_" + type, back, layer_inputs(back, t, true, {}, {2, 5, 4}));
    }
    const Recurrent op{.kind = kind};
    add("wide_" + k, op, layer_inputs(op, kF32, true, {3, 2, 33, 130}));
    add("no_steps_" + k, op, layer_inputs(op, kF32, true, {0, 2, 3, 4}));
    add("no_batch_" + k, op, layer_inputs(op, kF32, true, {3, 0, 3, 4}));
    add("no_inputs_" + k, op, layer_inputs(op, kF32, true, {3, 2, 0, 4}));
    auto in = layer_inputs(op, kF32, false);
    in[0] = in[0].as({sym("S"), sym("B"), 7});
    in[1] = in[1].fixed();
    in[2] = in[2].fixed();
    add("dynamic_" + k, op, std::move(in));
  }
  const Recurrent reset{.kind = RecurrentKind::kGru, .linear_before_reset = true};
  add("linear_before_reset", reset, layer_inputs(reset, kF32, true, {}, {5, 1, 3}));
  const Recurrent forget{.kind = RecurrentKind::kLstm, .input_forget = true};
  add("input_forget", forget, layer_inputs(forget, kF32, true));
  for (size_t i = 0; i < size_t(kNumCellFunctions); ++i) {
    const std::string name(kCellFunctionNames[i]);
    const Recurrent op{.activations = {name}};
    add("activation_" + name, op, layer_inputs(op, kF32, true));
  }
  const Recurrent mixed{.kind = RecurrentKind::kGru,
                        .activations = {"hard_sigmoid", "scaled_tanh"},
                        .alpha = {0.3, 1.5},
                        .beta = {0.4, 0.5}};
  add("constants", mixed, layer_inputs(mixed, kF32, true));
}

}  // namespace sinter::test
