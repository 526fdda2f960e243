// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/if.h"

#include "ir/record.h"
#include "ops/dim_bounds.h"
#include "ops/region_infer.h"

namespace sinter {

SINTER_OP(If)

namespace {

// A dim on which both branches agree stays; else only the run tells, and the larger one bounds it.
Dim merge_branch_dims(InferContext& ctx, const Graph& yes, const Dim& a, const Graph& no, const Dim& b) {
  if (a == b && is_outer_dim(yes, a) && is_outer_dim(no, b)) return a;
  return ctx.fresh_size("if", bounded_max(ctx, outer_upper_bound(yes, a), outer_upper_bound(no, b)));
}

}  // namespace

void If::infer(InferContext& ctx) const {
  ctx.require_dtype(0, {DataType::kBool});
  const SymDims& cond = ctx.tensor(0).dims;
  ctx.require(cond.empty() || (cond.size() == 1 && cond[0] == Dim(1)), "the condition is no scalar");
  Graph &yes = *ctx.regions()[0], &no = *ctx.regions()[1];
  for (Graph* region : {&yes, &no}) {
    enter_region(ctx, *region, 1);
    infer_region(*region);
    ctx.require(int(region->outputs().size()) == ctx.num_outputs(),
                "a branch has " + std::to_string(region->outputs().size()) + " outputs, the node " +
                    std::to_string(ctx.num_outputs()));
  }
  for (size_t i = 0; i < yes.outputs().size(); ++i) {
    const ValueType &a = yes.value(yes.outputs()[i]).type, &b = no.value(no.outputs()[i]).type;
    const std::string which =
        "output " + std::to_string(i) + " is " + to_string(a) + " in one branch and " + to_string(b) + " in the other";
    if (!a.is_tensor() || !b.is_tensor()) {
      ctx.require(a == b, which);
      ctx.set_output(int(i), a);
      continue;
    }
    ctx.require(a.tensor.dtype == b.tensor.dtype && a.tensor.rank() == b.tensor.rank(), which,
                "make dtype and rank equal");
    SymDims dims;
    for (size_t d = 0; d < a.tensor.dims.size(); ++d)
      dims.push_back(merge_branch_dims(ctx, yes, a.tensor.dims[d], no, b.tensor.dims[d]));
    ctx.set_output(int(i), a.tensor.dtype, std::move(dims));
  }
}

}  // namespace sinter
