// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/sequence.h"

#include "ir/record.h"
#include "ops/index.h"
#include "ops/sequence_types.h"

namespace sinter {

SINTER_OP(SequenceConstruct)
SINTER_OP(SequenceInsert)
SINTER_OP(SequenceErase)
SINTER_OP(SequenceAt)
SINTER_OP(SequenceLength)

namespace {

void require_position(const InferContext& ctx, int i) {
  if (!ctx.has(i)) return;
  ctx.require_dtype(i, {DataType::kInt64, DataType::kInt32});
  ctx.require(ctx.tensor(i).rank() <= 1, "the position is no scalar");
}

int64_t position_of(const RefContext& ctx, int i) {
  const auto v = ctx.i64(i);
  if (v.size() != 1)
    fail(ErrorCode::kShapeMismatch, "a position has " + std::to_string(v.size()) + " elements", "give one");
  return v[0];
}

// Elements of one sequence have one element type; a hostile graph input may not keep to it.
void check_items(const HostObject& sequence, DataType dtype) {
  for (const auto& item : sequence.items)
    if (!item->is_tensor() || item->dtype != dtype)
      fail(ErrorCode::kInvalidArgument, "a sequence of " + std::string(to_string(dtype)) + " holds " + describe(*item),
           "give elements of one type");
}

}  // namespace

void SequenceConstruct::infer(InferContext& ctx) const {
  ValueType element(dtype, {});
  element.tensor.ranks = Ranks::kNone;
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    const DataType t = ctx.tensor(i).dtype;
    if (i == 0) element.tensor.dtype = t;
    ValueType joined;
    if (!join_element(element, as_element(ctx, i), joined))
      ctx.fail("input " + std::to_string(i) + " is " + to_string(ctx.value(i)) + ", input 0 has element type " +
               std::string(to_string(element.tensor.dtype)));
    element = std::move(joined);
  }
  ctx.set_output(0, ValueType::sequence_of(std::move(element)));
}

void SequenceConstruct::reference(RefContext& ctx) const {
  std::vector<ObjectItem> items;
  for (int i = 0; i < ctx.num_inputs(); ++i) items.push_back(ctx.copy_input(i));
  const DataType element = items.empty() ? dtype : items[0]->dtype;
  ctx.put(0, HostObject::sequence(element, std::move(items)));
}

void SequenceInsert::infer(InferContext& ctx) const {
  require_position(ctx, 2);
  ValueType joined;
  if (!join_element(sequence_element(ctx, 0), as_element(ctx, 1), joined))
    ctx.fail("a " + to_string(ctx.value(1)) + " does not fit into a " + to_string(ctx.value(0)));
  ctx.set_output(0, ValueType::sequence_of(std::move(joined)));
}

void SequenceInsert::reference(RefContext& ctx) const {
  const HostObject& from = ctx.object(0);
  auto items = from.items;
  const int64_t n = int64_t(items.size());
  int64_t at = ctx.has(2) ? position_of(ctx, 2) : n;
  if (at < -n || at > n)
    fail(ErrorCode::kInvalidArgument,
         "the position " + std::to_string(at) + " is outside a sequence of " + std::to_string(n) + " elements",
         "use a position in [-n, n]");
  items.insert(items.begin() + (at < 0 ? at + n : at), ctx.copy_input(1));
  HostObject out = HostObject::sequence(from.dtype, std::move(items));
  check_items(out, from.dtype);
  ctx.put(0, std::move(out));
}

void SequenceErase::infer(InferContext& ctx) const {
  require_position(ctx, 1);
  sequence_element(ctx, 0);
  ctx.set_output(0, ctx.value(0));
}

void SequenceErase::reference(RefContext& ctx) const {
  const HostObject& from = ctx.object(0);
  auto items = from.items;
  items.erase(items.begin() + checked_index(ctx.has(1) ? position_of(ctx, 1) : -1, int64_t(items.size()), kName));
  ctx.put(0, HostObject::sequence(from.dtype, std::move(items)));
}

void SequenceAt::infer(InferContext& ctx) const {
  require_position(ctx, 1);
  const ValueType& element = sequence_element(ctx, 0);
  ctx.require(element.is_tensor(), "the elements are " + to_string(element) + ", only tensors can be taken out");
  ctx.set_output(0, taken_out(ctx, element.tensor, rank, "at"));
}

void SequenceAt::reference(RefContext& ctx) const {
  const HostObject& from = ctx.object(0);
  ctx.put(0, HostObject(*from.items[size_t(checked_index(position_of(ctx, 1), int64_t(from.items.size()), kName))]));
}

void SequenceLength::infer(InferContext& ctx) const {
  sequence_element(ctx, 0);
  ctx.set_output(0, DataType::kInt64, {});
}

void SequenceLength::reference(RefContext& ctx) const {
  ctx.put(0, std::vector<int64_t>{int64_t(ctx.object(0).items.size())});
}

}  // namespace sinter
