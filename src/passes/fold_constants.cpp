// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/fold_constants.h"

#include <algorithm>

#include "base/text.h"
#include "ir/constant.h"
#include "ir/interpret.h"
#include "ops/convolution.h"
#include "ops/dequantize.h"
#include "ops/matmul.h"
#include "passes/rewrite.h"
#include "sinter/error.h"

namespace sinter {
namespace {

// Below this a result may be larger than what it is made from.
constexpr int64_t kSmallResult = int64_t{64} << 10;
// Multiplications that the reference does within seconds.
constexpr int64_t kMaxFoldedWork = int64_t{1} << 28;

bool inputs_are_constant(const Graph& graph, const Node& n) {
  bool any = false;
  for (ValueId v : n.inputs) {
    if (v == kNoValue) continue;
    const Weights* w = graph.constant(v);
    if (!w || w->dtype() == DataType::kString) return false;
    any = true;
  }
  const SymDims params = n.op.dim_params();
  return any && std::all_of(params.begin(), params.end(), [](const Dim& d) { return d.is_const(); });
}

// Upper bound of the elements of a value, INT64_MAX if there is none.
int64_t max_count(const Graph& graph, const TensorType& type) {
  int64_t n = 1;
  for (const Dim& d : type.dims)
    if (__builtin_mul_overflow(n, std::max<int64_t>(graph.bounds(d).max, 0), &n)) return INT64_MAX;
  return n;
}

int64_t max_bytes(const Graph& graph, const TensorType& type) {
  const int64_t n = max_count(graph, type);
  return n > limits::kMaxTensorBytes ? INT64_MAX : bytes_of(type.dtype, n);
}

int64_t input_bytes(const Graph& graph, const Node& n) {
  int64_t bytes = 0;
  for (ValueId v : n.inputs)
    if (v != kNoValue) bytes += int64_t(graph.constant(v)->bytes().size());
  return bytes;
}

bool worth_its_size(const Graph& graph, const Node& n, const PassContext& context) {
  int64_t bytes = 0;
  for (ValueId v : n.outputs) {
    if (v == kNoValue) continue;
    const ValueType& type = graph.value(v).type;
    if (!type.is_tensor() || type.tensor.dtype == DataType::kString) return false;
    const int64_t more = max_bytes(graph, type.tensor);
    if (more > context.options.max_folded_bytes) return false;
    bytes += more;
  }
  return bytes <= context.options.max_folded_bytes && (bytes <= kSmallResult || bytes <= 4 * input_bytes(graph, n));
}

// Elements of the result times the length of each sum, for the ops in which that is not about their size.
bool cheap_enough(const Graph& graph, const Node& n) {
  int64_t terms = 1;
  if (const auto* matmul = n.op.as<MatMul>()) {
    const Dims& a = graph.constant(n.inputs[0])->dims();
    terms = a.size() < 2 || !matmul->transpose_a ? a.back() : a[a.size() - 2];
  } else if (n.op.is<Convolution>()) {
    const Weights& w = *graph.constant(n.inputs[1]);
    terms = w.count() / std::max<int64_t>(1, w.dims()[0]);
  }
  const int64_t elements = max_count(graph, graph.tensor(n.outputs[0]));
  return terms == 0 || elements <= kMaxFoldedWork / terms;
}

// Weights in Q/DQ form: of a Convolution or MatMul whose input is dequantized too. A backend may compute in integers.
bool keeps_quantized_form(const Graph& graph, const Node& n, const PassContext& context) {
  if (!n.op.is<Dequantize>() || !context.wants("quantized")) return false;
  const auto& uses = graph.value(n.outputs[0]).uses;
  return !uses.empty() && std::all_of(uses.begin(), uses.end(), [&](const Use& u) {
    const Node& user = graph.node(u.node);
    if (u.input == 0 || !(user.op.is<Convolution>() || user.op.is<MatMul>())) return false;
    const NodeId data = graph.producer(user.inputs[0]);
    return data != kNoNode && graph.node(data).op.is<Dequantize>() && !graph.constant(graph.node(data).inputs[0]);
  });
}

bool foldable(const Graph& graph, const Node& n, const PassContext& context) {
  if (!is_pure(n) || n.op.def().meaning == Meaning::kStructural || n.outputs.empty()) return false;
  if (std::find(n.outputs.begin(), n.outputs.end(), kNoValue) != n.outputs.end()) return false;
  if (!inputs_are_constant(graph, n) || keeps_quantized_form(graph, n, context)) return false;
  if (n.op.def().traits.view) return graph.value(n.outputs[0]).type.tensor.is_static();  // shares the bytes
  return worth_its_size(graph, n, context) && cheap_enough(graph, n);
}

// nullopt if the reference refuses (an index out of range, say): then the run reports it, if it ever gets there.
std::optional<std::vector<Weights>> evaluate(const Graph& graph, const Node& n) {
  std::vector<Weights> out;
  if (n.op.def().traits.view) {
    const Weights& w = *graph.constant(n.inputs[0]);
    const TensorType& type = graph.tensor(n.outputs[0]);
    out.emplace_back(type.dtype, type.static_dims(), w.bytes(), w.owner());
    return out;
  }
  std::vector<TensorView> in;
  for (ValueId v : n.inputs) in.push_back(v == kNoValue ? TensorView() : view_of(*graph.constant(v)));
  try {
    for (const HostTensor& t : evaluate_node(graph, n.id, in)) out.push_back(t.to_weights());
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kOutOfMemory || e.code() == ErrorCode::kInternal) throw;
    return std::nullopt;
  }
  return out;
}

void replace_by_constants(Graph& graph, NodeId id, std::vector<Weights> values) {
  const std::vector<ValueId> outputs = graph.node(id).outputs;
  for (size_t i = 0; i < outputs.size(); ++i) {
    const ValueId made = graph.add_constant(std::move(values[i]), {}, id);
    graph.node(graph.producer(made)).sources = graph.node(id).sources;
    replace_with_new(graph, outputs[i], made);
  }
  remove_unused(graph, id);
}

}  // namespace

bool fold_constants(Graph& graph, PassContext& context) {
  bool changed = false;
  for (NodeId id : graph.order()) {
    if (!graph.alive(id) || !foldable(graph, graph.node(id), context)) continue;
    if (context.check_cancelled) context.check_cancelled();
    auto values = evaluate(graph, graph.node(id));
    if (!values || values->size() != graph.node(id).outputs.size()) continue;
    context.changed([&] { return label(graph, id) + " -> constant"; });
    replace_by_constants(graph, id, std::move(*values));
    changed = true;
  }
  return changed;
}

}  // namespace sinter
