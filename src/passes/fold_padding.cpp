// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/fold_padding.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ops/clip.h"
#include "ops/convolution.h"
#include "ops/pad.h"
#include "ops/pooling.h"
#include "ops/relu.h"
#include "passes/match.h"
#include "passes/rewrite.h"

namespace sinter {
namespace {

// A Pad of the spatial dims by known amounts with one value.
struct SpatialPad {
  NodeId node = kNoNode;
  std::vector<int64_t> begin, end;
  double value = 0;
};

std::optional<SpatialPad> spatial_pad(const Graph& graph, ValueId v) {
  SpatialPad pad;
  pad.node = producer_as<Pad>(graph, v);
  if (pad.node == kNoNode) return std::nullopt;
  const Node& n = graph.node(pad.node);
  const Pad& op = *n.op.as<Pad>();
  if (op.mode != PadMode::kConstant || (n.inputs.size() > 1 && n.inputs[1] != kNoValue)) return std::nullopt;
  if (op.begin.size() != op.end.size() || op.begin.size() < 3) return std::nullopt;
  if (n.inputs.size() > 2 && n.inputs[2] != kNoValue) {
    const auto value = scalar_constant(graph, n.inputs[2]);
    if (!value) return std::nullopt;
    pad.value = *value;
  }
  for (size_t d = 0; d < op.begin.size(); ++d) {
    const auto b = op.begin[d].constant(), e = op.end[d].constant();
    if (!b || !e || *b < 0 || *e < 0 || *b > 4096 || *e > 4096 || (d < 2 && *b + *e > 0)) return std::nullopt;
    if (d < 2) continue;
    pad.begin.push_back(*b);
    pad.end.push_back(*e);
  }
  return pad;
}

void add_amounts(std::vector<int64_t>& pads, const std::vector<int64_t>& more) {
  if (pads.empty()) pads.assign(more.size(), 0);
  for (size_t i = 0; i < more.size(); ++i) pads[i] += more[i];
}

bool all_zero_amounts(const std::vector<int64_t>& pads) {
  return std::all_of(pads.begin(), pads.end(), [](int64_t p) { return p == 0; });
}

// Zeros that are multiplied add nothing, unless a weight is infinite or NaN.
bool finite_weights(const Graph& graph, ValueId v) {
  const Weights* w = graph.constant(v);
  if (!w) return false;
  if (!is_float(w->dtype())) return true;
  const auto values = w->to_doubles();
  return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

bool is_lowest(DataType t, double value) {
  if (value == -std::numeric_limits<double>::infinity()) return true;
  if (is_float(t) || bits_of(t) > 32) return false;
  return is_unsigned(t) ? value == 0 : value == -std::ldexp(1.0, bits_of(t) - 1);
}

bool never_negative(const Graph& graph, ValueId v) {
  const NodeId p = graph.producer(v);
  if (p == kNoNode) return false;
  const auto* clip = graph.node(p).op.as<Clip>();
  return graph.node(p).op.is<Relu>() || (clip && clip->min >= 0 && clip->max >= 0);
}

// Zeros around what is never negative are never a maximum that counts, as long as every window has another element.
bool zeros_lose(const Graph& graph, const Pooling& op, const SpatialPad& pad) {
  const ValueId x = graph.node(pad.node).inputs[0];
  if (pad.value != 0 || op.ceil_mode || !all_zero_amounts(op.pads_begin) || !all_zero_amounts(op.pads_end) ||
      !never_negative(graph, x))
    return false;
  for (int64_t d : op.dilations)
    if (d != 1) return false;
  const SymDims& dims = graph.tensor(x).dims;
  for (size_t i = 0; i < op.kernel.size(); ++i) {
    const auto extent = dims[i + 2].constant();
    if (!extent || *extent < 1 || pad.begin[i] >= op.kernel[i] || pad.end[i] >= op.kernel[i]) return false;
  }
  return true;
}

std::optional<Op> padded_pooling(const Graph& graph, const Node& n, const SpatialPad& pad) {
  Pooling op = *n.op.as<Pooling>();
  const DataType t = graph.tensor(n.outputs[0]).dtype;
  switch (op.kind) {
    case PoolingKind::kMax:
      if (!is_lowest(t, pad.value) && !zeros_lose(graph, op, pad)) return std::nullopt;
      break;
    case PoolingKind::kAverage:
      if (pad.value != 0) return std::nullopt;
      if (!op.count_include_pad && !(all_zero_amounts(op.pads_begin) && all_zero_amounts(op.pads_end)))
        return std::nullopt;
      op.count_include_pad = true;
      break;
    case PoolingKind::kLp:
      if (pad.value != 0) return std::nullopt;
      break;
  }
  add_amounts(op.pads_begin, pad.begin);
  add_amounts(op.pads_end, pad.end);
  return Op(op);
}

std::optional<Op> padded(const Graph& graph, const Node& n, const SpatialPad& pad) {
  if (n.op.is<Pooling>()) return padded_pooling(graph, n, pad);
  if (pad.value != 0 || !finite_weights(graph, n.inputs[1])) return std::nullopt;
  Convolution op = *n.op.as<Convolution>();
  add_amounts(op.pads_begin, pad.begin);
  add_amounts(op.pads_end, pad.end);
  return Op(op);
}

}  // namespace

bool fold_padding(Graph& graph, PassContext& context) {
  bool changed = false;
  for (NodeId id : graph.order()) {
    if (!graph.alive(id)) continue;
    const Node& n = graph.node(id);
    if (!n.op.is<Convolution>() && !n.op.is<Pooling>()) continue;
    const auto pad = spatial_pad(graph, n.inputs[0]);
    if (!pad) continue;
    const auto op = padded(graph, n, *pad);
    if (!op) continue;
    context.changed([&] { return label(graph, pad->node) + " -> padding of " + label(graph, id); });
    Graph::add_sources(graph.node(id), graph.node(pad->node).sources);
    graph.node(id).op = *op;
    replace_input(graph, id, 0, graph.node(pad->node).inputs[0]);
    graph.reinfer(id);
    changed = true;
  }
  return changed;
}

}  // namespace sinter
