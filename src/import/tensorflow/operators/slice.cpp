// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Parts of tensors, and tensors made of parts.
#include "ops/slice.h"

#include <algorithm>

#include "base/text.h"
#include "import/tensorflow/op_context.h"
#include "ops/concat.h"
#include "ops/gather.h"
#include "ops/pad.h"

namespace sinter::tensorflow {
namespace {

/// Beyond every extent: "to the end" in either direction.
constexpr int64_t kFarEnd = int64_t{1} << 48;

ValueId part(OpContext& ctx, ValueId x, int64_t axis, const Dim& start, const Dim& end, int64_t step = 1) {
  return ctx.add(Slice{.axes = {axis}, .starts = {start}, .ends = {end}, .steps = {step}}, {x});
}

/// What StridedSlice does, dim by dim of x.
class StridedSliceImporter {
 public:
  explicit StridedSliceImporter(OpContext& ctx)
      : ctx_(ctx),
        x_(ctx.in(0)),
        dims_(ctx.type_of(x_).dims),
        begin_(ctx.shape_values(1)),
        end_(ctx.shape_values(2)),
        steps_(ctx.need_ints(3, "the strides")) {}

  ValueId run() {
    if (begin_.size() != end_.size() || begin_.size() != steps_.size() || begin_.size() > 64)
      ctx_.invalid("begin, end and strides differ in length");
    const auto bits = [&](const char* name) { return uint64_t(ctx_.int_attr(name, 0)); };
    begin_mask_ = bits("begin_mask"), end_mask_ = bits("end_mask");
    const uint64_t ellipsis = bits("ellipsis_mask"), added = bits("new_axis_mask"), shrunk = bits("shrink_axis_mask");
    size_t taken = 0;  // dims of x that are named
    for (size_t i = 0; i < begin_.size(); ++i)
      if (!bit(ellipsis, i) && !(bit(added, i))) ++taken;
    if (taken > dims_.size())
      ctx_.invalid("it names " + std::to_string(taken) + " dims of " + to_string(ctx_.type_of(x_)));
    size_t left = dims_.size() - taken;  // dims that an ellipsis, or the end, stands for
    for (size_t i = 0; i < begin_.size(); ++i) {
      if (bit(ellipsis, i)) {
        for (; left > 0; --left) keep();
      } else if (bit(added, i)) {
        shape_.push_back({-1, true});
      } else {
        slice(i, bit(shrunk, i));
      }
    }
    while (axis_ < dims_.size()) keep();
    return finish();
  }

 private:
  struct OutDim {
    int64_t axis;  // of x; -1: new, of extent 1
    bool kept;     // false: left out
  };
  static bool bit(uint64_t mask, size_t i) { return (mask >> i) & 1; }
  void keep() { shape_.push_back({int64_t(axis_++), true}); }

  void slice(size_t i, bool shrink) {
    const int64_t axis = int64_t(axis_++);
    shape_.push_back({axis, !shrink});
    if (shrink) return pick(i, axis);
    const int64_t step = steps_[i];
    if (step == 0) ctx_.invalid("a stride is 0");
    const bool from_edge = bit(begin_mask_, i), to_edge = bit(end_mask_, i);
    if (step == 1 && to_edge && (from_edge || begin_[i] == Dim(0))) return;
    op_.axes.push_back(axis);
    op_.starts.push_back(from_edge ? Dim(step > 0 ? 0 : kFarEnd) : begin_[i]);
    op_.ends.push_back(to_edge ? Dim(step > 0 ? kFarEnd : -kFarEnd) : end_[i]);
    op_.steps.push_back(step);
  }

  /// One element along an axis, which is left out.
  void pick(size_t i, int64_t axis) {
    const Dim& at = begin_[i];
    op_.axes.push_back(axis);
    op_.steps.push_back(1);
    op_.starts.push_back(at);
    const bool may_be_negative = !at.is_const() && ctx_.graph().bounds(at).min < 0;
    // -1 .. 0 would be nothing. A number that only the run knows may be -1, too: max(0, -1 - at) tells.
    if (at.is_const())
      op_.ends.push_back(at == Dim(-1) ? Dim(kFarEnd) : at + Dim(1));
    else if (!may_be_negative)
      op_.ends.push_back(at + Dim(1));
    else
      op_.ends.push_back(at + Dim(1) + is_minus_one(at) * Dim(kFarEnd));
  }

  static Dim is_minus_one(const Dim& at) {
    const Dim off = at + Dim(1);
    return max(Dim(0), Dim(1) - max(off, Dim(0) - off));
  }

  ValueId finish() {
    const ValueId y = op_.axes.empty() ? x_ : ctx_.add(op_, {x_});
    const SymDims found = ctx_.type_of(y).dims;
    SymDims out;
    for (const OutDim& d : shape_)
      if (d.kept) out.push_back(d.axis < 0 ? Dim(1) : found[size_t(d.axis)]);
    return ctx_.reshape(y, std::move(out));
  }

  OpContext& ctx_;
  ValueId x_;
  SymDims dims_, begin_, end_;
  Ints steps_;
  uint64_t begin_mask_ = 0, end_mask_ = 0;
  size_t axis_ = 0;  // of x, next
  std::vector<OutDim> shape_;
  Slice op_;
};

}  // namespace

void import_strided_slice(OpContext& ctx) { ctx.output(0, StridedSliceImporter(ctx).run()); }

/// Inputs x, begin, size; a size of -1 is the rest.
void import_slice(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  const size_t rank = ctx.type_of(x).dims.size();
  const SymDims begin = ctx.shape_values(1), size = ctx.shape_values(2);
  if (begin.size() != rank || size.size() != rank) ctx.invalid("begin and size have not one entry per dim");
  Slice op;
  for (size_t i = 0; i < rank; ++i) {
    if (ctx.graph().reads_elements(size[i]))
      ctx.graph().add_check({DimCheck::Kind::kAtLeast, size[i], 0, "Slice: a size that the run computes"});
    op.axes.push_back(int64_t(i));
    op.starts.push_back(begin[i]);
    op.ends.push_back(size[i] == Dim(-1) ? Dim(kFarEnd) : begin[i] + size[i]);
    op.steps.push_back(1);
  }
  if (rank == 0) return ctx.output(0, Binding(ctx.binding(0)));
  ctx.finish(std::move(op), {x});
}

namespace {

void split_into(OpContext& ctx, ValueId x, int64_t axis, const SymDims& sizes) {
  Dim at = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    const Dim end = at + sizes[i];
    ctx.output(int(i), part(ctx, x, axis, at, end));
    at = end;
  }
}

}  // namespace

/// Inputs axis, x.
void import_split(OpContext& ctx) {
  const ValueId x = ctx.in(1);
  const int64_t axis = ctx.axis_of(ctx.need_int(0, "the axis"), ctx.rank_of(x)), parts = ctx.int_attr("num_split", 1);
  if (parts < 1 || parts > (1 << 20)) ctx.invalid("num_split is " + std::to_string(parts));
  const Dim extent = ctx.type_of(x).dims[size_t(axis)];
  if (extent.is_const() && extent.value() % parts != 0)
    ctx.invalid(extent.to_string() + " elements cannot be split into " + std::to_string(parts) + " equal parts");
  split_into(ctx, x, axis, SymDims(size_t(parts), floor_div(extent, parts)));
}

/// Inputs x, sizes, axis; one size may be -1.
void import_split_v(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  const int64_t axis = ctx.axis_of(ctx.need_int(2, "the axis"), ctx.rank_of(x));
  SymDims sizes = ctx.shape_values(1);
  Dim rest = ctx.type_of(x).dims[size_t(axis)];
  for (const Dim& d : sizes)
    if (!(d == Dim(-1))) rest = rest - d;
  for (Dim& d : sizes)
    if (d == Dim(-1)) d = rest;
  split_into(ctx, x, axis, sizes);
}

/// Slices along an axis, which is left out.
void import_unpack(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  SymDims dims = ctx.type_of(x).dims;
  const int64_t axis = ctx.axis_of(ctx.int_attr("axis", 0), int(dims.size())), count = ctx.int_attr("num", 0);
  if (count < 0 || count > (1 << 20)) ctx.invalid("num is " + std::to_string(count));
  if (dims[size_t(axis)].is_const() && dims[size_t(axis)].value() != count)
    ctx.invalid("num is " + std::to_string(count) + " for " + dims[size_t(axis)].to_string() + " elements");
  dims.erase(dims.begin() + axis);
  for (int64_t i = 0; i < count; ++i) ctx.output(int(i), ctx.reshape(part(ctx, x, axis, i, i + 1), dims));
}

/// Stacks values along a new axis.
void import_pack(OpContext& ctx) {
  if (ctx.num_inputs() == 0) ctx.invalid("it has no inputs");
  std::vector<ValueId> parts;
  const int64_t axis = ctx.axis_of(ctx.int_attr("axis", 0), ctx.rank(0) + 1);
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    SymDims dims = ctx.type(i).dims;
    if (int64_t(dims.size()) < axis) ctx.invalid("its inputs differ in rank");
    dims.insert(dims.begin() + axis, Dim(1));
    parts.push_back(ctx.reshape(ctx.in(i), std::move(dims)));
  }
  ctx.output(0, parts.size() == 1 ? parts[0] : ctx.add(Concat{.axis = axis}, std::move(parts)));
}

/// Concat has the axis first, ConcatV2 last.
void import_concat(OpContext& ctx) {
  const bool axis_first = ctx.op() == "Concat";
  const int count = ctx.num_inputs() - 1, first = axis_first ? 1 : 0;
  if (count < 1) ctx.invalid("it has no inputs");
  const int64_t axis = ctx.axis_of(ctx.need_int(axis_first ? 0 : count, "the axis"), ctx.rank(first));
  if (count == 1) return ctx.output(0, Binding(ctx.binding(first)));
  std::vector<ValueId> parts;
  for (int i = 0; i < count; ++i) parts.push_back(ctx.in(first + i));
  ctx.finish(Concat{.axis = axis}, std::move(parts));
}

namespace {

/// The rows [before, behind] of input i, one per dim of x.
std::pair<SymDims, SymDims> paddings(OpContext& ctx, int i, size_t rank) {
  SymDims all;
  if (const Weights* w = ctx.constant(i); w && is_integer(w->dtype())) {
    const Ints ints = w->to_ints();
    all.assign(ints.begin(), ints.end());
  } else {
    all = ctx.shape_values_of(ctx.reshape(ctx.in(i), {Dim(int64_t(2 * rank))}));
  }
  if (all.size() != 2 * rank)
    ctx.invalid("there are " + std::to_string(all.size()) + " paddings for rank " + std::to_string(rank));
  std::pair<SymDims, SymDims> out;
  for (size_t d = 0; d < rank; ++d) {
    out.first.push_back(all[2 * d]);
    out.second.push_back(all[2 * d + 1]);
  }
  return out;
}

/// Mirrored with the edge: the first and last elements of each axis, backwards, around x.
ValueId pad_symmetric(OpContext& ctx, ValueId x, const SymDims& begin, const SymDims& end) {
  for (size_t d = 0; d < begin.size(); ++d) {
    const Dim n = ctx.type_of(x).dims[d];
    const auto axis = int64_t(d);
    std::vector<ValueId> parts;
    if (!(begin[d] == Dim(0))) parts.push_back(part(ctx, part(ctx, x, axis, 0, begin[d]), axis, kFarEnd, -kFarEnd, -1));
    parts.push_back(x);
    if (!(end[d] == Dim(0))) parts.push_back(part(ctx, part(ctx, x, axis, n - end[d], n), axis, kFarEnd, -kFarEnd, -1));
    if (parts.size() > 1) x = ctx.add(Concat{.axis = axis}, std::move(parts));
  }
  return x;
}

}  // namespace

/// Pad, PadV2 (with a value), MirrorPad.
void import_pad(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  Pad op;
  std::tie(op.begin, op.end) = paddings(ctx, 1, ctx.type_of(x).dims.size());
  std::vector<ValueId> inputs{x};
  if (ctx.op() == "MirrorPad") {
    const std::string mode = ctx.string_attr("mode", "REFLECT");
    if (mode == "SYMMETRIC") return ctx.output(0, pad_symmetric(ctx, x, op.begin, op.end));
    if (mode != "REFLECT") ctx.invalid("mode is " + quote(mode), "use REFLECT or SYMMETRIC");
    op.mode = PadMode::kReflect;
  } else if (ctx.op() == "PadV2") {
    inputs.insert(inputs.end(), {kNoValue, ctx.reshape(ctx.in(2), {})});
  }
  ctx.finish(std::move(op), std::move(inputs));
}

void import_reverse(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  Slice op;
  for (int64_t axis : ctx.axes_of(ctx.need_ints(1, "the axes"), ctx.rank_of(x))) {
    op.axes.push_back(axis);
    op.starts.push_back(Dim(kFarEnd));
    op.ends.push_back(Dim(-kFarEnd));
    op.steps.push_back(-1);
  }
  if (op.axes.empty()) return ctx.output(0, Binding(ctx.binding(0)));
  ctx.finish(std::move(op), {x});
}

}  // namespace sinter::tensorflow
