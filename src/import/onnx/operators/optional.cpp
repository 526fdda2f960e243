// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Optionals. From opset 18 on the operators take plain tensors and sequences too, and absent inputs.
#include "ops/optional.h"

#include "import/onnx/data_type.h"
#include "import/onnx/operators/sequence.h"

namespace sinter::onnx {
namespace {

bool is_optional(NodeContext& ctx) { return ctx.graph().value(ctx.in(0)).type.kind == ValueType::Kind::kOptional; }

/// What an optional made in this graph was made of: kNoValue in it for none.
std::optional<ValueId> known_content(NodeContext& ctx) {
  const NodeId by = ctx.graph().producer(ctx.in(0));
  if (by == kNoNode || !ctx.graph().node(by).op.is<Optional>()) return std::nullopt;
  const auto& inputs = ctx.graph().node(by).inputs;
  return inputs.empty() ? kNoValue : inputs[0];
}

}  // namespace

void import_optional(NodeContext& ctx) {
  if (ctx.has(0)) {
    ctx.ignore_attrs({"type"});
    return ctx.finish(Optional{}, {ctx.in(0)});
  }
  const auto* type = ctx.attr("type");
  if (!type) ctx.invalid("it has neither an input nor the attribute \"type\"");
  const TypeProto* t = &type->tp();
  const bool sequence = t->kind == TypeProto::Kind::kSequence;
  if (sequence && !t->elem.empty()) t = &t->elem[0];
  if (t->kind != TypeProto::Kind::kTensor)
    ctx.unsupported("an absent value of this type is not supported", "use tensors or sequences of tensors");
  ctx.finish(Optional{.dtype = data_type_of(t->elem_type), .sequence = sequence}, {});
}

void import_optional_has_element(NodeContext& ctx) {
  const auto known = [&](bool has) { ctx.output(0, Weights::scalar(DataType::kBool, has)); };
  if (!ctx.has(0)) return known(false);
  if (!is_optional(ctx)) return known(true);
  if (const auto content = known_content(ctx)) return known(*content != kNoValue);
  ctx.finish(OptionalHasElement{}, {ctx.in(0)});
}

void import_optional_get_element(NodeContext& ctx) {
  if (!is_optional(ctx)) return ctx.output(0, ctx.in(0));
  if (const auto content = known_content(ctx); content && *content != kNoValue) return ctx.output(0, *content);
  ctx.finish(OptionalGetElement{.rank = declared_rank(ctx)}, {ctx.in(0)});
}

}  // namespace sinter::onnx
