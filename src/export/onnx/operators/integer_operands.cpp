// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "export/onnx/operators/integer_operands.h"

#include "ops/cast.h"
#include "ops/reshape.h"
#include "ops/sub.h"

namespace sinter::onnx_export {
namespace {

struct ByteOperand {
  ValueId value = kNoValue, zero = kNoValue;
};

/// What a value is a cast of, if that is a tensor of bytes.
ValueId cast_bytes(const Graph& g, ValueId v) {
  const NodeId p = g.producer(v);
  if (p == kNoNode || !g.node(p).op.is<Cast>()) return kNoValue;
  const ValueId from = g.node(p).inputs[0];
  const DataType t = g.tensor(from).dtype;
  return t == DataType::kInt8 || t == DataType::kUInt8 ? from : kNoValue;
}

/// A zero point: for the whole tensor, or (taken back from the shape in which it broadcasts along `axis`) a vector.
ValueId zero_point(const Graph& g, ValueId v, int axis) {
  if (const ValueId zero = cast_bytes(g, v); zero != kNoValue) return g.tensor(zero).rank() == 0 ? zero : kNoValue;
  const NodeId p = g.producer(v);
  if (p == kNoNode || !g.node(p).op.is<Reshape>()) return kNoValue;
  const ValueId zero = cast_bytes(g, g.node(p).inputs[0]);
  if (zero == kNoValue || g.tensor(zero).rank() != 1) return kNoValue;
  const SymDims& dims = g.tensor(v).dims;
  const int at = axis < 0 ? axis + int(dims.size()) : axis;
  for (int d = 0; d < int(dims.size()); ++d)
    if (d != at && !(dims[size_t(d)] == Dim(1))) return kNoValue;
  return zero;
}

/// `axis`: along which zero points may differ.
ByteOperand byte_operand(const Graph& g, ValueId v, int axis) {
  ByteOperand out;
  out.value = cast_bytes(g, v);
  const NodeId p = g.producer(v);
  if (out.value != kNoValue || p == kNoNode || !g.node(p).op.is<Sub>()) return out;
  const ValueId x = cast_bytes(g, g.node(p).inputs[0]), zero = zero_point(g, g.node(p).inputs[1], axis);
  if (x != kNoValue && zero != kNoValue) out = {x, zero};
  return out;
}

}  // namespace

bool write_integer_product(NodeWriter& ctx, std::string_view op, const Attributes& attributes) {
  if (ctx.dtype(0) != DataType::kInt32) return false;
  const Graph& g = ctx.graph();
  const bool conv = op == "ConvInteger";
  const ByteOperand a = byte_operand(g, ctx.node().inputs[0], -2),
                    b = byte_operand(g, ctx.node().inputs[1], conv ? 0 : -1);
  if (conv && a.zero != kNoValue && g.tensor(a.zero).rank() != 0) return false;
  if (a.value == kNoValue || b.value == kNoValue) return false;
  GraphScope& scope = ctx.scope();
  ctx.finish(op, {scope.name(a.value), scope.name(b.value), scope.name(a.zero), scope.name(b.zero)}, attributes);
  return true;
}

}  // namespace sinter::onnx_export
