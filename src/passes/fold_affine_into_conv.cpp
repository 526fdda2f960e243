// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/fold_affine_into_conv.h"

#include <algorithm>

#include "ops/add.h"
#include "ops/convolution.h"
#include "ops/deconvolution.h"
#include "ops/matmul.h"
#include "passes/affine.h"
#include "passes/channel_constant.h"
#include "passes/rewrite.h"
#include "passes/scaled_weights.h"

namespace sinter {
namespace {

// Puts a new constant in the place of an operand; the name stays where nobody else uses the old one.
void set_constant(Graph& graph, NodeId id, int index, Weights weights) {
  const ValueId old = graph.node(id).inputs[size_t(index)];
  const ValueId made = graph.add_constant(std::move(weights), {}, id);
  graph.set_input(id, index, made);
  if (old == kNoValue) return;
  if (graph.value(old).uses.empty() && !graph.is_output(old)) graph.take_name(made, old);
  remove_unused(graph, graph.producer(old));
}

void set_bias(Graph& graph, NodeId conv, Weights bias) {
  if (graph.node(conv).inputs.size() < 3) graph.node(conv).inputs.resize(3, kNoValue);
  set_constant(graph, conv, 2, std::move(bias));
}

// The bias of a convolution as doubles, zeros if it has none; nullopt if it is no constant.
std::optional<std::vector<double>> bias_values(const Graph& graph, const Node& conv, int64_t channels) {
  if (conv.inputs.size() < 3 || conv.inputs[2] == kNoValue) return std::vector<double>(size_t(channels), 0.0);
  const Weights* w = graph.constant(conv.inputs[2]);
  return w ? std::optional(w->to_doubles()) : std::nullopt;
}

bool has_bias(const Node& conv) { return conv.inputs.size() >= 3 && conv.inputs[2] != kNoValue; }

bool scale_conv(Graph& graph, NodeId conv, const std::vector<double>& factors, ThreadPool* pool) {
  const Weights* w = graph.constant(graph.node(conv).inputs[1]);
  if (!w) return false;
  auto bias = bias_values(graph, graph.node(conv), w->dims()[0]);
  if (!bias) return false;
  for (size_t m = 0; m < bias->size(); ++m) (*bias)[m] *= channel_at(factors, m);
  auto new_bias = finite_vector(w->dtype(), *bias);
  auto new_weights = scale_weights(*w, factors, elements_behind(w->dims(), 0), pool);
  if (!new_bias || !new_weights) return false;
  set_constant(graph, conv, 1, std::move(*new_weights));
  if (has_bias(graph.node(conv))) set_bias(graph, conv, std::move(*new_bias));
  return true;
}

// Channels of the result of a Convolution or Deconvolution; nullopt if they are not known.
std::optional<int64_t> result_channels(const Graph& graph, const Node& conv) {
  return graph.tensor(conv.outputs[0]).dims[1].constant();
}

// Output channel of row r = c * (M / group) + j of a Deconvolution's weights [C, M/group, ...].
size_t deconv_output_channel(int64_t r, const Dims& w, int64_t group) {
  const int64_t c = r / w[1], j = r % w[1];
  return size_t(c / std::max<int64_t>(1, w[0] / group) * w[1] + j);
}

bool scale_deconv(Graph& graph, NodeId conv, const std::vector<double>& factors, ThreadPool* pool) {
  const Weights* w = graph.constant(graph.node(conv).inputs[1]);
  if (!w || w->count() == 0) return false;
  const int64_t group = graph.node(conv).op.as<Deconvolution>()->group;
  auto bias = bias_values(graph, graph.node(conv), w->dims()[1] * group);
  if (!bias) return false;
  for (size_t m = 0; m < bias->size(); ++m) (*bias)[m] *= channel_at(factors, m);
  std::vector<double> per_row(size_t(w->dims()[0] * w->dims()[1]));
  for (size_t r = 0; r < per_row.size(); ++r)
    per_row[r] = channel_at(factors, deconv_output_channel(int64_t(r), w->dims(), group));
  auto new_bias = finite_vector(w->dtype(), *bias);
  auto new_weights = scale_weights(*w, per_row, elements_behind(w->dims(), 1), pool);
  if (!new_bias || !new_weights) return false;
  set_constant(graph, conv, 1, std::move(*new_weights));
  if (has_bias(graph.node(conv))) set_bias(graph, conv, std::move(*new_bias));
  return true;
}

bool shift_conv(Graph& graph, NodeId conv, const std::vector<double>& shift) {
  const TensorType& w = graph.tensor(graph.node(conv).inputs[1]);
  const auto channels = result_channels(graph, graph.node(conv));
  if (!channels) return false;
  auto bias = bias_values(graph, graph.node(conv), *channels);
  if (!bias) return false;
  for (size_t m = 0; m < bias->size(); ++m) (*bias)[m] += channel_at(shift, m);
  auto new_bias = finite_vector(w.dtype, *bias);
  if (!new_bias) return false;
  set_bias(graph, conv, std::move(*new_bias));
  return true;
}

bool scale_matmul(Graph& graph, NodeId matmul, const std::vector<double>& factors, ThreadPool* pool) {
  const Node& n = graph.node(matmul);
  const Weights* w = graph.constant(n.inputs[1]);
  if (!w || w->dims().size() < 2) return false;
  const int columns = int(w->dims().size()) - (n.op.as<MatMul>()->transpose_b ? 2 : 1);
  auto scaled = scale_weights(*w, factors, elements_behind(w->dims(), columns), pool);
  if (!scaled) return false;
  set_constant(graph, matmul, 1, std::move(*scaled));
  return true;
}

// (y + bias) * factors -> y' + bias * factors, where y is a MatMul's; `add` is the addition.
bool scale_biased_matmul(Graph& graph, NodeId add, const std::vector<double>& factors, ThreadPool* pool) {
  const TensorType type = graph.tensor(graph.node(add).outputs[0]);
  const auto bias = affine_of(graph, add, type.rank() - 1);
  if (!bias || bias->scales || !graph.node(add).op.is<Add>() || graph.single_user(bias->x) != add) return false;
  const NodeId matmul = graph.producer(bias->x);
  if (matmul == kNoNode || !graph.node(matmul).op.is<MatMul>()) return false;
  std::vector<double> shift(std::max(factors.size(), bias->values.size()));
  for (size_t i = 0; i < shift.size(); ++i) shift[i] = channel_at(bias->values, i) * channel_at(factors, i);
  auto constant = finite_vector(type.dtype, shift);
  if (!constant || !scale_matmul(graph, matmul, factors, pool)) return false;
  const int operand = graph.node(add).inputs[0] == bias->x ? 1 : 0;
  set_constant(graph, add, operand, std::move(*constant));
  return true;
}

// Lets the producer compute what the affine node `id` computed; the node goes away.
void absorb(Graph& graph, NodeId id, NodeId producer, PassContext& context) {
  context.changed(
      [&] { return label(graph, producer) + " + " + label(graph, id) + " -> weights of " + label(graph, producer); });
  Graph::add_sources(graph.node(producer), graph.node(id).sources);
  replace_with_new(graph, graph.node(id).outputs[0], graph.node(producer).outputs[0]);
  remove_unused(graph, id);
}

bool fold_behind(Graph& graph, NodeId id, PassContext& context) {
  const int rank = graph.tensor(graph.node(id).outputs[0]).rank();
  auto fold = [&](int axis, auto into) {
    const auto affine = affine_of(graph, id, axis);
    if (!affine || graph.single_user(affine->x) != id) return false;
    const NodeId producer = graph.producer(affine->x);
    if (producer == kNoNode || !into(producer, *affine)) return false;
    absorb(graph, id, producer, context);
    return true;
  };
  return fold(1,
              [&](NodeId p, const Affine& a) {
                const bool deconv = graph.node(p).op.is<Deconvolution>();
                if (!deconv && !graph.node(p).op.is<Convolution>()) return false;
                if (!a.scales) return shift_conv(graph, p, a.values);
                return (deconv ? scale_deconv : scale_conv)(graph, p, a.values, context.pool);
              }) ||
         fold(rank - 1, [&](NodeId p, const Affine& a) {
           if (!a.scales) return false;
           return (graph.node(p).op.is<MatMul>() ? scale_matmul : scale_biased_matmul)(graph, p, a.values,
                                                                                       context.pool);
         });
}

bool unpadded(const Convolution& conv) {
  auto zero = [](int64_t p) { return p == 0; };
  return std::all_of(conv.pads_begin.begin(), conv.pads_begin.end(), zero) &&
         std::all_of(conv.pads_end.begin(), conv.pads_end.end(), zero);
}

// Input channel of weight row r = m * (C / group) + j.
size_t input_channel(int64_t r, const Dims& w, int64_t group) {
  const int64_t m = r / w[1], j = r % w[1];
  return size_t(m / (w[0] / group) * w[1] + j);
}

// conv(x * s) -> conv'(x)
bool scale_in_front(Graph& graph, NodeId conv, const std::vector<double>& factors, ThreadPool* pool) {
  const Weights& w = *graph.constant(graph.node(conv).inputs[1]);
  std::vector<double> per_row(size_t(w.dims()[0] * w.dims()[1]));
  for (size_t r = 0; r < per_row.size(); ++r)
    per_row[r] = channel_at(factors, input_channel(int64_t(r), w.dims(), graph.node(conv).op.as<Convolution>()->group));
  auto scaled = scale_weights(w, per_row, elements_behind(w.dims(), 1), pool);
  if (!scaled) return false;
  set_constant(graph, conv, 1, std::move(*scaled));
  return true;
}

// conv(x + s) -> conv(x) + sum of w * s: the same at every place, since no tap falls into padding.
bool shift_in_front(Graph& graph, NodeId conv, const std::vector<double>& shift) {
  const Convolution& op = *graph.node(conv).op.as<Convolution>();
  if (!unpadded(op)) return false;
  const Weights& w = *graph.constant(graph.node(conv).inputs[1]);
  const auto values = w.to_doubles();
  const int64_t taps = elements_behind(w.dims(), 1);
  std::vector<double> sums(size_t(w.dims()[0]), 0.0);
  for (int64_t k = 0; k < w.count(); ++k)
    sums[size_t(k / (taps * w.dims()[1]))] +=
        values[size_t(k)] * channel_at(shift, input_channel(k / taps, w.dims(), op.group));
  return shift_conv(graph, conv, sums);
}

bool fold_in_front(Graph& graph, NodeId conv, PassContext& context) {
  const ValueId x = graph.node(conv).inputs[0];
  const NodeId id = graph.producer(x);
  const Weights* w = graph.constant(graph.node(conv).inputs[1]);
  if (id == kNoNode || !w || w->count() == 0 || graph.single_user(x) != conv) return false;
  const auto affine = affine_of(graph, id, 1);
  if (!affine) return false;
  const bool folded = affine->scales ? scale_in_front(graph, conv, affine->values, context.pool)
                                     : shift_in_front(graph, conv, affine->values);
  if (!folded) return false;
  context.changed(
      [&] { return label(graph, id) + " + " + label(graph, conv) + " -> weights of " + label(graph, conv); });
  Graph::add_sources(graph.node(conv), graph.node(id).sources);
  replace_input(graph, conv, 0, affine->x);
  return true;
}

}  // namespace

bool fold_affine_into_conv(Graph& graph, PassContext& context) {
  bool changed = false;
  for (NodeId id : graph.order()) {
    if (!graph.alive(id)) continue;
    const Node& n = graph.node(id);
    if (n.op.is<Convolution>()) {
      while (fold_in_front(graph, id, context)) changed = true;
    } else if (n.outputs.size() == 1 && n.outputs[0] != kNoValue && graph.value(n.outputs[0]).type.is_tensor()) {
      changed |= fold_behind(graph, id, context);
    }
  }
  return changed;
}

}  // namespace sinter
