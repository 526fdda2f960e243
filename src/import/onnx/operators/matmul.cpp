// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "import/onnx/operators/fused_activation.h"
#include "import/onnx/operators/integer_operand.h"
#include "ops/gelu.h"
#include "ops/matmul.h"
#include "ops/softmax.h"

namespace sinter::onnx {

ValueId along_axis(NodeContext& ctx, ValueId v, int axis, int rank) {
  const SymDims& dims = ctx.type_of(v).dims;
  if (dims.empty() || int(dims.size()) == rank) return v;
  if (dims.size() != 1) ctx.invalid("a scale or zero point has rank " + std::to_string(dims.size()));
  if (dims[0] == Dim(1)) return ctx.reshape(v, {});
  SymDims shape(size_t(rank - axis), Dim(1));
  shape[0] = dims[0];
  return ctx.reshape(v, std::move(shape));
}

ValueId integer_operand(NodeContext& ctx, ValueId v, ValueId zero_point, int axis) {
  const int rank = ctx.type_of(v).rank();
  const ValueId wide = ctx.cast(v, DataType::kInt32);
  if (zero_point == kNoValue) return wide;
  if (const Weights* w = ctx.graph().constant(zero_point); w && w->count() == 1 && w->to_ints()[0] == 0) return wide;
  return ctx.add("Sub", {wide, along_axis(ctx, ctx.cast(zero_point, DataType::kInt32), axis, rank)});
}

void import_matmul(NodeContext& ctx) { ctx.finish(MatMul{}, {ctx.in(0), ctx.in(1)}); }

/// Zero points are per row of a and per column of b.
void import_matmul_integer(NodeContext& ctx) {
  const ValueId a = integer_operand(ctx, ctx.in(0), ctx.optional_in(2), std::max(ctx.rank(0) - 2, 0));
  const ValueId b = integer_operand(ctx, ctx.in(1), ctx.optional_in(3), std::max(ctx.rank(1) - 1, 0));
  ctx.finish(MatMul{}, {a, b});
}

namespace {

/// alpha * a' * b' + beta * c.
ValueId gemm(NodeContext& ctx) {
  const double alpha = ctx.float_attr("alpha", 1.0), beta = ctx.float_attr("beta", 1.0);
  const MatMul op{.transpose_a = ctx.bool_attr("transA", false), .transpose_b = ctx.bool_attr("transB", false)};
  ctx.ignore_attrs({"broadcast"});
  if (ctx.rank(0) != 2 || ctx.rank(1) != 2) ctx.invalid("the operands must be matrices");
  const bool has_c = ctx.has(2) && beta != 0;
  ValueId v = ctx.add(op, {ctx.in(0), ctx.in(1)});
  if (alpha != 1) v = ctx.add("Mul", {v, ctx.scalar_like(v, alpha)});
  if (!has_c) return v;
  ValueId c = ctx.in(2);
  if (beta != 1) c = ctx.add("Mul", {c, ctx.scalar_like(c, beta)});
  return ctx.add("Add", {v, c});
}

/// The activation with parameters that are attributes of their own.
std::optional<Op> gemm_activation(NodeContext& ctx) {
  std::vector<std::optional<double>> parameters;
  for (const char* name : {"activation_alpha", "activation_beta", "activation_gamma"})
    parameters.push_back(ctx.has_attr(name) ? std::optional(ctx.float_attr(name, 0)) : std::nullopt);
  const std::string name = ctx.string_attr("activation", "");
  // Selu has no beta: its second parameter is called gamma.
  if (name == "Selu") parameters.erase(parameters.begin() + 1);
  return fused_activation(ctx, name, parameters);
}

/// [rows,batch...,columns] as [batch...,rows,columns].
ValueId batch_first(NodeContext& ctx, ValueId v, bool swap) {
  const int rank = ctx.type_of(v).rank();
  if (!swap || rank < 3) return v;
  Ints perm;
  for (int i = 1; i < rank - 1; ++i) perm.push_back(i);
  perm.insert(perm.end(), {0, rank - 1});
  return ctx.transpose(v, std::move(perm));
}

/// A contributed MatMul with transposed operands and a factor.
ValueId fused_matmul(NodeContext& ctx) {
  const double alpha = ctx.float_attr("alpha", 1.0);
  const MatMul op{.transpose_a = ctx.bool_attr("transA", false), .transpose_b = ctx.bool_attr("transB", false)};
  const ValueId a = batch_first(ctx, ctx.in(0), ctx.bool_attr("transBatchA", false));
  const ValueId b = batch_first(ctx, ctx.in(1), ctx.bool_attr("transBatchB", false));
  const ValueId v = ctx.add(op, {a, b});
  return alpha == 1 ? v : ctx.add("Mul", {v, ctx.scalar_like(v, alpha)});
}

}  // namespace

void import_gemm(NodeContext& ctx) { ctx.output(0, gemm(ctx)); }
void import_fused_gemm(NodeContext& ctx) { ctx.output(0, activated(ctx, gemm(ctx), gemm_activation(ctx))); }
void import_fused_matmul(NodeContext& ctx) { ctx.output(0, fused_matmul(ctx)); }

/// Contributed: FusedMatMul and an activation, which may be a Softmax along an axis.
void import_fused_matmul_activation(NodeContext& ctx) {
  const ValueId v = fused_matmul(ctx);
  if (ctx.string_attr("activation", "") == "Softmax")
    return ctx.finish(Softmax{.axis = ctx.axis_of(ctx.int_attr("activation_axis", -1), ctx.type_of(v).rank())}, {v});
  ctx.ignore_attrs({"activation_axis"});
  ctx.output(0, activated(ctx, v, gemm_activation(ctx)));
}

/// Contributed: MatMul, bias, Gelu by tanh.
void import_gemm_fast_gelu(NodeContext& ctx) {
  ValueId v = ctx.add(MatMul{}, {ctx.in(0), ctx.in(1)});
  if (ctx.has(2)) v = ctx.add("Add", {v, ctx.in(2)});
  ctx.finish(Gelu{.approximate = GeluApproximate::kTanh}, {v});
}

}  // namespace sinter::onnx
