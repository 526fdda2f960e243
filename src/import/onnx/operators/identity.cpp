// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators that leave elements as they are, or change only their type.
#include "base/text.h"
#include "import/onnx/node_context.h"
#include "import/onnx/operators/narrow_cast.h"
#include "ops/cast.h"
#include "ops/string_pointwise.h"

namespace sinter::onnx {
namespace {

struct TypeName {
  std::string_view onnx;
  DataType type;
};
/// Before opset 6 Cast names its type as text.
constexpr TypeName kTypeNames[] = {
    {"FLOAT", DataType::kFloat32}, {"FLOAT16", DataType::kFloat16}, {"DOUBLE", DataType::kFloat64},
    {"BOOL", DataType::kBool},     {"INT8", DataType::kInt8},       {"INT16", DataType::kInt16},
    {"INT32", DataType::kInt32},   {"INT64", DataType::kInt64},     {"UINT8", DataType::kUInt8},
    {"UINT16", DataType::kUInt16}, {"UINT32", DataType::kUInt32},   {"UINT64", DataType::kUInt64},
};

DataType cast_target(NodeContext& ctx) {
  const auto* to = ctx.attr("to");
  if (!to) ctx.invalid("the attribute \"to\" is missing");
  if (to->type != AttributeType::kString) return ctx.type_attr("to", DataType::kInvalid);
  for (const auto& name : kTypeNames)
    if (name.onnx == to->s()) return name.type;
  ctx.invalid("attribute \"to\": " + quote(to->s()) + " is no data type");
}

bool is_f8(DataType type) { return is_float(type) && bits_of(type) == 8; }

void finish_cast(NodeContext& ctx, DataType to) {
  ctx.ignore_attrs({"saturate", "round_mode"});  // of casts to 8-bit floats
  const DataType from = ctx.dtype(0);
  if (from == to) return ctx.output(0, ctx.in(0));
  if (from == DataType::kString) return ctx.finish(ParseStrings{.to = to}, {ctx.in(0)});
  if (to == DataType::kString) return ctx.finish(FormatStrings{}, {ctx.in(0)});
  // Small integer constants stay constants, so that shapes and axes can be read from them.
  if (const Weights* w = ctx.constant(0); w && is_integer(from) && is_integer(to) && w->count() <= 1024)
    return ctx.output(0, Weights::of_ints(to, w->dims(), w->to_ints()));
  if (is_f8(to)) return ctx.output(0, narrow_cast(ctx, ctx.in(0), to));
  // ONNX leaves open what floats beyond the range of these give; its tests take the low bits of the integer.
  const ValueId x = is_float(from) && is_integer(to) && bits_of(to) < 8 ? ctx.cast(ctx.in(0), DataType::kInt32)
                                                                        : ctx.in(0);
  ctx.finish(Cast{.to = to}, {x});
}

}  // namespace

void import_identity(NodeContext& ctx) {
  ctx.is_computed(0) ? ctx.output(0, ctx.in(0)) : ctx.output(0, Weights(*ctx.constant(0)));
}

void import_cast(NodeContext& ctx) { finish_cast(ctx, cast_target(ctx)); }

void import_cast_like(NodeContext& ctx) { finish_cast(ctx, ctx.dtype(1)); }

}  // namespace sinter::onnx
