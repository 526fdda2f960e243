// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators with subgraphs. An If whose condition is known becomes the branch that is taken.
#include "import/onnx/graph_importer.h"
#include "import/onnx/node_context.h"

namespace sinter::onnx {
namespace {

void inline_branch(NodeContext& ctx, const GraphProto& branch) {
  if (!branch.inputs.empty()) ctx.invalid("a branch has inputs");
  if (branch.outputs.size() < size_t(ctx.num_outputs())) ctx.invalid("a branch has fewer outputs than the node");
  std::vector<std::string> names;
  for (auto name : ctx.node().outputs) names.push_back(ctx.scope().full_name(name));
  const auto values = ctx.importer().import_inline(ctx.scope(), branch, names);
  for (int i = 0; i < ctx.num_outputs(); ++i) {
    if (values[size_t(i)] != kNoValue) ctx.output(i, values[size_t(i)]);
    else if (ctx.wants(i)) ctx.scope().bind(ctx.node().outputs[size_t(i)], {.kind = Binding::Kind::kFailed});
  }
}

}  // namespace

void import_if(NodeContext& ctx) {
  const GraphProto& then_branch = ctx.graph_attr("then_branch");
  const GraphProto& else_branch = ctx.graph_attr("else_branch");
  if (const auto condition = ctx.const_scalar(0)) return inline_branch(ctx, *condition != 0 ? then_branch : else_branch);
  ctx.unsupported("the condition depends on data that only the run itself knows",
                  "export the model with a fixed branch, or fix the shapes that the condition looks at");
}

}  // namespace sinter::onnx
