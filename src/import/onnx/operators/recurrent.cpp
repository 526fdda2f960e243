// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// RNN, GRU, LSTM, all opsets.
#include "ops/recurrent.h"

#include "base/text.h"
#include "import/onnx/node_context.h"
#include "ops/dequantize.h"

namespace sinter::onnx {
namespace {

struct CellName {
  std::string_view onnx;  // in lower case: the standard leaves case open
  CellFunction function;
  bool alpha = false, beta = false;  // which of the lists of constants it takes from
};

constexpr CellName kCellNames[] = {{"relu", CellFunction::kRelu},
                                   {"tanh", CellFunction::kTanh},
                                   {"sigmoid", CellFunction::kSigmoid},
                                   {"affine", CellFunction::kAffine, true, true},
                                   {"leakyrelu", CellFunction::kLeakyRelu, true},
                                   {"thresholdedrelu", CellFunction::kThresholdedRelu, true},
                                   {"scaledtanh", CellFunction::kScaledTanh, true, true},
                                   {"hardsigmoid", CellFunction::kHardSigmoid, true, true},
                                   {"elu", CellFunction::kElu, true},
                                   {"softsign", CellFunction::kSoftsign},
                                   {"softplus", CellFunction::kSoftplus}};

const CellName& find_cell_name(NodeContext& ctx, std::string_view name) {
  std::string low(name);
  for (char& c : low)
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  for (const CellName& n : kCellNames)
    if (n.onnx == low) return n;
  ctx.unsupported("there is no activation " + quote(std::string(name)), "use one of the activations of ONNX");
}

std::vector<double> activation_constants(NodeContext& ctx, std::string_view name) {
  const auto* a = ctx.attr(name);
  if (!a) return {};
  return {a->floats().begin(), a->floats().end()};
}

/// Functions take their constants from the lists in order, those without constants take none.
void read_activations(NodeContext& ctx, Recurrent& op) {
  const auto alphas = activation_constants(ctx, "activation_alpha"),
             betas = activation_constants(ctx, "activation_beta");
  const auto* names = ctx.attr("activations");
  if (!names) return;
  size_t alpha = 0, beta = 0;
  for (const auto& name : names->strings()) {
    const CellName& n = find_cell_name(ctx, std::string_view(name));
    const CellActivation usual = usual_activation(n.function);
    op.activations.emplace_back(kCellFunctionNames[size_t(n.function)]);
    op.alpha.push_back(n.alpha && alpha < alphas.size() ? alphas[alpha++] : usual.alpha);
    op.beta.push_back(n.beta && beta < betas.size() ? betas[beta++] : usual.beta);
  }
  if (int64_t(op.activations.size()) != op.functions() * op.directions())
    ctx.invalid("there are " + std::to_string(op.activations.size()) + " activations",
                std::to_string(op.functions() * op.directions()) + " are needed");
}

/// The op by the node's attributes.
Recurrent recurrent_of(NodeContext& ctx, RecurrentKind kind) {
  Recurrent op;
  op.kind = kind;
  const std::string direction = ctx.string_attr("direction", "forward");
  if (direction == "reverse")
    op.direction = RecurrentDirection::kReverse;
  else if (direction == "bidirectional")
    op.direction = RecurrentDirection::kBoth;
  else if (direction != "forward")
    ctx.invalid("direction is " + quote(direction), "use forward, reverse or bidirectional");
  read_activations(ctx, op);
  op.clip = ctx.float_attr("clip", 0);
  if (kind == RecurrentKind::kGru) op.linear_before_reset = ctx.bool_attr("linear_before_reset", false);
  if (kind == RecurrentKind::kLstm) op.input_forget = ctx.bool_attr("input_forget", false);
  ctx.ignore_attrs({"hidden_size", "output_sequence"});
  return op;
}

/// `batch_first`: x, states and outputs have the batch before the sequence or the direction.
void finish_recurrent(NodeContext& ctx, const Recurrent& op, std::vector<ValueId> inputs, bool batch_first) {
  const size_t states_end = op.kind == RecurrentKind::kLstm ? 7 : 6;
  if (batch_first)
    for (size_t i : {size_t(0), size_t(5), size_t(6)})
      if (i < inputs.size() && i < states_end && inputs[i] != kNoValue) inputs[i] = ctx.transpose(inputs[i], {1, 0, 2});
  NodeMeta meta;
  meta.sources = {ctx.scope().source_name(ctx.node())};
  meta.num_outputs = int(op.outputs());
  const NodeId node = ctx.graph().add(op, std::move(inputs), std::move(meta));
  const std::vector<ValueId> outputs = ctx.graph().node(node).outputs;
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (!ctx.wants(int(i))) continue;
    ctx.output(int(i), !batch_first ? outputs[i]
                       : i == 0     ? ctx.transpose(outputs[i], {2, 0, 1, 3})
                                    : ctx.transpose(outputs[i], {1, 0, 2}));
  }
}

void import_recurrent(NodeContext& ctx, RecurrentKind kind) {
  const Recurrent op = recurrent_of(ctx, kind);
  const bool batch_first = ctx.bool_attr("layout", false);
  finish_recurrent(ctx, op, ctx.ins(), batch_first);
}

/// Quantized weights [D,K,G*H] as floats [D,G*H,K]; input `parameters` is their scale, the next their zero point, each
/// [D] or [D,G*H].
ValueId recurrent_weights(NodeContext& ctx, int weights, int parameters) {
  const SymDims dims = ctx.type(weights).dims;
  if (dims.size() != 3) ctx.invalid("the weights have rank " + std::to_string(dims.size()) + " instead of 3");
  const DataType dtype = ctx.dtype(parameters);
  const auto spread = [&](int i) {
    SymDims shape = ctx.type(i).dims;
    if (shape.empty()) return ctx.cast(ctx.in(i), dtype);
    shape.insert(shape.begin() + 1, Dim(1));
    shape.resize(3, Dim(1));
    return ctx.reshape(ctx.cast(ctx.in(i), dtype), std::move(shape));
  };
  ValueId v = ctx.cast(ctx.in(weights), dtype);
  if (ctx.has(parameters + 1)) v = ctx.add("Sub", {v, spread(parameters + 1)});
  return ctx.transpose(ctx.add("Mul", {v, spread(parameters)}), {0, 2, 1});
}

}  // namespace

/// Contributed: an LSTM with weights of 8 bits. The input is quantized and taken back, as a whole, as ONNX Runtime does
/// it. That also quantizes the hidden state before each step's product, which here stays a float: results are nearer to
/// those of the float network.
void import_dynamic_quantize_lstm(NodeContext& ctx) {
  const Recurrent op = recurrent_of(ctx, RecurrentKind::kLstm);
  const ValueId first = ctx.add("DynamicQuantize", {ctx.in(0)});
  const std::vector<ValueId> q = ctx.graph().node(ctx.graph().producer(first)).outputs;
  std::vector<ValueId> inputs = ctx.ins();
  inputs.resize(8, kNoValue);
  inputs[0] = ctx.add(Dequantize{.to = DataType::kFloat32}, {q[0], q[1], q[2]});
  inputs[1] = recurrent_weights(ctx, 1, 8);
  inputs[2] = recurrent_weights(ctx, 2, 10);
  while (inputs.back() == kNoValue) inputs.pop_back();
  finish_recurrent(ctx, op, std::move(inputs), false);
}

void import_rnn(NodeContext& ctx) { import_recurrent(ctx, RecurrentKind::kRnn); }
void import_gru(NodeContext& ctx) { import_recurrent(ctx, RecurrentKind::kGru); }
void import_lstm(NodeContext& ctx) { import_recurrent(ctx, RecurrentKind::kLstm); }

}  // namespace sinter::onnx
