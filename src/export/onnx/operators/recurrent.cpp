// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/recurrent.h"

#include "export/onnx/node_writer.h"

namespace sinter::onnx_export {
namespace {

struct CellText {
  std::string_view name;
  bool alpha = false, beta = false;  // which constants it takes from the lists
};

// In the order of kCellFunctionNames.
constexpr CellText kCellTexts[] = {{"Relu"},
                                   {"Tanh"},
                                   {"Sigmoid"},
                                   {"Affine", true, true},
                                   {"LeakyRelu", true},
                                   {"ThresholdedRelu", true},
                                   {"ScaledTanh", true, true},
                                   {"HardSigmoid", true, true},
                                   {"Elu", true},
                                   {"Softsign"},
                                   {"Softplus"}};
static_assert(std::size(kCellTexts) == size_t(kNumCellFunctions));

void add_activations(const Recurrent& op, Attributes& a) {
  if (op.activations.empty()) return;
  std::vector<std::string> names;
  std::vector<double> alphas, betas;
  for (const CellActivation& f : cell_activations(op)) {
    const CellText& text = kCellTexts[size_t(f.function)];
    names.emplace_back(text.name);
    if (text.alpha) alphas.push_back(f.alpha);
    if (text.beta) betas.push_back(f.beta);
  }
  a.strings("activations", names);
  if (!alphas.empty()) a.floats("activation_alpha", alphas);
  if (!betas.empty()) a.floats("activation_beta", betas);
}

}  // namespace

void write_recurrent(NodeWriter& ctx) {
  const auto& op = ctx.op<Recurrent>();
  Attributes a;
  const Dim& hidden = ctx.type(2).dims.back();
  if (hidden.is_const()) a.i("hidden_size", hidden.value());
  constexpr std::string_view kDirections[] = {"forward", "reverse", "bidirectional"};
  if (op.direction != RecurrentDirection::kForward) a.s("direction", kDirections[size_t(op.direction)]);
  add_activations(op, a);
  if (op.clip > 0) a.f("clip", op.clip);
  if (op.linear_before_reset) a.i("linear_before_reset", 1);
  if (op.input_forget) a.i("input_forget", 1);
  Values in = ctx.ins();
  if (ctx.has(4)) in[4] = ctx.cast(in[4], ctx.dtype(4), DataType::kInt32);
  constexpr std::string_view kCells[] = {"RNN", "GRU", "LSTM"};
  ctx.finish(kCells[size_t(op.kind)], in, a);
}

}  // namespace sinter::onnx_export
