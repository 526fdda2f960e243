// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/hoist_activations.h"

#include <algorithm>
#include <cmath>

#include "ops/clip.h"
#include "ops/convolution.h"
#include "ops/pooling.h"
#include "ops/relu.h"
#include "passes/match.h"
#include "passes/rewrite.h"

namespace sinter {
namespace {

bool rises(const Op& op) {
  if (op.is<Relu>()) return true;
  const auto* clip = op.as<Clip>();
  return clip && !std::isnan(clip->min) && !std::isnan(clip->max);
}

// Padding shorter than the kernel, whose taps leave no gaps.
bool sees_elements(const Pooling& op) {
  auto below_kernel = [&](const std::vector<int64_t>& pads) {
    for (size_t i = 0; i < pads.size(); ++i)
      if (pads[i] >= op.kernel[i]) return false;
    return true;
  };
  return below_kernel(op.pads_begin) && below_kernel(op.pads_end) &&
         std::all_of(op.dilations.begin(), op.dilations.end(), [](int64_t d) { return d == 1; });
}

// What computes x is a convolution with pointwise ops behind it that would be fused.
bool is_conv_result(const Graph& graph, ValueId x) {
  for (int depth = 0; depth < 4; ++depth) {
    const NodeId p = graph.producer(x);
    if (p == kNoNode) return false;
    const Node& n = graph.node(p);
    if (n.op.is<Convolution>()) return true;
    if (!is_pointwise(graph, n)) return false;
    x = n.inputs[0];
  }
  return false;
}

bool hoist(Graph& graph, NodeId id, PassContext& context) {
  const Node& n = graph.node(id);
  if (n.inputs.size() != 1 || !rises(n.op) || !is_float(graph.tensor(n.inputs[0]).dtype)) return false;
  const NodeId p = producer_as<Pooling>(graph, n.inputs[0]);
  if (p == kNoNode || graph.single_user(n.inputs[0]) != id) return false;
  const Pooling pool = *graph.node(p).op.as<Pooling>();
  const ValueId x = graph.node(p).inputs[0];
  if (pool.kind != PoolingKind::kMax || !sees_elements(pool) || !is_conv_result(graph, x)) return false;
  if (graph.single_user(x) != p) return false;
  context.changed([&] { return label(graph, id) + " -> in front of " + label(graph, p); });
  const Op activation = n.op;
  const auto pool_sources = graph.node(p).sources;
  const ValueId active = add_before(graph, id, activation, {x}, n.sources);
  const ValueId pooled = add_before(graph, id, pool, {active}, pool_sources);
  replace_with_new(graph, graph.node(id).outputs[0], pooled);
  remove_unused(graph, id);
  return true;
}

}  // namespace

bool hoist_activations(Graph& graph, PassContext& context) {
  bool changed = false;
  for (NodeId id : graph.order())
    while (graph.alive(id) && hoist(graph, id, context)) changed = true;
  return changed;
}

}  // namespace sinter
