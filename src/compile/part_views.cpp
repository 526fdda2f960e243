// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/part_views.h"

#include <algorithm>

#include "base/allocator.h"
#include "base/limits.h"
#include "compile/problem.h"
#include "ops/concat.h"
#include "ops/slice.h"

namespace sinter::compile {
namespace {

class PartFinder {
 public:
  PartFinder(const Graph& g, const std::function<const Target*(NodeId)>& placed, bool outermost)
      : graph_(g), placed_(placed), outermost_(outermost) {
    for (ValueId v : g.outputs()) outputs_.insert(behind_views(v));
  }

  PartViews run() {
    for (NodeId id : graph_.order()) {
      const Node& n = graph_.node(id);
      if (n.op.is<Slice>()) cut(id);
      if (n.op.is<Concat>()) join(id);
    }
    return std::move(found_);
  }

 private:
  // The value whose bytes a chain of whole views shows.
  ValueId behind_views(ValueId v) const {
    while (graph_.producer(v) != kNoNode && is_view(graph_, graph_.producer(v)))
      v = graph_.node(graph_.producer(v)).inputs[0];
    return v;
  }
  // The same through Slices in place: what a step writes, a Concat joins, or is given; and where in it v begins.
  Part origin(ValueId v) const {
    Part p{behind_views(v), 0};
    for (auto it = found_.cut.find(p.whole); it != found_.cut.end(); it = found_.cut.find(p.whole)) {
      p.offset += it->second.offset;
      p.whole = behind_views(it->second.whole);
    }
    return p;
  }

  // Of constant sizes, else -1.
  int64_t bytes(ValueId v) const {
    if (v == kNoValue || !graph_.value(v).type.is_tensor()) return -1;
    const TensorType& t = graph_.tensor(v);
    if (t.dtype == DataType::kString || bits_of(t.dtype) < 8) return -1;
    int64_t n = 1;
    for (const Dim& d : t.dims)
      if (!d.is_const() || __builtin_mul_overflow(n, d.value(), &n) || n > limits::kMaxTensorBytes) return -1;
    return bytes_of(t.dtype, n);
  }
  bool ones_before(ValueId v, int64_t axis) const {
    const SymDims& dims = graph_.tensor(v).dims;
    return std::all_of(dims.begin(), dims.begin() + axis, [](const Dim& d) { return d.constant() == 1; });
  }

  // The memory space of an origin; nothing for constants and what control flow makes or is given.
  const MemorySpace* space_of(ValueId v) const {
    static constexpr MemorySpace kSpaces[] = {MemorySpace::kHost, MemorySpace::kFake, MemorySpace::kCuda};
    if (const auto it = found_.space.find(v); it != found_.space.end()) return &it->second;
    const NodeId by = graph_.producer(v);
    if (by == kNoNode) return outermost_ && !graph_.constant(v) ? &kSpaces[0] : nullptr;
    const Target* t = placed_(by);
    return t ? &kSpaces[size_t(t->space())] : nullptr;
  }

  void cut(NodeId id) {
    const Node& n = graph_.node(id);
    const Target* target = placed_(id);
    const ValueId in = n.inputs[0], out = n.outputs[0];
    if (!target || n.inputs.size() != 1 || bytes(in) <= 0 || bytes(out) <= 0 || outputs_.contains(out)) return;
    const int64_t offset = offset_of(*n.op.as<Slice>(), in, out);
    if (offset < 0) return;
    const Part from = origin(in);
    const MemorySpace* space = space_of(from.whole);
    // The buffer that it lies in may be behind a view: of another, dynamic shape.
    if (bytes(from.whole) <= 0 || !space || *space != target->space() || (from.offset + offset) % Buffer::kAlignment != 0) return;
    found_.nodes.insert(id);
    found_.cut[out] = {in, offset};
    found_.space[out] = *space;
  }

  // In bytes, of a Slice that takes a range of one axis, with nothing but ones in front of it; else -1.
  int64_t offset_of(const Slice& s, ValueId in, ValueId out) const {
    if (!s.by.empty() || std::any_of(s.steps.begin(), s.steps.end(), [](int64_t v) { return v != 1; })) return -1;
    const SymDims &from = graph_.tensor(in).dims, &to = graph_.tensor(out).dims;
    const auto rank = int64_t(from.size());
    int64_t axis = -1, start = 0;
    for (size_t i = 0; i < s.starts.size(); ++i) {
      int64_t a = s.axes.empty() ? int64_t(i) : s.axes[i];
      a += a < 0 ? rank : 0;
      if (a < 0 || a >= rank || !s.starts[i].is_const()) return -1;
      if (from[size_t(a)] == to[size_t(a)]) continue;
      if (axis >= 0) return -1;
      const int64_t size = from[size_t(a)].value(), given = s.starts[i].value();
      axis = a;
      start = std::clamp<int64_t>(given < 0 ? given + size : given, 0, size);
    }
    if (axis < 0 || !ones_before(in, axis) || start + to[size_t(axis)].value() > from[size_t(axis)].value()) return -1;
    return bytes(in) / from[size_t(axis)].value() * start;
  }

  void join(NodeId id) {
    const Node& n = graph_.node(id);
    const Target* target = placed_(id);
    const ValueId out = n.outputs[0];
    if (!target || n.inputs.size() < 2 || bytes(out) <= 0) return;
    const int64_t axis = n.op.as<Concat>()->axis, rank = graph_.tensor(out).rank();
    if (!ones_before(out, axis < 0 ? axis + rank : axis)) return;
    std::map<ValueId, int64_t> places;  // of what is written
    int64_t at = 0;
    for (ValueId v : n.inputs) {
      const int64_t size = bytes(v);
      if (size < 0) return;
      if (size > 0 && !take_place(v, at, target->space(), places)) return;
      at += size;
    }
    if (at != bytes(out) || !are_apart(places, at)) return;
    for (const auto& [v, offset] : places) found_.joined[v] = {out, offset};
    found_.nodes.insert(id);
    found_.space[out] = target->space();
  }

  // Whether what writes `input` may write to the place that puts the input at `at`.
  bool take_place(ValueId input, int64_t at, MemorySpace space, std::map<ValueId, int64_t>& places) const {
    const Part from = origin(input);
    const MemorySpace* where = graph_.producer(from.whole) == kNoNode ? nullptr : space_of(from.whole);
    if (!where || *where != space || outputs_.contains(from.whole) || found_.joined.contains(from.whole)) return false;
    const int64_t offset = at - from.offset;
    if (bytes(from.whole) <= 0 || offset < 0 || offset % Buffer::kAlignment != 0) return false;
    const auto [it, fresh] = places.try_emplace(from.whole, offset);
    return fresh || it->second == offset;  // else it is joined twice
  }

  // The inputs fill the whole: what is written there may overlap nothing else that is, nor reach beyond.
  bool are_apart(const std::map<ValueId, int64_t>& places, int64_t size) const {
    std::vector<std::pair<int64_t, int64_t>> ranges;
    for (const auto& [v, offset] : places) ranges.emplace_back(offset, offset + bytes(v));
    std::sort(ranges.begin(), ranges.end());
    int64_t end = 0;
    for (const auto& r : ranges) {
      if (r.first < end) return false;
      end = r.second;
    }
    return end <= size;
  }

  const Graph& graph_;
  const std::function<const Target*(NodeId)>& placed_;
  const bool outermost_;
  std::set<ValueId> outputs_;  // of the network, views followed
  PartViews found_;
};

}  // namespace

PartViews find_part_views(const Graph& graph, const std::function<const Target*(NodeId)>& placed, bool outermost) {
  return PartFinder(graph, placed, outermost).run();
}

}  // namespace sinter::compile
