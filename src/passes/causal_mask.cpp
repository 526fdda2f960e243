// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/causal_mask.h"

#include "ops/add.h"
#include "ops/and.h"
#include "ops/greater.h"
#include "ops/greater_or_equal.h"
#include "ops/less.h"
#include "ops/less_or_equal.h"
#include "ops/range.h"
#include "ops/reshape.h"
#include "passes/match.h"

namespace sinter {
namespace {

// Positions offset, offset + 1, ... along one dim of a value.
struct Positions {
  int from_back = 0;  // 1: the last dim
  Dim offset = 0;
};

std::optional<Dim> scalar_dim(const Graph& graph, ValueId v) {
  const HostValue& h = graph.value(v).host_value;
  if (h && h->size() == 1) return (*h)[0];
  const Weights* w = graph.constant(v);
  if (w && w->count() == 1 && is_integer(w->dtype())) return Dim(w->to_ints()[0]);
  return std::nullopt;
}

// The only dim that is not 1, counted from the back; 0 if there are several or none.
int long_dim(const SymDims& dims) {
  int found = 0;
  for (int i = 1; i <= int(dims.size()); ++i) {
    if (dims[dims.size() - size_t(i)] == Dim(1)) continue;
    if (found) return 0;
    found = i;
  }
  return found;
}

std::optional<Positions> positions_of(const Graph& graph, ValueId v) {
  Positions p;
  p.from_back = long_dim(graph.tensor(v).dims);
  if (p.from_back == 0) return std::nullopt;
  for (int depth = 0; depth < 8; ++depth) {
    if (const Weights* w = graph.constant(v)) {
      if (!is_integer(w->dtype()) || w->count() > 65536) return std::nullopt;
      const auto at = w->to_ints();
      for (size_t k = 0; k < at.size(); ++k)
        if (at[k] != at[0] + int64_t(k)) return std::nullopt;
      p.offset = p.offset + Dim(at[0]);
      return p;
    }
    const NodeId id = graph.producer(v);
    if (id == kNoNode) return std::nullopt;
    const Node& n = graph.node(id);
    if (n.op.is<Range>()) {
      const auto start = scalar_dim(graph, n.inputs[0]), delta = scalar_dim(graph, n.inputs[2]);
      if (!start || !delta || !(*delta == Dim(1))) return std::nullopt;
      p.offset = p.offset + *start;
      return p;
    }
    if (n.op.is<Reshape>()) {
      if (long_dim(graph.tensor(n.inputs[0]).dims) == 0) return std::nullopt;
      v = n.inputs[0];
    } else if (n.op.is<Add>()) {
      const auto a = scalar_dim(graph, n.inputs[0]), b = scalar_dim(graph, n.inputs[1]);
      if (!a == !b) return std::nullopt;
      p.offset = p.offset + (a ? *a : *b);
      v = n.inputs[a ? 1 : 0];
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<CausalAlign> align_of(const Dim& offset, const Dim& rows, const Dim& keys) {
  if (offset == Dim(0)) return CausalAlign::kTopLeft;
  if (offset == keys - rows) return CausalAlign::kBottomRight;
  return std::nullopt;
}

// key <= row + offset, written as a comparison of positions.
std::optional<CausalAlign> causal_comparison(const Graph& graph, const Node& n, const Dim& rows, const Dim& keys) {
  const bool less = n.op.is<LessOrEqual>() || n.op.is<Less>();
  const bool greater = n.op.is<GreaterOrEqual>() || n.op.is<Greater>();
  if (!less && !greater) return std::nullopt;
  const auto key = positions_of(graph, n.inputs[less ? 0 : 1]), row = positions_of(graph, n.inputs[less ? 1 : 0]);
  if (!key || !row || key->from_back != 1 || row->from_back != 2) return std::nullopt;
  const bool strict = n.op.is<Less>() || n.op.is<Greater>();
  return align_of(row->offset - key->offset - Dim(strict ? 1 : 0), rows, keys);
}

std::optional<CausalAlign> causal_condition(const Graph& graph, ValueId keep, const Dim& rows, const Dim& keys) {
  if (const Weights* w = graph.constant(keep)) {
    const bool triangle = is_causal_constant(
        *w, rows, keys, [](double v) { return v != 0; }, [](double v) { return v == 0; });
    return triangle ? std::optional(CausalAlign::kTopLeft) : std::nullopt;
  }
  const NodeId id = graph.producer(keep);
  return id == kNoNode ? std::nullopt : causal_comparison(graph, graph.node(id), rows, keys);
}

}  // namespace

bool is_causal_constant(const Weights& w, const Dim& rows, const Dim& keys, bool (*kept)(double),
                        bool (*dropped)(double)) {
  const Dims& d = w.dims();
  if (d.size() < 2 || w.dtype() == DataType::kString) return false;
  const int64_t s = d[d.size() - 2], t = d[d.size() - 1];
  if (s * t != w.count() || !(rows == Dim(s)) || !(keys == Dim(t)) || w.count() > (int64_t(1) << 24)) return false;
  const auto values = w.to_doubles();
  for (int64_t i = 0; i < s; ++i)
    for (int64_t j = 0; j < t; ++j)
      if (!(j <= i ? kept : dropped)(values[size_t(i * t + j)])) return false;
  return true;
}

KeepMask split_keep_mask(const Graph& graph, ValueId keep, const Dim& rows, const Dim& keys) {
  if (const auto align = causal_condition(graph, keep, rows, keys)) return {true, *align, kNoValue};
  if (const NodeId both = producer_as<And>(graph, keep); both != kNoNode) {
    const Node& n = graph.node(both);
    for (size_t i = 0; i < 2; ++i)
      if (const auto align = causal_condition(graph, n.inputs[i], rows, keys)) return {true, *align, n.inputs[1 - i]};
  }
  return {false, CausalAlign::kTopLeft, keep};
}

}  // namespace sinter
