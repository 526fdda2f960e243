// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// InnerProduct and Embed.
#include "import/caffe/layer_context.h"
#include "ops/cast.h"
#include "ops/gather.h"
#include "ops/matmul.h"

namespace sinter::caffe {

void import_inner_product(LayerContext& ctx) {
  ctx.expect_bottoms(1, 1);
  Params& p = ctx.params("inner_product_param");
  const SymDims dims = ctx.dims(0);
  // Axis = rank: every number is a vector of one.
  const int64_t axis = p.integer("axis", 1), rank = int64_t(dims.size());
  if (axis < -rank || axis > rank)
    p.fail_at("axis", "axis is " + std::to_string(axis) + " for " + std::to_string(rank) + " dims");
  const auto first = dims.begin() + (axis < 0 ? axis + rank : axis);
  const int64_t outputs = p.needed("num_output");
  const int64_t inputs = ctx.fixed(product(SymDims(first, dims.end())), "the number of inputs");
  const bool transposed = p.flag("transpose", false);
  const Dims weight_dims = transposed ? Dims{inputs, outputs} : Dims{outputs, inputs};
  const ValueId w = ctx.blob_value(0, weight_dims, Fill::kWeight, "weights");
  SymDims out(dims.begin(), first);
  const ValueId rows = ctx.reshape(ctx.bottom(0), {product(out), Dim(inputs)});
  ValueId y = ctx.add(MatMul{.transpose_b = !transposed}, {rows, w});
  if (p.flag("bias_term", true)) y = ctx.add("Add", {y, ctx.blob_value(1, {outputs}, Fill::kZero, "bias")});
  out.emplace_back(outputs);
  ctx.top(0, ctx.reshape(y, std::move(out)));
}

void import_embed(LayerContext& ctx) {
  ctx.expect_bottoms(1, 1);
  Params& p = ctx.params("embed_param");
  const int64_t outputs = p.needed("num_output"), inputs = p.needed("input_dim");
  const ValueId table = ctx.blob_value(0, {inputs, outputs}, Fill::kWeight, "weights");
  ValueId y = ctx.add(Gather{}, {table, ctx.cast(ctx.bottom(0), DataType::kInt64)});
  if (p.flag("bias_term", true)) y = ctx.add("Add", {y, ctx.blob_value(1, {outputs}, Fill::kZero, "bias")});
  ctx.top(0, y);
}

}  // namespace sinter::caffe
