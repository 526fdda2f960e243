// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/merge_parallel.h"

#include <algorithm>
#include <cstring>

#include "ops/add.h"
#include "ops/convolution.h"
#include "ops/matmul.h"
#include "ops/slice.h"
#include "passes/channel_constant.h"
#include "passes/match.h"
#include "passes/rewrite.h"

namespace sinter {
namespace {

/// Bytes of weights that are joined at most: they are held twice for a moment.
constexpr int64_t kMaxJoinedBytes = int64_t{256} << 20;

// Joins along dim 0 (axis 0) or the columns of matrices (axis 1); all of one dtype and equal in the other dims.
Weights join_weights(const std::vector<const Weights*>& parts, int axis) {
  Dims dims = parts[0]->dims();
  dims[size_t(axis)] = 0;
  std::vector<size_t> row_bytes;
  size_t total = 0;
  for (const Weights* w : parts) {
    dims[size_t(axis)] += w->dims()[size_t(axis)];
    row_bytes.push_back(w->bytes().size() / (axis == 0 ? 1 : size_t(std::max<int64_t>(1, w->dims()[0]))));
    total += w->bytes().size();
  }
  std::vector<std::byte> bytes(total);
  size_t at = 0;
  const int64_t rows = axis == 0 ? 1 : dims[0];
  for (int64_t r = 0; r < rows; ++r)
    for (size_t i = 0; i < parts.size(); ++i) {
      std::memcpy(bytes.data() + at, parts[i]->bytes().data() + size_t(r) * row_bytes[i], row_bytes[i]);
      at += row_bytes[i];
    }
  return Weights::own(parts[0]->dtype(), dims, std::move(bytes));
}

// One of the nodes to be merged, and how far its tail has been followed.
struct Branch {
  NodeId root = kNoNode;
  ValueId last = kNoValue;
  int64_t channels = 0;
};

class ParallelMerger {
 public:
  ParallelMerger(Graph& graph, PassContext& context, std::vector<NodeId> roots)
      : graph_(graph), context_(context), is_conv_(graph.node(roots[0]).op.is<Convolution>()) {
    for (NodeId id : roots) {
      const ValueId out = graph.node(id).outputs[0];
      const TensorType& t = graph.tensor(out);
      branches_.push_back({id, out, t.dims[size_t(axis_of(t))].value()});
    }
    before_ = roots[0];
  }

  void run() {
    context_.changed([&] {
      std::string line;
      for (const auto& b : branches_) line += (line.empty() ? "" : " + ") + label(graph_, b.root);
      return line + " -> one, side by side";
    });
    ValueId v = add_root();
    while (true) {
      const ValueId next = add_shared_op(v);
      if (next == kNoValue) break;
      v = next;
    }
    const int axis = axis_of(graph_.tensor(v));
    int64_t at = 0;
    for (const Branch& b : branches_) {
      const NodeId user_of = graph_.producer(b.last);
      const Slice op{.axes = {axis}, .starts = {Dim(at)}, .ends = {Dim(at + b.channels)}, .steps = {1}};
      const ValueId cut = add_before(graph_, before_, op, {v}, graph_.node(user_of).sources);
      replace_with_new(graph_, b.last, cut);
      at += b.channels;
    }
    for (const Branch& b : branches_) remove_unused(graph_, graph_.producer(b.last));
  }

 private:
  int axis_of(const TensorType& t) const { return is_conv_ ? 1 : t.rank() - 1; }

  std::vector<std::string> all_sources(const std::vector<NodeId>& nodes) const {
    Node gathered;
    for (NodeId id : nodes) Graph::add_sources(gathered, graph_.node(id).sources);
    return gathered.sources;
  }

  ValueId joined_constant(const std::vector<ValueId>& values, int axis) {
    std::vector<const Weights*> parts;
    for (ValueId v : values) parts.push_back(graph_.constant(v));
    return graph_.add_constant(join_weights(parts, axis), {}, before_);
  }

  // Values of a channel constant of one branch (absent: `otherwise`), one per channel.
  std::vector<double> spread(ValueId v, int64_t channels, double otherwise) const {
    std::vector<double> values = v == kNoValue ? std::vector<double>{otherwise} : graph_.constant(v)->to_doubles();
    if (values.size() == 1) values.assign(size_t(channels), values[0]);
    return values;
  }

  ValueId joined_vector(const std::vector<ValueId>& values, DataType dtype, double otherwise, const Dims& tail) {
    std::vector<double> all;
    for (size_t i = 0; i < values.size(); ++i) {
      const auto part = spread(values[i], branches_[i].channels, otherwise);
      all.insert(all.end(), part.begin(), part.end());
    }
    Dims dims{int64_t(all.size())};
    dims.insert(dims.end(), tail.begin(), tail.end());
    return graph_.add_constant(Weights::of_doubles(dtype, dims, all), {}, before_);
  }

  ValueId add_root() {
    std::vector<NodeId> nodes;
    std::vector<ValueId> weights, biases;
    bool has_bias = false;
    for (const Branch& b : branches_) {
      const Node& n = graph_.node(b.root);
      nodes.push_back(b.root);
      weights.push_back(n.inputs[1]);
      biases.push_back(n.inputs.size() > 2 ? n.inputs[2] : kNoValue);
      has_bias = has_bias || biases.back() != kNoValue;
    }
    const Node& first = graph_.node(branches_[0].root);
    const Op op = first.op;
    const ValueId x = first.inputs[0];
    const auto* matmul = op.as<MatMul>();
    const DataType dtype = graph_.tensor(weights[0]).dtype;
    std::vector<ValueId> inputs{x, joined_constant(weights, matmul && !matmul->transpose_b ? 1 : 0)};
    if (has_bias) inputs.push_back(joined_vector(biases, dtype, 0, {}));
    return add_before(graph_, before_, op, std::move(inputs), all_sources(nodes));
  }

  // The channel constant that the branch's next node adds or multiplies; kNoValue if it is something else.
  ValueId channel_operand(const Node& n, ValueId last) const {
    const ValueId other = n.inputs.size() == 2 ? other_operand(n, last) : kNoValue;
    if (other == kNoValue || n.inputs[0] != last) return kNoValue;
    const TensorType& t = graph_.tensor(last);
    return is_channel_constant(graph_, other, t, axis_of(t)) ? other : kNoValue;
  }

  // The next op of every branch, if it is the same for all (a branch may lack an addition); kNoValue ends the tail.
  ValueId add_shared_op(ValueId v) {
    std::vector<NodeId> next;
    const Node* sample = nullptr;
    for (const Branch& b : branches_) {
      const NodeId user = graph_.single_user(b.last);
      const bool fits = user != kNoNode && is_pointwise(graph_, graph_.node(user)) &&
                        graph_.tensor(graph_.node(user).outputs[0]) == graph_.tensor(b.last);
      next.push_back(fits ? user : kNoNode);
      if (fits && (!sample || graph_.node(user).op.is<Add>())) sample = &graph_.node(user);
    }
    if (!sample) return kNoValue;
    const Op op = sample->op;
    const bool unary = sample->inputs.size() == 1;
    std::vector<ValueId> operands;
    for (size_t i = 0; i < branches_.size(); ++i) {
      const bool same = next[i] != kNoNode && graph_.node(next[i]).op == op;
      const ValueId operand = same && !unary ? channel_operand(graph_.node(next[i]), branches_[i].last) : kNoValue;
      if (unary ? !same : operand == kNoValue && !op.is<Add>()) return kNoValue;
      if (!unary && operand == kNoValue) next[i] = kNoNode;
      operands.push_back(operand);
    }
    const auto present = [](ValueId o) { return o != kNoValue; };
    if (!unary && std::none_of(operands.begin(), operands.end(), present)) return kNoValue;
    std::vector<NodeId> nodes;
    for (NodeId id : next)
      if (id != kNoNode) nodes.push_back(id);
    std::vector<ValueId> inputs{v};
    if (!unary) {
      const TensorType t = graph_.tensor(v);
      inputs.push_back(joined_vector(operands, t.dtype, 0, Dims(size_t(t.rank() - 1 - axis_of(t)), 1)));
    }
    const ValueId made = add_before(graph_, before_, op, std::move(inputs), all_sources(nodes));
    for (size_t i = 0; i < branches_.size(); ++i)
      if (next[i] != kNoNode) branches_[i].last = graph_.node(next[i]).outputs[0];
    return made;
  }

  Graph& graph_;
  PassContext& context_;
  const bool is_conv_;
  std::vector<Branch> branches_;
  NodeId before_ = kNoNode;
};

bool is_constant_or_absent(const Graph& graph, const Node& n, size_t i) {
  return n.inputs.size() <= i || n.inputs[i] == kNoValue || graph.constant(n.inputs[i]);
}

bool may_merge(const Graph& graph, const Node& n) {
  const Weights* w = n.inputs.size() > 1 ? graph.constant(n.inputs[1]) : nullptr;
  if (!w || bits_of(w->dtype()) < 8 || !is_float(w->dtype()) || !is_constant_or_absent(graph, n, 2)) return false;
  if (const auto* conv = n.op.as<Convolution>()) return conv->group == 1;
  const auto* matmul = n.op.as<MatMul>();
  return matmul && !matmul->transpose_a && w->dims().size() == 2 && graph.tensor(n.inputs[0]).rank() >= 2;
}

bool merge_together(const Graph& graph, const Node& a, const Node& b) {
  if (!(a.op == b.op) || a.compute_dtype != b.compute_dtype) return false;
  Dims x = graph.constant(a.inputs[1])->dims(), y = graph.constant(b.inputs[1])->dims();
  const auto* matmul = a.op.as<MatMul>();
  const size_t joined = matmul && !matmul->transpose_b ? 1 : 0;
  if (x.size() != y.size()) return false;
  x[joined] = y[joined] = 0;
  return x == y;
}

}  // namespace

bool merge_parallel(Graph& graph, PassContext& context) {
  bool changed = false;
  const bool convs = context.wants("parallel_conv"), matmuls = context.wants("parallel_matmul");
  for (NodeId id : graph.order()) {
    if (!graph.alive(id)) continue;
    const Node& n = graph.node(id);
    if (!(n.op.is<Convolution>() ? convs : n.op.is<MatMul>() && matmuls) || !may_merge(graph, n)) continue;
    const auto position = node_positions(graph);
    std::vector<NodeId> group{id};
    int64_t bytes = int64_t(graph.constant(n.inputs[1])->bytes().size());
    for (const Use& u : graph.value(n.inputs[0]).uses) {
      const Node& other = graph.node(u.node);
      if (u.input != 0 || u.node == id || position[u.node] < position[id]) continue;
      if (!may_merge(graph, other) || !merge_together(graph, n, other)) continue;
      bytes += int64_t(graph.constant(other.inputs[1])->bytes().size());
      group.push_back(u.node);
    }
    if (group.size() < 2 || bytes > kMaxJoinedBytes) continue;
    std::sort(group.begin(), group.end(), [&](NodeId a, NodeId b) { return position[a] < position[b]; });
    ParallelMerger(graph, context, group).run();
    changed = true;
  }
  return changed;
}

}  // namespace sinter
