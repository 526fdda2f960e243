// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/slice.h"

#include <algorithm>

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/dim_bounds.h"

namespace sinter {

SINTER_OP(Slice)

namespace {

// Models write "to the end" as any large number; no dim comes near.
constexpr int64_t kSliceFar = INT32_MAX;

// Start and length of one axis.
struct SliceRange {
  int64_t start = 0, length = 0;
};
SliceRange slice_range(int64_t size, int64_t start, int64_t end, int64_t step) {
  const int64_t low = step > 0 ? 0 : -1, high = step > 0 ? size : size - 1;
  auto wrapped = [&](int64_t v) { return v < 0 ? v + size : v; };
  // ONNX clamps a start before the tensor to its first element even if the steps go backwards.
  const int64_t s = std::min(std::max<int64_t>(wrapped(start), 0), high),
                e = std::min(std::max(wrapped(end), low), high);
  const int64_t span = step > 0 ? e - s : s - e;
  // |step| - 1 without overflow for the smallest step.
  const uint64_t stride = step > 0 ? uint64_t(step) : -uint64_t(step);
  return {s, span <= 0 ? 0 : int64_t((uint64_t(span) - 1) / stride) + 1};
}

struct SliceAttrs {
  std::vector<int64_t> axes, steps;
  HostValue starts, ends;  // nullopt: run-time data
  SymDims by;              // instead of steps
  size_t count = 0;
};

size_t vector_length(InferContext& ctx, int i) {
  ctx.require_dtype(i, {DataType::kInt64, DataType::kInt32});
  const TensorType& t = ctx.tensor(i);
  ctx.require(t.rank() == 1 && t.dims[0].is_const(),
              "input " + std::to_string(i) + " must be a vector of known length");
  return size_t(t.dims[0].value());
}

std::vector<int64_t> required_ints(InferContext& ctx, int i, const char* name) {
  const auto v = constant_ints(ctx.host_value(i));
  ctx.require(v.has_value(), std::string(name) + " are not constant", "make them constant");
  return *v;
}

SliceAttrs slice_attrs(const Slice& op, InferContext& ctx) {
  SliceAttrs a{op.axes, op.steps, op.starts, op.ends, op.by, op.starts.size()};
  if (ctx.has(1)) {
    a.count = vector_length(ctx, 1);
    ctx.require(ctx.has(2), "ends are missing", "connect input 2");
    ctx.require(vector_length(ctx, 2) == a.count, "starts and ends differ in length");
    a.starts = ctx.host_value(1);
    a.ends = ctx.host_value(2);
  }
  if (ctx.has(3)) a.axes = required_ints(ctx, 3, "axes");
  if (ctx.has(4)) {
    const HostValue steps = ctx.host_value(4);
    if (steps && !constant_ints(steps)) a.by = *steps;
    else a.steps = required_ints(ctx, 4, "steps");
  }
  ctx.require(a.by.empty() || a.by.size() == a.count, "starts and steps differ in length");
  if (a.axes.empty())
    for (size_t i = 0; i < a.count; ++i) a.axes.push_back(int64_t(i));
  if (a.steps.empty()) a.steps.assign(a.count, 1);
  ctx.require((!a.ends || a.ends->size() == a.count) && a.axes.size() == a.count && a.steps.size() == a.count,
              "starts, ends, axes and steps differ in length");
  std::vector<char> seen(ctx.tensor(0).dims.size(), 0);
  for (int64_t& axis : a.axes) {
    axis = ctx.axis(axis, ctx.tensor(0).rank());
    ctx.require(!seen[size_t(axis)], "axis " + std::to_string(axis) + " is sliced twice", "name each axis once");
    seen[size_t(axis)] = 1;
  }
  for (int64_t s : a.steps) ctx.require(s != 0, "a step is 0", "use a positive or negative step");
  for (const Dim& s : a.by) ctx.require(s != Dim(0), "a step is 0", "use a positive or negative step");
  return a;
}

// A start or end for positive steps, clamped to [0, size].
Dim clamped_forward(const InferContext& ctx, const Dim& v, const Dim& size) {
  if (v.is_const() && v.value() >= kSliceFar) return size;
  if (v.is_const() && v.value() <= -kSliceFar) return 0;
  return bounded_max(ctx, bounded_min(ctx, wrap_negative(ctx, v, size), size), 0);
}

Dim forward_length(const InferContext& ctx, const Dim& size, const Dim& start, const Dim& end, int64_t step) {
  // The last c elements: min(size, c) rather than size - max(size - c, 0).
  if (step == 1 && start.is_const() && start.value() < 0 && start.value() > -kSliceFar &&
      clamped_forward(ctx, end, size) == size)
    return bounded_min(ctx, size, -start.value());
  const Dim span = clamped_forward(ctx, end, size) - clamped_forward(ctx, start, size);
  return bounded_max(ctx, ceil_div(span, step), 0);
}

Dim backward_length(const InferContext& ctx, const Dim& size, const Dim& start, const Dim& end, int64_t step) {
  const Dim last = size - Dim(1);
  const bool from_last = start.is_const() && (start.value() >= kSliceFar || start.value() == -1);
  const Dim s = from_last ? last : bounded_min(ctx, bounded_max(ctx, wrap_negative(ctx, start, size), 0), last);
  const bool to_first = end.is_const() && end.value() <= -kSliceFar;
  const Dim e = to_first ? Dim(-1) : bounded_min(ctx, bounded_max(ctx, wrap_negative(ctx, end, size), -1), last);
  return bounded_max(ctx, ceil_div(s - e, Dim(0) - Dim(step)), 0);
}

// Where only the run tells the direction: both of the above in one.
Dim read_length(InferContext& ctx, const Dim& size, const Dim& start, const Dim& end, const Dim& by) {
  const Dim back = is_negative(ctx, by), high = size - back;
  const Dim stride = ctx.define("stride", magnitude(ctx, cut_far(ctx, by)));
  ctx.require_at_least(stride, 1, "the magnitude of a step");
  const Dim first = bounded_min(ctx, bounded_max(ctx, wrap_negative(ctx, cut_far(ctx, start), size), 0), high);
  const Dim last = bounded_min(ctx, bounded_max(ctx, wrap_negative(ctx, cut_far(ctx, end), size), Dim(0) - back), high);
  const Dim span = (ctx.define("end", last) - ctx.define("start", first)) * (Dim(1) - Dim(2) * back);
  return bounded_max(ctx, floor_div(span + stride - Dim(1), bounded_max(ctx, stride, 1)), 0);
}

Dim slice_length(const InferContext& ctx, const Dim& size, const Dim& start, const Dim& end, int64_t step) {
  if (size.is_const() && start.is_const() && end.is_const())
    return slice_range(size.value(), start.value(), end.value(), step).length;
  return step > 0 ? forward_length(ctx, size, start, end, step) : backward_length(ctx, size, start, end, step);
}

// Elements that the run reads may be as far out as 64 bits allow.
Dim far(const InferContext& ctx, const Dim& v) { return ctx.reads_elements(v) ? cut_far(ctx, v) : v; }

// Slicing a vector of shape arithmetic.
HostValue slice_host_value(const HostValue& x, const SliceAttrs& a) {
  if (!x || a.count > 1 || !a.by.empty()) return {};
  if (a.count == 0) return x;
  const auto start = constant_ints(a.starts), end = constant_ints(a.ends);
  if (!start || !end) return {};
  const SliceRange r = slice_range(int64_t(x->size()), (*start)[0], (*end)[0], a.steps[0]);
  SymDims out;
  for (int64_t k = 0; k < r.length; ++k) out.push_back((*x)[size_t(r.start + k * a.steps[0])]);
  return out;
}

}  // namespace

void Slice::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  const SliceAttrs a = slice_attrs(*this, ctx);
  SymDims out = x.dims;
  for (size_t i = 0; i < a.count; ++i) {
    Dim& d = out[size_t(a.axes[i])];
    if (!a.starts || !a.ends) {
      d = ctx.fresh_size("slice", d);
      continue;
    }
    const Dim size = d, &start = (*a.starts)[i], &end = (*a.ends)[i];
    if (!a.by.empty() && !a.by[i].is_const()) d = read_length(ctx, d, start, end, a.by[i]);
    else d = slice_length(ctx, d, far(ctx, start), far(ctx, end), a.by.empty() ? a.steps[i] : a.by[i].value());
    // Whatever is read, a slice is no longer than the axis: that bounds its memory.
    if (ctx.reads_elements(d)) d = ctx.define("slice", bounded_min(ctx, d, size));
  }
  ctx.set_output(0, x.dtype, std::move(out));
  if (auto v = slice_host_value(ctx.host_value(0), a)) ctx.set_host_value(0, *v);
}

void Slice::reference(RefContext& ctx) const {
  // Params are all starts, then all ends, then the steps of `by`.
  const auto part = [&](size_t at, size_t count) {
    return Dims(ctx.params.begin() + std::ptrdiff_t(at), ctx.params.begin() + std::ptrdiff_t(at + count));
  };
  Dims first = part(0, starts.size()), last = part(starts.size(), ends.size()), along = axes;
  Dims stride = this->by.empty() ? steps : part(starts.size() + ends.size(), this->by.size());
  if (ctx.has(1)) first = ctx.i64(1), last = ctx.i64(2);
  if (ctx.has(3)) along = ctx.i64(3);
  if (ctx.has(4)) stride = ctx.i64(4);
  for (int64_t s : stride)
    if (s == 0) fail(ErrorCode::kInvalidArgument, "Slice: a step is 0", "use a positive or negative step");
  const Dims& x = ctx.dims(0);
  Dims out = x;
  auto strides = row_major_strides(x);
  const auto dense = strides;
  int64_t offset = 0;
  for (size_t i = 0; i < first.size(); ++i) {
    const int64_t axis = along.empty() ? int64_t(i) : along[i] < 0 ? along[i] + int64_t(x.size()) : along[i];
    const size_t d = size_t(axis);
    const int64_t step = stride.empty() ? 1 : stride[i];
    const SliceRange r = slice_range(x[d], first[i], last[i], step);
    out[d] = r.length;
    strides[d] = r.length > 1 ? dense[d] * step : 0;  // a huge step never multiplies
    offset += r.start * dense[d];
  }
  if (ctx.outputs[0].resize || out != ctx.out_dims(0)) ctx.resize(0, out);
  const auto at = strided_indices(out, strides, offset);
  ctx.copy_elements(0, 0, [&](int64_t k) { return at[size_t(k)]; });
}

}  // namespace sinter
