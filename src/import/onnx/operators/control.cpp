// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators with subgraphs. An If whose condition is known becomes the branch that is taken.
#include "import/onnx/graph_importer.h"
#include "import/onnx/node_context.h"
#include "ops/if.h"
#include "ops/loop.h"

namespace sinter::onnx {
namespace {

void inline_branch(NodeContext& ctx, const GraphProto& branch) {
  if (!branch.inputs.empty()) ctx.invalid("a branch has inputs");
  if (branch.outputs.size() < size_t(ctx.num_outputs())) ctx.invalid("a branch has fewer outputs than the node");
  std::vector<std::string> names;
  for (auto name : ctx.node().outputs) names.push_back(ctx.scope().full_name(name));
  const auto values = ctx.importer().import_inline(ctx.scope(), branch, names);
  for (int i = 0; i < ctx.num_outputs(); ++i) {
    if (values[size_t(i)] != kNoValue)
      ctx.output(i, values[size_t(i)]);
    else if (ctx.wants(i))
      ctx.scope().bind(ctx.node().outputs[size_t(i)], {.kind = Binding::Kind::kFailed});
  }
}

std::vector<ValueId> capture_values(NodeContext& ctx, std::span<const std::string_view> names) {
  std::vector<ValueId> values;
  for (auto name : names) values.push_back(ctx.scope().value(name, *ctx.scope().find(name)));
  return values;
}

}  // namespace

void import_if(NodeContext& ctx) {
  const GraphProto& then_branch = ctx.graph_attr("then_branch");
  const GraphProto& else_branch = ctx.graph_attr("else_branch");
  if (const auto condition = ctx.const_scalar(0))
    return inline_branch(ctx, *condition != 0 ? then_branch : else_branch);
  const GraphProto* bodies[] = {&then_branch, &else_branch};
  const auto captures = ctx.importer().captures_of(ctx.scope(), bodies);
  std::vector<std::unique_ptr<Graph>> regions;
  regions.push_back(ctx.importer().import_region(ctx.scope(), then_branch, "then", {}, captures));
  regions.push_back(ctx.importer().import_region(ctx.scope(), else_branch, "else", {}, captures));
  if (!regions[0] || !regions[1]) return ctx.fail_outputs();
  std::vector<ValueId> inputs{ctx.in(0)};
  const auto outer = capture_values(ctx, captures);
  inputs.insert(inputs.end(), outer.begin(), outer.end());
  ctx.finish(If{}, std::move(inputs), std::move(regions), int(then_branch.outputs.size()));
}

/// Inputs: optional trip count, optional condition, carried values. The body gets iteration number, condition and
/// carried values, and gives condition, carried values and scanned ones.
void import_loop(NodeContext& ctx) {
  const GraphProto* body = &ctx.graph_attr("body");
  std::vector<ValueId> inputs{ctx.optional_in(0), ctx.optional_in(1)};
  std::vector<ValueType> types{ValueType(DataType::kInt64, {}), ValueType(DataType::kBool, {})};
  for (int i = 2; i < ctx.num_inputs(); ++i) {
    inputs.push_back(ctx.in(i));
    types.push_back(ctx.graph().value(inputs.back()).type);
  }
  const Loop op{.carried = int64_t(inputs.size()) - 2};
  if (int64_t(body->outputs.size()) < 1 + op.carried)
    ctx.invalid("the body has " + std::to_string(body->outputs.size()) + " outputs for " + std::to_string(op.carried) +
                " carried values");
  const auto captures = ctx.importer().captures_of(ctx.scope(), std::span(&body, 1));
  std::vector<std::unique_ptr<Graph>> regions;
  regions.push_back(ctx.importer().import_region(ctx.scope(), *body, "body", types, captures));
  if (!regions[0]) return ctx.fail_outputs();
  const auto outer = capture_values(ctx, captures);
  inputs.insert(inputs.end(), outer.begin(), outer.end());
  ctx.finish(op, std::move(inputs), std::move(regions), int(body->outputs.size()) - 1);
}

}  // namespace sinter::onnx
