// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/matmul.h"

#include "import/einsum.h"
#include "import/tensorflow/op_context.h"
#include "ops/trilu.h"

namespace sinter::tensorflow {

void import_matmul(OpContext& ctx) {
  ctx.finish(
      MatMul{.transpose_a = ctx.bool_attr("transpose_a", false), .transpose_b = ctx.bool_attr("transpose_b", false)},
      {ctx.in(0), ctx.in(1)});
}

/// Version 3 names the type of the result.
void import_batch_matmul(OpContext& ctx) {
  const DataType out = ctx.type_attr("Tout", ctx.dtype(0));
  const MatMul op{.transpose_a = ctx.bool_attr("adj_x", false), .transpose_b = ctx.bool_attr("adj_y", false)};
  ctx.output(0, ctx.add(op, {ctx.cast(ctx.in(0), out), ctx.cast(ctx.in(1), out)}));
}

void import_einsum(OpContext& ctx) { ctx.output(0, build_einsum(ctx, ctx.string_attr("equation", ""), ctx.ins())); }

/// Keeps so many diagonals below and above the main one; all of them where the number is negative.
void import_matrix_band_part(OpContext& ctx) {
  const int64_t lower = ctx.need_int(1, "the number of lower diagonals");
  const int64_t upper = ctx.need_int(2, "the number of upper diagonals");
  ValueId x = ctx.in(0);
  const Binding given = ctx.binding(0);
  if (lower >= 0) x = ctx.add(Trilu{.upper = true}, {x, ctx.int_scalar(-lower)});
  if (upper >= 0) x = ctx.add(Trilu{.upper = false}, {x, ctx.int_scalar(upper)});
  if (lower < 0 && upper < 0) return ctx.output(0, given);
  ctx.output(0, x);
}

}  // namespace sinter::tensorflow
