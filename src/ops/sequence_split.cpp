// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/sequence_split.h"

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/dim_bounds.h"
#include "ops/sequence_types.h"

namespace sinter {

SINTER_OP(SplitToSequence)
SINTER_OP(ConcatFromSequence)

namespace {

// What all slices have along the axis, or -1.
Dim common_extent(InferContext& ctx, const Dim& extent) {
  if (!ctx.has(1)) return 1;
  const auto sizes = constant_ints(ctx.host_value(1));
  if (!sizes || sizes->empty()) return -1;
  if (ctx.tensor(1).rank() == 0) {
    const int64_t size = (*sizes)[0];
    return size > 0 && extent.is_const() && extent.value() % size == 0 ? Dim(size) : Dim(-1);
  }
  for (int64_t s : *sizes)
    if (s != (*sizes)[0]) return -1;
  return (*sizes)[0];
}

std::vector<int64_t> extents_of(const RefContext& ctx, int64_t n) {
  if (!ctx.has(1)) return std::vector<int64_t>(size_t(n), 1);
  auto sizes = ctx.i64(1);
  if (ctx.dims(1).empty()) {
    const int64_t size = sizes[0];
    if (size <= 0) fail(ErrorCode::kInvalidArgument, "a split size is " + std::to_string(size), "use a positive one");
    sizes.clear();
    for (int64_t at = 0; at < n; at += size) sizes.push_back(std::min(size, n - at));
    return sizes;
  }
  int64_t sum = 0;
  for (int64_t s : sizes) {
    if (s < 0 || s > n) fail(ErrorCode::kInvalidArgument, "a split size is " + std::to_string(s), "use sizes that fit");
    sum += s;
    if (sum > n) break;
  }
  if (sum != n)
    fail(ErrorCode::kInvalidArgument, "the split sizes do not sum up to the axis' extent " + std::to_string(n),
         "use sizes that do");
  return sizes;
}

}  // namespace

void SplitToSequence::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  const int a = ctx.axis(axis, x.rank());
  if (ctx.has(1)) {
    ctx.require_dtype(1, {DataType::kInt64, DataType::kInt32});
    ctx.require(ctx.tensor(1).rank() <= 1, "the split sizes are no scalar or vector");
  }
  ValueType element(x.dtype, x.dims);
  if (!ctx.has(1) && !keep_dims)
    element.tensor.dims.erase(element.tensor.dims.begin() + a);
  else
    element.tensor.dims[size_t(a)] = common_extent(ctx, x.dims[size_t(a)]);
  ctx.set_output(0, ValueType::sequence_of(std::move(element)));
}

void SplitToSequence::reference(RefContext& ctx) const {
  const auto x = ctx.copy_input(0);
  const size_t a = size_t(axis < 0 ? axis + int64_t(x->dims.size()) : axis);
  if (a >= x->dims.size()) fail(ErrorCode::kShapeMismatch, "the axis is outside the tensor", "use another axis");
  const AxisSplit s = split_at(x->dims, int64_t(a));
  std::vector<ObjectItem> items;
  int64_t at = 0;
  for (int64_t extent : extents_of(ctx, s.n)) {
    Dims dims = x->dims;
    dims[a] = extent;
    HostObject slice = HostObject::tensor(x->dtype, dims);
    for (int64_t o = 0; o < s.outer; ++o)
      copy_run(*x, (o * s.n + at) * s.inner, slice, o * extent * s.inner, extent * s.inner);
    if (!ctx.has(1) && !keep_dims) slice.dims.erase(slice.dims.begin() + int64_t(a));
    items.push_back(std::make_shared<const HostObject>(std::move(slice)));
    at += extent;
  }
  ctx.put(0, HostObject::sequence(x->dtype, std::move(items)));
}

void ConcatFromSequence::infer(InferContext& ctx) const {
  const ValueType& element = sequence_element(ctx, 0);
  ctx.require(element.is_tensor(), "the elements are " + to_string(element) + ", not tensors");
  TensorType t = element.tensor;
  if (t.ranks == Ranks::kKnown && !new_axis) {  // this extent is the sum's, not the elements'
    t.dims[size_t(ctx.axis(axis, t.rank()))] = Dim(-1);
  }
  t = taken_out(ctx, t, rank, "concat");
  if (new_axis) t.dims.insert(t.dims.begin() + ctx.axis(axis, t.rank() + 1), unknown_extent(ctx, "concat"));
  ctx.set_output(0, std::move(t));
}

void ConcatFromSequence::reference(RefContext& ctx) const {
  const HostObject& from = ctx.object(0);
  if (from.items.empty()) fail(ErrorCode::kInvalidArgument, "an empty sequence cannot be joined", "give elements");
  const Dims& first = from.items[0]->dims;
  const int64_t out_rank = int64_t(first.size()) + (new_axis ? 1 : 0), wrapped = axis < 0 ? axis + out_rank : axis;
  if (wrapped < 0 || wrapped >= out_rank)
    fail(ErrorCode::kShapeMismatch, "the axis is outside the result", "use another axis");
  const auto a = size_t(wrapped);
  int64_t extent = 0;
  for (const auto& item : from.items) {
    bool fits = item->is_tensor() && item->dtype == from.dtype && item->dims.size() == first.size();
    for (size_t d = 0; fits && d < first.size(); ++d) fits = item->dims[d] == first[d] || (!new_axis && d == a);
    if (!fits)
      fail(ErrorCode::kShapeMismatch, "a sequence holds " + describe(*from.items[0]) + " and " + describe(*item),
           "join tensors whose shapes fit together");
    extent += new_axis ? 1 : item->dims[a];
  }
  Dims dims = first;
  if (new_axis)
    dims.insert(dims.begin() + wrapped, extent);
  else
    dims[a] = extent;
  HostObject out = HostObject::tensor(from.dtype, dims);
  const AxisSplit whole = split_at(dims, wrapped);
  int64_t at = 0;
  for (const auto& item : from.items) {
    const int64_t n = new_axis ? 1 : item->dims[a];
    for (int64_t o = 0; o < whole.outer; ++o)
      copy_run(*item, o * n * whole.inner, out, (o * whole.n + at) * whole.inner, n * whole.inner);
    at += n;
  }
  ctx.put(0, std::move(out));
}

}  // namespace sinter
