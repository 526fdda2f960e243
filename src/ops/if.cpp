// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/if.h"

#include <algorithm>

#include "ir/record.h"
#include "ops/dim_bounds.h"
#include "ops/region_infer.h"

namespace sinter {

SINTER_OP(If)

namespace {

// A dim on which both branches agree stays; else only the run tells, and the larger one bounds it.
Dim merge_branch_dims(InferContext& ctx, const Graph& yes, const Dim& a, const Graph& no, const Dim& b) {
  if (a == b && is_outer_dim(yes, a) && is_outer_dim(no, b)) return a;
  const Dim x = outer_upper_bound(yes, a), y = outer_upper_bound(no, b), none(INT64_MAX);
  return ctx.fresh_size("if", x == none || y == none ? none : bounded_max(ctx, x, y));
}

// Only one branch counts.
void infer_only(InferContext& ctx, const Graph& branch) {
  ctx.require(int(branch.outputs().size()) == ctx.num_outputs(),
              "the branch has " + std::to_string(branch.outputs().size()) + " outputs, the node " +
                  std::to_string(ctx.num_outputs()));
  for (size_t i = 0; i < branch.outputs().size(); ++i) {
    const ValueType& type = branch.value(branch.outputs()[i]).type;
    if (!type.is_tensor()) {
      ctx.set_output(int(i), outer_object_type(branch, type));
      continue;
    }
    SymDims dims;
    for (const Dim& d : type.tensor.dims)
      dims.push_back(is_outer_dim(branch, d) ? d : ctx.fresh_size("if", outer_upper_bound(branch, d)));
    ctx.set_output(int(i), type.tensor.dtype, std::move(dims));
  }
}

}  // namespace

void refuse_branch(Node& node, size_t branch, std::string why) {
  auto& region = node.regions.at(branch);
  const Graph& like = *node.regions.at(1 - branch);
  auto empty = std::make_unique<Graph>(region ? region->name() : branch == 0 ? "then" : "else");
  for (ValueId v : like.inputs()) empty->add_input(like.value(v).name, like.value(v).type);
  region = std::move(empty);
  node.op = If{.only = int64_t(1 - branch), .refused = std::move(why)};
}

void If::infer(InferContext& ctx) const {
  ctx.require_dtype(0, {DataType::kBool});
  const SymDims& cond = ctx.tensor(0).dims;
  ctx.require(cond.empty() || (cond.size() == 1 && cond[0] == Dim(1)), "the condition is no scalar");
  Graph &yes = *ctx.regions()[0], &no = *ctx.regions()[1];
  for (Graph* region : {&yes, &no})
    if (enter_region(ctx, *region, 1)) infer_region(*region);
  ctx.require(only >= -1 && only <= 1, "only is " + std::to_string(only), "use 0, 1, or -1 for both");
  if (only >= 0) return infer_only(ctx, only == 0 ? yes : no);
  for (Graph* region : {&yes, &no})
    ctx.require(int(region->outputs().size()) == ctx.num_outputs(),
                "a branch has " + std::to_string(region->outputs().size()) + " outputs, the node " +
                    std::to_string(ctx.num_outputs()));
  for (size_t i = 0; i < yes.outputs().size(); ++i) {
    const ValueType &a = yes.value(yes.outputs()[i]).type, &b = no.value(no.outputs()[i]).type;
    const std::string which =
        "output " + std::to_string(i) + " is " + to_string(a) + " in one branch and " + to_string(b) + " in the other";
    if (!a.is_tensor() || !b.is_tensor()) {
      ValueType both;
      ctx.require(join_value(outer_object_type(yes, a), outer_object_type(no, b), both), which,
                  "make the types equal");
      ctx.set_output(int(i), both);
      continue;
    }
    ctx.require(a.tensor.dtype == b.tensor.dtype, which, "cast one of them");
    ctx.require(a.tensor.rank() == b.tensor.rank(), which + ", and only the run tells which one is taken",
                "give both branches one rank, or make the condition follow from constants and input shapes (the "
                "build takes the branch then; fixed input shapes may do it)");
    SymDims dims;
    for (size_t d = 0; d < a.tensor.dims.size(); ++d)
      dims.push_back(merge_branch_dims(ctx, yes, a.tensor.dims[d], no, b.tensor.dims[d]));
    ctx.set_output(int(i), a.tensor.dtype, std::move(dims));
    const HostValue &x = yes.value(yes.outputs()[i]).host_value, &y = no.value(no.outputs()[i]).host_value;
    const bool known = x && x == y && std::all_of(x->begin(), x->end(), [&](const Dim& d) {
      return is_outer_dim(yes, d) && is_outer_dim(no, d);
    });
    if (known) ctx.set_host_value(int(i), *x);
  }
}

}  // namespace sinter
