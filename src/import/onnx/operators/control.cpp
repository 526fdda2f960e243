// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators with subgraphs. An If whose condition is known becomes the branch that is taken.
#include <algorithm>

#include "import/onnx/graph_importer.h"
#include "import/onnx/node_context.h"
#include "ops/if.h"
#include "ops/loop.h"
#include "ops/optional.h"
#include "ops/region_infer.h"

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

namespace {

bool same_rank(const Graph& a, const Graph& b, size_t output) {
  const ValueType &x = a.value(a.outputs()[output]).type, &y = b.value(b.outputs()[output]).type;
  return !x.is_tensor() || !y.is_tensor() || x.tensor.rank() == y.tensor.rank();
}

size_t working_nodes(const GraphProto& g) {
  return size_t(std::count_if(g.nodes.begin(), g.nodes.end(), [](const NodeProto& n) {
    return n.op_type != "Identity" && n.op_type != "Constant";
  }));
}

/// Of a branch that must not be taken only the inputs are left.
void leave_only(const If& op, std::vector<std::unique_ptr<Graph>>& regions) {
  const Graph& like = *regions[size_t(op.only)];
  auto empty = std::make_unique<Graph>(op.only == 0 ? "else" : "then");
  for (ValueId v : like.inputs()) empty->add_input(like.value(v).name, like.value(v).type);
  regions[size_t(1 - op.only)] = std::move(empty);
}

/// One value cannot have two ranks. Where only the run tells which branch is taken, the one that does more is what the
/// model means (exporters write "squeeze, if the dim is 1" like that), and taking the other is an error at run time.
If choose_branch(const GraphProto& then_branch, const GraphProto& else_branch,
                 std::vector<std::unique_ptr<Graph>>& regions) {
  If op;
  const Graph &yes = *regions[0], &no = *regions[1];
  for (size_t i = 0; i < std::min(yes.outputs().size(), no.outputs().size()); ++i) {
    if (same_rank(yes, no, i)) continue;
    op.only = working_nodes(else_branch) > working_nodes(then_branch) ? 1 : 0;
    const std::string yes_type = to_string(yes.value(yes.outputs()[i]).type);
    const std::string no_type = to_string(no.value(no.outputs()[i]).type);
    op.refused = "output " + std::to_string(i) + " is " + yes_type + " if the condition is true and " + no_type +
                 " if it is false; the network was imported for the " +
                 (op.only == 0 ? "first, and the condition is false" : "second, and the condition is true");
    break;
  }
  if (op.only >= 0) leave_only(op, regions);
  return op;
}

/// A branch may be for shapes that this model does not have. Where the other one fits, that is no error before the run
/// takes it.
If import_failed_branch(NodeContext& ctx, size_t failures, std::vector<std::unique_ptr<Graph>>& regions) {
  If op;
  const bool one_failed = (regions[0] == nullptr) != (regions[1] == nullptr);
  if (!one_failed || !ctx.importer().failures().only_shapes(failures)) return op;
  op.only = regions[0] ? 0 : 1;
  op.refused = "the shapes do not fit the " + std::string(op.only == 0 ? "else_branch" : "then_branch") + " (" +
               ctx.importer().failures().text_of(failures) + "); it cannot be run";
  ctx.importer().forget_failures(failures);
  leave_only(op, regions);
  return op;
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
  const size_t failures = ctx.importer().num_failures();
  regions.push_back(ctx.importer().import_region(ctx.scope(), then_branch, "then", {}, captures));
  regions.push_back(ctx.importer().import_region(ctx.scope(), else_branch, "else", {}, captures));
  If op = import_failed_branch(ctx, failures, regions);
  if (!regions[0] || !regions[1]) return ctx.fail_outputs();
  std::vector<ValueId> inputs{ctx.in(0)};
  const auto outer = capture_values(ctx, captures);
  inputs.insert(inputs.end(), outer.begin(), outer.end());
  if (op.only < 0) op = choose_branch(then_branch, else_branch, regions);
  if (op.only >= 0)
    ctx.warn(op.refused.substr(0, op.refused.rfind(';')) + "; the run must take the " +
             (op.only == 0 ? "then_branch" : "else_branch"));
  ctx.finish(std::move(op), std::move(inputs), std::move(regions), int(then_branch.outputs.size()));
}

namespace {

/// Which dims of the carried values change from one iteration to the next.
using ChangingDims = std::vector<std::vector<bool>>;

struct LoopParts {
  const GraphProto& body;
  std::vector<ValueType> carried;  // types that the loop begins with
  std::vector<std::string_view> captures;
};

std::unique_ptr<Graph> import_loop_body(NodeContext& ctx, const LoopParts& parts, const ChangingDims& changing) {
  const GraphProto& body = parts.body;
  GraphImporter::check_inputs(body, 2 + parts.carried.size());
  auto graph = GraphImporter::open_region(ctx.graph(), "body");
  Scope scope = Scope::subgraph(ctx.scope(), *graph);
  const auto bind = [&](size_t i, const ValueType& type) {
    const ValueId v = graph->add_input(scope.full_name(body.inputs[i].name), type);
    scope.bind_value(body.inputs[i].name, v);
    return v;
  };
  bind(0, ValueType(DataType::kInt64, {}));
  bind(1, ValueType(DataType::kBool, {}));
  for (size_t i = 0; i < parts.carried.size(); ++i) {
    const ValueId v = bind(2 + i, parts.carried[i]);
    for (size_t d = 0; d < changing[i].size(); ++d)
      if (changing[i][d]) graph->value(v).type.tensor.dims[d] = changing_dim(*graph, v, int(d));
  }
  ctx.importer().bind_captures(ctx.scope(), scope, parts.captures);
  auto outputs = ctx.importer().import_body(scope, body);
  if (!outputs) return nullptr;
  graph->set_outputs(std::move(*outputs));
  return graph;
}

/// Adds dims that an iteration changes; false if there are no more. Other differences are for inference to tell.
bool find_changing(const Graph& body, ChangingDims& changing) {
  bool more = false;
  for (size_t i = 0; i < changing.size(); ++i) {
    const ValueType& in = body.value(body.inputs()[2 + i]).type;
    const ValueType& out = body.value(body.outputs()[1 + i]).type;
    if (!in.is_tensor() || !out.is_tensor() || in.tensor.rank() != out.tensor.rank()) continue;
    for (size_t d = 0; d < changing[i].size(); ++d) {
      if (changing[i][d] || in.tensor.dims[d] == out.tensor.dims[d]) continue;
      changing[i][d] = more = true;
    }
  }
  return more;
}

/// What is decided during import (constants, branches, attributes) may follow from the shapes of carried values, so the
/// body is imported anew when they turn out to change. A body that fails with the shapes that the loop begins with gets
/// a second chance without them.
std::unique_ptr<Graph> import_settled_body(NodeContext& ctx, const LoopParts& parts) {
  ChangingDims changing;
  size_t dims = 0;
  for (const auto& type : parts.carried) {
    changing.emplace_back(type.is_tensor() ? size_t(type.tensor.rank()) : 0, false);
    dims += changing.back().size();
  }
  const size_t failures = ctx.importer().num_failures();
  for (bool all = dims == 0;;) {
    auto body = import_loop_body(ctx, parts, changing);
    if (body && !find_changing(*body, changing)) return body;
    if (body) continue;
    if (all) return nullptr;
    all = true;
    ctx.importer().forget_failures(failures);
    for (auto& c : changing) c.assign(c.size(), true);
  }
}

/// A carried optional may come out of an iteration as what it holds: it is wrapped again there, and unwrapped behind
/// the loop. The numbers of such values.
std::vector<size_t> wrap_optionals(const LoopParts& parts, Graph& body) {
  std::vector<size_t> wrapped;
  auto outputs = body.outputs();
  for (size_t i = 0; i < parts.carried.size(); ++i) {
    const ValueType &in = parts.carried[i], &out = body.value(outputs[1 + i]).type;
    if (in.kind != ValueType::Kind::kOptional || out.kind == ValueType::Kind::kOptional) continue;
    outputs[1 + i] = body.add_value(Optional{}, {outputs[1 + i]});
    wrapped.push_back(i);
  }
  if (!wrapped.empty()) body.set_outputs(std::move(outputs));
  return wrapped;
}

void finish_unwrapped(NodeContext& ctx, const Loop& op, std::vector<ValueId> inputs,
                      std::vector<std::unique_ptr<Graph>> regions, int count, const std::vector<size_t>& wrapped) {
  NodeMeta meta;
  meta.sources = {ctx.scope().source_name(ctx.node())};
  meta.regions = std::move(regions);
  meta.num_outputs = count;
  std::vector<ValueId> outputs = ctx.graph().node(ctx.graph().add(op, std::move(inputs), std::move(meta))).outputs;
  for (size_t i : wrapped) outputs[i] = ctx.add(OptionalGetElement{}, {outputs[i]});
  for (int i = 0; i < count; ++i) ctx.output(i, outputs[size_t(i)]);
}

}  // namespace

/// Inputs: optional trip count, optional condition, carried values. The body gets iteration number, condition and
/// carried values, and gives condition, carried values and scanned ones.
void import_loop(NodeContext& ctx) {
  const GraphProto* body = &ctx.graph_attr("body");
  std::vector<ValueId> inputs{ctx.optional_in(0), ctx.optional_in(1)};
  LoopParts parts{*body, {}, {}};
  for (int i = 2; i < ctx.num_inputs(); ++i) {
    inputs.push_back(ctx.in(i));
    parts.carried.push_back(ctx.graph().value(inputs.back()).type);
  }
  const Loop op{.carried = int64_t(inputs.size()) - 2};
  if (int64_t(body->outputs.size()) < 1 + op.carried)
    ctx.invalid("the body has " + std::to_string(body->outputs.size()) + " outputs for " + std::to_string(op.carried) +
                " carried values");
  parts.captures = ctx.importer().captures_of(ctx.scope(), std::span(&body, 1));
  std::vector<std::unique_ptr<Graph>> regions;
  regions.push_back(import_settled_body(ctx, parts));
  if (!regions[0]) return ctx.fail_outputs();
  const auto outer = capture_values(ctx, parts.captures);
  inputs.insert(inputs.end(), outer.begin(), outer.end());
  const int count = int(body->outputs.size()) - 1;
  if (const auto wrapped = wrap_optionals(parts, *regions[0]); !wrapped.empty())
    return finish_unwrapped(ctx, op, std::move(inputs), std::move(regions), count, wrapped);
  ctx.finish(op, std::move(inputs), std::move(regions), count);
}

}  // namespace sinter::onnx
