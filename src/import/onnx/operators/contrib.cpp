// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Contributed tensor operators (com.microsoft) that need little of their own.
#include "base/text.h"
#include "import/onnx/importers.h"
#include "import/onnx/node_context.h"
#include "ops/concat.h"
#include "ops/matmul.h"
#include "ops/reduce.h"
#include "ops/slice.h"

namespace sinter::onnx {
namespace {

ValueId sum_of_squares(NodeContext& ctx, ValueId v) {
  return ctx.add(Reduce{.kind = ReduceKind::kSumSquare, .axes = {1}, .keep_dims = false}, {v});
}

/// One of the two halves of a complex number, which lie in the last dim.
ValueId complex_part(NodeContext& ctx, int input, int64_t part) {
  const int64_t last = ctx.rank(input) - 1;
  if (last < 0 || ctx.type(input).dims.back() != Dim(2)) ctx.invalid("the last dim of an input is not 2");
  const Slice op{.axes = {last}, .starts = {Dim(part)}, .ends = {Dim(part + 1)}, .steps = {1}};
  return ctx.add(op, {ctx.in(input)});
}

}  // namespace

/// Distances of all rows of a from all rows of b: |a|^2 + |b|^2 - 2 a.b, or its root.
void import_cdist(NodeContext& ctx) {
  const std::string metric = ctx.string_attr("metric", "sqeuclidean");
  if (metric != "sqeuclidean" && metric != "euclidean")
    ctx.unsupported("metric is " + quote(metric), "use euclidean or sqeuclidean");
  if (ctx.rank(0) != 2 || ctx.rank(1) != 2) ctx.invalid("the operands must be matrices");
  const ValueId a = ctx.in(0), b = ctx.in(1);
  const ValueId aa = ctx.reshape(sum_of_squares(ctx, a), {ctx.type_of(a).dims[0], Dim(1)}), bb = sum_of_squares(ctx, b);
  const ValueId ab = ctx.add(MatMul{.transpose_b = true}, {a, b});
  const ValueId sum = ctx.add("Add", {aa, bb});
  const ValueId d = ctx.add("Max", {ctx.add("Sub", {sum, ctx.add("Mul", {ab, ctx.scalar_like(ab, 2)})}),
                                    ctx.scalar_like(ab, 0)});
  ctx.output(0, metric == "euclidean" ? ctx.add("Sqrt", {d}) : d);
}

/// Inserts a dim of 1 at a constant axis.
void import_expand_dims(NodeContext& ctx) {
  const auto axis = ctx.const_scalar(1);
  if (!axis) ctx.unsupported("the axis is not known at build time", "make it a constant");
  SymDims dims = ctx.type(0).dims;
  dims.insert(dims.begin() + ctx.axis_of(int64_t(*axis), ctx.rank(0) + 1), Dim(1));
  ctx.output(0, ctx.reshape(ctx.in(0), dims));
}

/// (a + bi)(c + di), or with the conjugate of the second operand.
void import_complex_mul(NodeContext& ctx) {
  const ValueId a = complex_part(ctx, 0, 0), b = complex_part(ctx, 0, 1), c = complex_part(ctx, 1, 0);
  ValueId d = complex_part(ctx, 1, 1);
  if (ctx.op_type() == "ComplexMulConj") d = ctx.add("Neg", {d});
  const ValueId real = ctx.add("Sub", {ctx.add("Mul", {a, c}), ctx.add("Mul", {b, d})});
  const ValueId imaginary = ctx.add("Add", {ctx.add("Mul", {a, d}), ctx.add("Mul", {b, c})});
  ctx.finish(Concat{.axis = ctx.type_of(real).rank() - 1}, {real, imaginary});
}

void import_inverse(NodeContext& ctx) { ctx.finish("MatrixInverse", {ctx.in(0)}); }

/// Pad as ai.onnx has it since opset 11.
void import_contrib_pad(NodeContext& ctx) {
  ctx.ignore_attrs({"mode"});
  NodeContext modern(ctx.importer(), ctx.scope(), ctx.node(), 13);
  find_importer("", "Pad")->run(modern);
}

}  // namespace sinter::onnx
