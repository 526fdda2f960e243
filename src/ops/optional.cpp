// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/optional.h"

#include "ir/record.h"
#include "ops/sequence_types.h"

namespace sinter {

SINTER_OP(Optional)
SINTER_OP(OptionalHasElement)
SINTER_OP(OptionalGetElement)

void Optional::infer(InferContext& ctx) const {
  ValueType element(dtype, {});
  element.tensor.ranks = Ranks::kNone;
  if (sequence) element = ValueType::sequence_of(std::move(element));
  if (ctx.has(0)) element = ctx.value(0);
  ctx.require(element.kind != ValueType::Kind::kOptional, "an optional of an optional");
  ctx.set_output(0, ValueType::optional_of(std::move(element)));
}

void Optional::reference(RefContext& ctx) const {
  if (!ctx.has(0)) return ctx.put(0, HostObject::optional(dtype));
  auto item = ctx.copy_input(0);
  const DataType element = item->dtype;
  ctx.put(0, HostObject::optional(element, std::move(item)));
}

void OptionalHasElement::infer(InferContext& ctx) const {
  optional_element(ctx, 0);
  ctx.set_output(0, DataType::kBool, {});
}

void OptionalHasElement::reference(RefContext& ctx) const {
  ctx.put(0, std::vector<int64_t>{ctx.object(0).items.empty() ? 0 : 1});
}

void OptionalGetElement::infer(InferContext& ctx) const {
  const ValueType& element = optional_element(ctx, 0);
  if (element.is_tensor()) return ctx.set_output(0, taken_out(ctx, element.tensor, rank, "element"));
  ctx.set_output(0, element);
}

void OptionalGetElement::reference(RefContext& ctx) const {
  const HostObject& from = ctx.object(0);
  if (from.items.empty())
    fail(ErrorCode::kInvalidArgument, "an element is taken out of an optional that holds none",
         "ask OptionalHasElement first");
  ctx.put(0, HostObject(*from.items[0]));
}

}  // namespace sinter
