// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Control flow: Switch and Merge, frames of while loops, If, While, and calls of functions. A condition that is known
// leaves only the side that is taken.
#include "import/tensorflow/operators/control.h"

#include <functional>

#include "base/text.h"
#include "import/tensorflow/graph_importer.h"
#include "import/tensorflow/loop.h"
#include "ops/plugin_call.h"

namespace sinter::tensorflow {
namespace {

bool known_truth(const Weights& w) { return w.count() > 0 && w.dtype() != DataType::kString && w.to_doubles()[0] != 0; }

/// Whether the predicate holds, if that is known.
std::optional<bool> known_predicate(Scope& scope, Source predicate) {
  Binding* b = scope.find(predicate);
  const Weights* w = b ? scope.weights(*b) : nullptr;
  return w ? std::optional(known_truth(*w)) : std::nullopt;
}

std::vector<uint32_t> frame_waits(const NodeSet& nodes, const Frame& frame) {
  std::vector<uint32_t> list;
  const auto wait_for = [&](uint32_t enter) {
    for (Source s : nodes.inputs(enter)) list.push_back(s.node);
  };
  for (const FrameVariable& v : frame.variables) wait_for(v.enter);
  for (uint32_t enter : frame.constants) wait_for(enter);
  return list;
}

std::vector<uint32_t> merge_waits(Body& body, Scope& scope, uint32_t node) {
  const auto condition = body.conditions.condition_of(node);
  const auto& in = body.nodes.inputs(node);
  std::vector<uint32_t> list;
  if (!condition) {
    for (Source s : in) list.push_back(s.node);
    return list;
  }
  if (!scope.is_done(condition->predicate.node)) return {condition->predicate.node};
  if (const auto holds = known_predicate(scope, condition->predicate))
    return {in[*holds == condition->first_holds ? 0 : 1].node};
  for (size_t i = 0; i < 2; ++i)
    for (const BranchInput& b : body.conditions.branch_inputs(
             in[i], {condition->predicate, i == 0 ? condition->first_holds : !condition->first_holds}))
      list.push_back(b.outside.node);
  return list;
}

}  // namespace

bool is_merge(std::string_view op) { return op == "Merge" || op == "RefMerge"; }

std::optional<std::vector<uint32_t>> control_waits(GraphImporter& importer, Scope& scope, uint32_t node) {
  const std::string_view op = scope.nodes().node(node).op;
  const bool loop = op == "Exit" || op == "RefExit";
  const bool inside = op == "Enter" || op == "RefEnter" || op == "NextIteration" || op == "RefNextIteration" ||
                      op == "LoopCond" || op == "Switch" || op == "RefSwitch";
  if (!loop && !inside && !is_merge(op)) return std::nullopt;
  Body& body = importer.body_of(scope);
  const Frame* frame = body.frames.frame_of(node);
  if (loop && frame) return frame_waits(body.nodes, *frame);
  if (frame || loop)
    fail(ErrorCode::kUnsupported, "a value inside a while loop is read from outside",
         "read what the loop gives (Exit)");
  return is_merge(op) ? std::optional(merge_waits(body, scope, node)) : std::nullopt;
}

/// Inputs data, predicate; output 0 has the data where it does not hold, output 1 where it does.
void import_switch(OpContext& ctx) {
  const Binding data = ctx.binding(0);
  const Weights* predicate = ctx.constant(1);
  const bool unknown = predicate == nullptr, holds = predicate && known_truth(*predicate);
  ctx.output(0, unknown || !holds ? data : Binding::dead());
  ctx.output(1, unknown || holds ? data : Binding::dead());
}

namespace {

/// Without a condition that we understand: the one input that is alive.
void take_living_input(OpContext& ctx) {
  int living = -1;
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    if (ctx.binding(i).kind == Binding::Kind::kDead) continue;
    if (living >= 0)
      ctx.unsupported("it merges values that are not the two sides of one condition", "simplify the condition");
    living = i;
  }
  if (living < 0) return ctx.output(0, Binding::dead());
  ctx.output(0, ctx.binding(living));
  ctx.output(1, Weights::scalar(DataType::kInt32, living));
}

std::vector<Binding> import_side(OpContext& ctx, Region& region, Source result, const Side& side) {
  Scope& outer = ctx.scope();
  Body& body = ctx.importer().body_of(outer);
  Scope scope(region, body.nodes, outer.prefix());
  for (const BranchInput& b : body.conditions.branch_inputs(result, side)) scope.bind(b.inside, outer.at(b.outside));
  ctx.importer().evaluate(scope, std::span(&result, 1));
  return {scope.at(result)};
}

}  // namespace

void import_merge(OpContext& ctx) {
  Body& body = ctx.importer().body_of(ctx.scope());
  const auto condition = body.conditions.condition_of(ctx.node_number());
  if (!condition) return take_living_input(ctx);
  const auto& in = body.nodes.inputs(ctx.node_number());
  if (const auto holds = known_predicate(ctx.scope(), condition->predicate)) {
    const int side = *holds == condition->first_holds ? 0 : 1;
    ctx.output(0, ctx.scope().at(in[size_t(side)]));
    return ctx.output(1, Weights::scalar(DataType::kInt32, side));
  }
  Binding& predicate = ctx.scope().at(condition->predicate);
  if (predicate.kind == Binding::Kind::kFailed) return ctx.scope().bind_all(ctx.node_number(), Binding::failed());
  const auto side = [&](bool holds) {
    const Source result = in[holds == condition->first_holds ? 0 : 1];
    return [&ctx, result, s = Side{condition->predicate, holds}](Region& r) { return import_side(ctx, r, result, s); };
  };
  const ValueId value = ctx.scope().value(predicate);
  const auto merged = build_if(ctx, ctx.scope().region(), value, side(true), side(false));
  if (merged[0].kind == Binding::Kind::kValue && merged[0].graph == &ctx.graph())
    ctx.output(0, merged[0].value);
  else
    ctx.output(0, merged[0]);
  const ValueId truth = ctx.reshape(ctx.cast(value, DataType::kBool), {});
  const auto number = [&](int n) { return ctx.constant_value(Weights::scalar(DataType::kInt32, n)); };
  const int first = condition->first_holds ? 0 : 1;
  ctx.output(1, ctx.add("Select", {truth, number(first), number(1 - first)}));
}

namespace {

/// The scope of a loop's body or condition: its variables and what its iterations share.
Scope frame_scope(OpContext& ctx, Region& region, const Frame& frame, const std::vector<Binding>& variables) {
  Scope& outer = ctx.scope();
  Scope scope(region, outer.nodes(), outer.prefix());
  for (size_t i = 0; i < variables.size(); ++i) {
    scope.bind({frame.variables[i].merge, 0}, variables[i]);
    if (frame.variables[i].switch_node) scope.bind({*frame.variables[i].switch_node, 1}, variables[i]);
  }
  for (uint32_t enter : frame.constants)
    if (const auto& in = outer.nodes().inputs(enter); !in.empty()) scope.bind({enter, 0}, outer.at(in[0]));
  return scope;
}

WhileLoop frame_loop(OpContext& ctx, const Frame& frame) {
  const NodeSet& nodes = ctx.scope().nodes();
  WhileLoop loop;
  loop.condition_nodes = loop.body_nodes = &nodes;
  loop.condition = *frame.condition;
  for (const FrameVariable& v : frame.variables) {
    if (nodes.inputs(v.enter).size() != 1) ctx.invalid("the loop " + quote(frame.name) + " has an Enter without input");
    loop.initial.push_back(ctx.scope().at(nodes.inputs(v.enter)[0]));
    loop.results.push_back(v.next);
  }
  loop.condition_variable = [&frame](Source s) {
    for (size_t i = 0; i < frame.variables.size(); ++i)
      if (s == Source{frame.variables[i].merge, 0}) return int(i);
    return -1;
  };
  loop.body_variable = [&frame](Source s) {
    for (size_t i = 0; i < frame.variables.size(); ++i) {
      const FrameVariable& v = frame.variables[i];
      if (s == Source{v.merge, 0} || (v.switch_node && s == Source{*v.switch_node, 1})) return int(i);
    }
    return -1;
  };
  loop.constant = [&ctx, &frame, &nodes](Source s) -> const Binding* {
    for (uint32_t enter : frame.constants)
      if (s.node == enter && !nodes.inputs(enter).empty()) return &ctx.scope().at(nodes.inputs(enter)[0]);
    return nullptr;
  };
  loop.import_condition = [&ctx, &frame, target = loop.condition](Region& r, const std::vector<Binding>& now) {
    Scope scope = frame_scope(ctx, r, frame, now);
    ctx.importer().evaluate(scope, std::span(&target, 1));
    return scope.at(target);
  };
  loop.import_body = [&ctx, &frame, targets = loop.results](Region& r, const std::vector<Binding>& now) {
    Scope scope = frame_scope(ctx, r, frame, now);
    ctx.importer().evaluate(scope, targets);
    std::vector<Binding> next;
    for (Source s : targets) next.push_back(scope.at(s));
    return next;
  };
  return loop;
}

bool any_failed(const std::vector<Binding>& list) {
  for (const Binding& b : list)
    if (b.kind == Binding::Kind::kFailed) return true;
  return false;
}

}  // namespace

/// The first Exit of a loop imports all of it.
void import_exit(OpContext& ctx) {
  const Frame* frame = ctx.importer().body_of(ctx.scope()).frames.frame_of(ctx.node_number());
  if (!frame || !frame->condition) ctx.invalid("it is the exit of a loop without a condition");
  const WhileLoop loop = frame_loop(ctx, *frame);
  const std::vector<Binding> last =
      any_failed(loop.initial) ? std::vector<Binding>(loop.initial.size(), Binding::failed()) : build_loop(ctx, loop);
  for (size_t i = 0; i < last.size(); ++i)
    if (const auto exit = frame->variables[i].exit) ctx.scope().bind({*exit, 0}, last[i]);
}

namespace {

const FunctionDef& called_function(OpContext& ctx, std::string_view attr) {
  const FunctionCall& call = ctx.func_attr(attr);
  const FunctionDef* f = ctx.importer().find_function(call.name);
  if (!f) ctx.invalid("the library has no function " + quote(call.name));
  return *f;
}

std::vector<Binding> bindings_from(OpContext& ctx, int first) {
  std::vector<Binding> list;
  for (int i = first; i < ctx.num_inputs(); ++i) list.push_back(ctx.binding(i));
  return list;
}

void give_results(OpContext& ctx, const std::vector<Binding>& results) {
  for (size_t i = 0; i < results.size(); ++i) {
    if (results[i].kind == Binding::Kind::kValue && results[i].graph == &ctx.graph())
      ctx.output(int(i), results[i].value);
    else
      ctx.output(int(i), results[i]);
  }
}

}  // namespace

void import_function_call(OpContext& ctx, const FunctionDef& function) {
  give_results(ctx, ctx.importer().call(ctx.scope().region(), function, bindings_from(ctx, 0), ctx.source()));
}

/// PartitionedCall and StatefulPartitionedCall.
void import_call(OpContext& ctx) { import_function_call(ctx, called_function(ctx, "f")); }

void import_if(OpContext& ctx) {
  const FunctionDef& yes = called_function(ctx, "then_branch");
  const FunctionDef& no = called_function(ctx, "else_branch");
  const std::vector<Binding> arguments = bindings_from(ctx, 1);
  const auto run = [&](const FunctionDef& f) {
    return [&](Region& r) { return ctx.importer().call(r, f, arguments, ctx.source()); };
  };
  if (const Weights* w = ctx.constant(0))
    return give_results(ctx, run(known_truth(*w) ? yes : no)(ctx.scope().region()));
  give_results(ctx, build_if(ctx, ctx.scope().region(), ctx.in(0), run(yes), run(no)));
}

/// Case: input 0 chooses a branch; numbers that are none choose the last.
void import_case(OpContext& ctx) {
  const AttrValue* a = ctx.node().attr("branches");
  if (!a || a->funcs.empty()) ctx.invalid("it has no branches");
  std::vector<const FunctionDef*> branches;
  for (const FunctionCall& call : a->funcs) {
    branches.push_back(ctx.importer().find_function(call.name));
    if (!branches.back()) ctx.invalid("the library has no function " + quote(call.name));
  }
  constexpr size_t kMaxBranches = 256;
  if (branches.size() > kMaxBranches) ctx.unsupported("it has " + std::to_string(branches.size()) + " branches");
  const std::vector<Binding> arguments = bindings_from(ctx, 1);
  const Weights* known = ctx.constant(0);
  Binding index = ctx.binding(0);
  const auto run = [&](Region& r, size_t i) { return ctx.importer().call(r, *branches[i], arguments, ctx.source()); };
  if (known) {
    if (known->count() != 1) ctx.invalid("the number of the branch is no single number");
    const int64_t i = known->to_ints()[0];
    const bool in_range = i >= 0 && size_t(i) < branches.size();
    return give_results(ctx, run(ctx.scope().region(), in_range ? size_t(i) : branches.size() - 1));
  }
  // Only the first is told apart here; the others are an If inside its other branch.
  std::function<std::vector<Binding>(Region&, size_t)> choose = [&](Region& r, size_t i) {
    if (i + 1 == branches.size()) return run(r, i);
    const NodeBuilder make(r.graph(), ctx.source());
    const ValueId number = make.reshape(r.value(index), {});
    const ValueId is = make.add("Equal", {number, make.scalar_like(number, double(i))});
    return build_if(
        make, r, is, [&, i](Region& inner) { return run(inner, i); },
        [&, i](Region& inner) { return choose(inner, i + 1); });
  };
  give_results(ctx, choose(ctx.scope().region(), 0));
}

/// OptionalFromValue, OptionalNone: what functions keep for gradients. Nobody reads it at inference.
void import_nothing(OpContext&) {}

void import_while(OpContext& ctx) {
  const FunctionDef& condition = called_function(ctx, "cond");
  const FunctionDef& body = called_function(ctx, "body");
  Body& condition_body = ctx.importer().body_of(condition);
  Body& body_body = ctx.importer().body_of(body);
  WhileLoop loop;
  loop.initial = bindings_from(ctx, 0);
  const size_t count = loop.initial.size();
  if (condition_body.nodes.num_arguments() != count || body_body.nodes.num_arguments() != count ||
      body_body.nodes.results().size() != count || condition_body.nodes.results().size() != 1)
    ctx.invalid("its functions do not take and give its " + std::to_string(count) + " variables");
  loop.condition_nodes = &condition_body.nodes;
  loop.body_nodes = &body_body.nodes;
  loop.condition = condition_body.nodes.results()[0];
  loop.results = body_body.nodes.results();
  loop.condition_variable =
      loop.body_variable = [count](Source s) { return s.node < count && s.output == 0 ? int(s.node) : -1; };
  loop.constant = [](Source) -> const Binding* { return nullptr; };
  loop.import_condition = [&](Region& r, const std::vector<Binding>& now) {
    return ctx.importer().call(r, condition, now, ctx.source())[0];
  };
  loop.import_body = [&](Region& r, const std::vector<Binding>& now) {
    return ctx.importer().call(r, body, now, ctx.source());
  };
  give_results(ctx, build_loop(ctx, loop));
}

namespace {

PluginDef::Value plugin_value(OpContext& ctx, std::string_view name, const AttrValue& a) {
  using Kind = AttrValue::Kind;
  switch (a.kind) {
    case Kind::kInt:
    case Kind::kBool:
    case Kind::kType:
      return a.ints.at(0);
    case Kind::kFloat:
      return double(a.floats.at(0));
    case Kind::kString:
      return std::string(a.strings.at(0));
    case Kind::kShape:
      return a.shapes.at(0).dims;
    case Kind::kList:
      if (!a.floats.empty()) return std::vector<double>(a.floats.begin(), a.floats.end());
      if (!a.strings.empty()) return std::vector<std::string>(a.strings.begin(), a.strings.end());
      return a.ints;
    default:
      ctx.unsupported("attribute " + quote(name) + " is of a kind that plugins do not take",
                      "pass tensors as inputs of the node");
  }
}

}  // namespace

/// Attributes that the plugin does not know are TensorFlow's own (T, _output_shapes) and left out.
void import_plugin(OpContext& ctx, const PluginDef& def) {
  std::map<std::string, PluginDef::Value> given;
  for (const auto& known : def.attributes)
    if (const AttrValue* a = ctx.node().attr(known.name)) given[known.name] = plugin_value(ctx, known.name, *a);
  const auto outputs = ctx.add_all(Op(make_plugin_op(def, std::move(given))), ctx.ins(), def.num_outputs);
  for (size_t i = 0; i < outputs.size(); ++i) ctx.output(int(i), outputs[i]);
}

}  // namespace sinter::tensorflow
