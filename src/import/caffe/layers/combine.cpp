// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Layers that join several blobs: Eltwise, Concat, Axpy, Bias, Scale.
#include "ops/concat.h"

#include "import/caffe/layer_context.h"

namespace sinter::caffe {
namespace {

void check_alike(LayerContext& ctx) {
  const SymDims first = ctx.dims(0);
  for (size_t i = 1; i < ctx.num_bottoms(); ++i) {
    const SymDims dims = ctx.dims(i);
    bool alike = dims.size() == first.size();
    for (size_t a = 0; alike && a < dims.size(); ++a)
      alike = !dims[a].is_const() || !first[a].is_const() || dims[a] == first[a];
    if (!alike)
      fail(ErrorCode::kShapeMismatch, "its bottoms have the shapes " + to_string(first) + " and " + to_string(dims),
           "make them equal");
  }
}

/// The learned or given operand of Bias and Scale, ready to broadcast against bottom 0.
ValueId second_operand(LayerContext& ctx, Params& p, size_t blob, Fill fill, std::string_view role) {
  const int rank = ctx.rank(0);
  const bool scalar = rank == 0 || p.integer("num_axes", 1) == 0;
  const int64_t axis = scalar && !(ctx.num_bottoms() > 1) ? 0 : ctx.axis_of(p.integer("axis", 1), rank);
  if (ctx.num_bottoms() > 1) return ctx.along(ctx.bottom(1), axis, rank);
  const int64_t axes = p.integer("num_axes", 1);
  if (axes < -1 || axes > rank - axis)
    p.fail_at("num_axes", "num_axes is " + std::to_string(axes) + " from axis " + std::to_string(axis) + " on");
  const SymDims dims = ctx.dims(0);
  Dims own;
  for (int64_t a = axis; a < (axes < 0 ? rank : axis + axes); ++a)
    own.push_back(ctx.fixed(dims[size_t(a)], "dim " + std::to_string(a) + " of its input"));
  Weights w = ctx.blob(blob, own, fill);
  if (!own.empty()) own.resize(size_t(rank - axis), 1);
  return ctx.weight_value(Weights(w.dtype(), own, w.bytes(), w.owner()), role);
}

ValueId eltwise_sum(LayerContext& ctx, const std::vector<double>& coefficients) {
  ValueId sum = kNoValue;
  for (size_t i = 0; i < ctx.num_bottoms(); ++i) {
    const double c = coefficients.empty() ? 1 : coefficients[i];
    const ValueId x = c == -1 && i > 0 ? ctx.bottom(i) : ctx.times(ctx.bottom(i), c);
    sum = i == 0 ? x : ctx.add(c == -1 ? "Sub" : "Add", {sum, x});
  }
  return sum;
}

}  // namespace

void import_eltwise(LayerContext& ctx) {
  ctx.expect_bottoms(1, -1);
  check_alike(ctx);
  Params& p = ctx.params("eltwise_param");
  p.ignore({"stable_prod_grad"});
  const std::string_view kind = p.word("operation", "SUM");
  const std::vector<double> coefficients = p.reals("coeff");
  const bool sum = kind == "SUM" || kind == "1";
  if (!coefficients.empty() && (coefficients.size() != ctx.num_bottoms() || !sum))
    p.fail_at("coeff",
              "there are " + std::to_string(coefficients.size()) + " coefficients for " +
                  std::to_string(ctx.num_bottoms()) + " bottoms",
              "give one for each, and only to a SUM");
  ValueId y = ctx.bottom(0);
  if (sum) {
    y = eltwise_sum(ctx, coefficients);
  } else {
    const std::string_view op = kind == "PROD" || kind == "0"  ? "Mul"
                                : kind == "MAX" || kind == "2" ? "Max"
                                : kind == "MIN"                ? "Min"
                                : kind == "DIV"                ? "Div"
                                                               : "";
    if (op.empty()) p.fail_at("operation", "\"operation\" is " + std::string(kind), "use PROD, SUM or MAX");
    for (size_t i = 1; i < ctx.num_bottoms(); ++i) y = ctx.add(op, {y, ctx.bottom(i)});
  }
  ctx.top(0, y);
}

void import_concat_layer(LayerContext& ctx) {
  ctx.expect_bottoms(1, -1);
  Params& p = ctx.params("concat_param");
  const int64_t old = p.integer("concat_dim", 1);
  const int64_t axis = ctx.axis_of(p.integer("axis", old), ctx.rank(0));
  std::vector<ValueId> parts;
  for (size_t i = 0; i < ctx.num_bottoms(); ++i) parts.push_back(ctx.bottom(i));
  parts.size() == 1 ? ctx.top(0, parts[0]) : ctx.finish(Concat{.axis = axis}, std::move(parts));
}

void import_bias(LayerContext& ctx) {
  ctx.expect_bottoms(1, 2);
  Params& p = ctx.params("bias_param");
  ctx.finish("Add", {ctx.bottom(0), second_operand(ctx, p, 0, Fill::kZero, "bias")});
}

void import_scale(LayerContext& ctx) {
  ctx.expect_bottoms(1, 2);
  Params& p = ctx.params("scale_param");
  const ValueId factor = second_operand(ctx, p, 0, Fill::kOne, "scales");
  ValueId y = ctx.add("Mul", {ctx.bottom(0), factor});
  if (p.flag("bias_term", false)) {
    // The bias has the shape of the factors; it comes first among the blobs if those are a bottom.
    const TensorType like = ctx.type_of(factor);
    Dims dims;
    for (const Dim& d : like.dims) dims.push_back(ctx.fixed(d, "a dim of its factors"));
    y = ctx.add("Add", {y, ctx.blob_value(ctx.num_bottoms() > 1 ? 0 : 1, dims, Fill::kZero, "bias")});
  }
  ctx.top(0, y);
}

/// Squeeze-and-excitation's a * x + y, with one a per channel.
void import_axpy(LayerContext& ctx) {
  ctx.expect_bottoms(3, 3);
  SymDims dims = ctx.dims(0);
  while (dims.size() > 2 && dims.back() == Dim(1)) dims.pop_back();
  if (dims.size() > 2) ctx.invalid("its factors have the shape " + to_string(ctx.dims(0)), "use [N,C,1,1]");
  const ValueId factor = ctx.along(ctx.reshape(ctx.bottom(0), dims), 0, ctx.rank(1));
  ctx.finish("Add", {ctx.add("Mul", {ctx.bottom(1), factor}), ctx.bottom(2)});
}

}  // namespace sinter::caffe
