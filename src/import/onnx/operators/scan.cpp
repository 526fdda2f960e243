// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Scan becomes Loop: the sequences are passed in whole, each iteration takes its slice, and the stacked outputs are
// turned as the attributes say. The batched Scan of opset 8 is a Loop over the batch around that.
#include "import/onnx/graph_importer.h"
#include "import/onnx/node_context.h"
#include "ops/gather.h"
#include "ops/loop.h"
#include "ops/op_list.h"
#include "ops/pad.h"
#include "ops/reshape.h"
#include "ops/shape.h"
#include "ops/slice.h"
#include "ops/transpose.h"

namespace sinter::onnx {
namespace {

/// What is passed to the scanning loop, as values of the graph it stands in.
struct ScanOperands {
  std::vector<ValueId> states, sequences;
  Ints axes;                 // of the sequences
  std::vector<bool> reverse; // likewise: from the end
  ValueId trips = kNoValue;  // i64 scalar
};

/// Nodes of any graph, with the Scan as their source.
struct Maker {
  Graph& graph;
  std::vector<std::string> sources;

  NodeId node(Op op, std::vector<ValueId> inputs, NodeMeta meta = {}) {
    meta.sources = sources;
    return graph.add(std::move(op), std::move(inputs), std::move(meta));
  }
  ValueId value(Op op, std::vector<ValueId> inputs) {
    return graph.node(node(std::move(op), std::move(inputs))).outputs[0];
  }
  ValueId extent(ValueId v, int64_t axis) {
    return value(Reshape{}, {value(Shape{.start = axis, .end = axis + 1}, {v})});
  }
  ValueId number(DataType type, int64_t n) {
    return graph.add_constant(Weights::of_ints(type, {}, std::span(&n, 1)));
  }
};

bool reads_backwards(const ScanOperands& s) {
  return std::find(s.reverse.begin(), s.reverse.end(), true) != s.reverse.end();
}

/// Binds what the body declares: the states, then this iteration's slices. Returns false if something inside failed.
bool build_body(NodeContext& ctx, Scope& around, Scope& scope, const GraphProto& body, const ScanOperands& s,
                std::span<const std::string_view> captures) {
  Maker make{scope.graph(), {ctx.scope().source_name(ctx.node())}};
  Graph& region = scope.graph();
  const ValueId at = region.add_input({}, ValueType(DataType::kInt64, {}));
  region.add_input({}, ValueType(DataType::kBool, {}));
  const auto copy_of = [&](ValueId outer, std::string name) {
    const Value& value = around.graph().value(outer);
    const ValueId v = region.add_input(std::move(name), value.type);
    region.value(v).host_value = value.host_value;
    return v;
  };
  for (size_t i = 0; i < s.states.size(); ++i) {
    const ValueId v = copy_of(s.states[i], scope.full_name(body.inputs[i].name));
    region.value(v).host_value.reset();  // it changes
    scope.bind_value(body.inputs[i].name, v);
  }
  std::vector<ValueId> sequences;
  for (ValueId v : s.sequences) sequences.push_back(copy_of(v, {}));
  const ValueId trips = reads_backwards(s) ? copy_of(s.trips, {}) : kNoValue;
  ctx.importer().bind_captures(around, scope, captures);
  ValueId back = kNoValue;
  if (trips != kNoValue)
    back = make.value(make_op("Sub"), {make.value(make_op("Sub"), {trips, make.number(DataType::kInt64, 1)}), at});
  for (size_t i = 0; i < sequences.size(); ++i)
    scope.bind_value(body.inputs[s.states.size() + i].name,
                     make.value(Gather{.axis = s.axes[i]}, {sequences[i], s.reverse[i] ? back : at}));
  auto outputs = ctx.importer().import_body(scope, body);
  if (!outputs) return false;
  outputs->insert(outputs->begin(), make.number(DataType::kBool, 1));
  region.set_outputs(std::move(*outputs));
  return true;
}

/// Adds the loop to the graph of `around`: its outputs are the last states, then what was scanned along dim 0. Empty if
/// something inside failed.
std::vector<ValueId> add_loop(NodeContext& ctx, Scope& around, const GraphProto& body, const ScanOperands& s) {
  const GraphProto* bodies[] = {&body};
  const auto captures = ctx.importer().captures_of(around, bodies);
  auto region = GraphImporter::open_region(around.graph(), "body");
  Scope scope = Scope::subgraph(around, *region);
  if (!build_body(ctx, around, scope, body, s, captures)) return {};
  std::vector<ValueId> inputs{s.trips, kNoValue};
  inputs.insert(inputs.end(), s.states.begin(), s.states.end());
  inputs.insert(inputs.end(), s.sequences.begin(), s.sequences.end());
  if (reads_backwards(s)) inputs.push_back(s.trips);
  for (auto name : captures) inputs.push_back(around.value(name, *around.find(name)));
  NodeMeta meta;
  meta.num_outputs = int(body.outputs.size());
  meta.regions.push_back(std::move(region));
  Maker make{around.graph(), {ctx.scope().source_name(ctx.node())}};
  const NodeId loop =
      make.node(Loop{.carried = int64_t(s.states.size())}, std::move(inputs), std::move(meta));
  return around.graph().node(loop).outputs;
}

ScanOperands split_operands(NodeContext& ctx, int first, const GraphProto& body) {
  const int64_t sequences = ctx.int_attr("num_scan_inputs"), given = ctx.num_inputs() - first;
  if (sequences < 1 || sequences > given)
    ctx.invalid("num_scan_inputs is " + std::to_string(sequences) + ", the node has " + std::to_string(given) +
                " inputs");
  GraphImporter::check_inputs(body, size_t(given));
  if (int64_t(body.outputs.size()) < given - sequences)
    ctx.invalid("the body has " + std::to_string(body.outputs.size()) + " outputs for " +
                std::to_string(given - sequences) + " states");
  ScanOperands s;
  for (int i = 0; i < int(given); ++i)
    (i < given - sequences ? s.states : s.sequences).push_back(ctx.in(first + i));
  return s;
}

std::vector<bool> directions(NodeContext& ctx, std::string_view attr, size_t count) {
  const Ints given = ctx.ints_attr(attr, Ints(count, 0));
  if (given.size() != count)
    ctx.invalid("the attribute " + std::string(attr) + " has " + std::to_string(given.size()) + " entries for " +
                std::to_string(count) + " values");
  std::vector<bool> out;
  for (int64_t d : given) {
    if (d != 0 && d != 1) ctx.invalid("a direction is " + std::to_string(d), "use 0 (forward) or 1 (reverse)");
    out.push_back(d == 1);
  }
  return out;
}

Ints axes(NodeContext& ctx, std::string_view attr, size_t count) {
  const Ints given = ctx.ints_attr(attr, Ints(count, 0));
  if (given.size() != count)
    ctx.invalid("the attribute " + std::string(attr) + " has " + std::to_string(given.size()) + " entries for " +
                std::to_string(count) + " values");
  return given;
}

/// What was stacked along dim 0 as the attributes want it.
ValueId arrange(NodeContext& ctx, ValueId v, int64_t axis, bool reverse) {
  const int rank = ctx.type_of(v).rank();
  axis = ctx.axis_of(axis, rank);
  if (reverse) {
    const Dim n = ctx.type_of(v).dims[0];
    v = ctx.add(Slice{.axes = {0}, .starts = {Dim(-1)}, .ends = {Dim(-1) - n}, .steps = {-1}}, {v});
  }
  Ints perm;
  for (int64_t d = 1; d <= axis; ++d) perm.push_back(d);
  perm.push_back(0);
  for (int64_t d = axis + 1; d < rank; ++d) perm.push_back(d);
  return ctx.transpose(v, perm);
}

void import_plain(NodeContext& ctx, const GraphProto& body) {
  ScanOperands s = split_operands(ctx, 0, body);
  s.axes = axes(ctx, "scan_input_axes", s.sequences.size());
  s.reverse = directions(ctx, "scan_input_directions", s.sequences.size());
  for (size_t i = 0; i < s.axes.size(); ++i) {
    s.axes[i] = ctx.axis_of(s.axes[i], ctx.type_of(s.sequences[i]).rank());
    const Dim n = ctx.type_of(s.sequences[i]).dims[size_t(s.axes[i])];
    const Dim first = ctx.type_of(s.sequences[0]).dims[size_t(s.axes[0])];
    if (n.is_const() && first.is_const() && !(n == first))
      ctx.invalid("the sequences have " + first.to_string() + " and " + n.to_string() + " elements");
  }
  const size_t scanned = body.outputs.size() - s.states.size();
  const Ints out_axes = axes(ctx, "scan_output_axes", scanned);
  const auto out_reverse = directions(ctx, "scan_output_directions", scanned);
  s.trips = Maker{ctx.graph(), {ctx.scope().source_name(ctx.node())}}.extent(s.sequences[0], s.axes[0]);
  const auto outputs = add_loop(ctx, ctx.scope(), body, s);
  if (outputs.empty() && !body.outputs.empty()) return ctx.fail_outputs();
  for (size_t i = 0; i < outputs.size() && int(i) < ctx.num_outputs(); ++i) {
    const size_t k = i - s.states.size();
    if (ctx.wants(int(i)))
      ctx.output(int(i), i < s.states.size() ? outputs[i] : arrange(ctx, outputs[i], out_axes[k], out_reverse[k]));
  }
}

/// Outputs shorter than the longest sequence are filled up with zeros.
ValueId fill_up(Maker& make, ValueId v, const Dim& longest) {
  const SymDims dims = make.graph.tensor(v).dims;
  if (dims[0] == longest) return v;
  SymDims begin(dims.size(), Dim(0)), end(dims.size(), Dim(0));
  end[0] = longest - dims[0];
  return make.value(Pad{.begin = begin, .end = end}, {v});
}

/// Opset 8: an optional vector of lengths first; everything has a leading batch dim.
void import_batched(NodeContext& ctx, const GraphProto& body) {
  const ScanOperands whole = split_operands(ctx, 1, body);
  const auto reverse = directions(ctx, "directions", whole.sequences.size());
  for (ValueId v : whole.sequences)
    if (ctx.type_of(v).rank() < 2) ctx.invalid("a sequence has rank " + std::to_string(ctx.type_of(v).rank()));
  const std::vector<std::string> sources{ctx.scope().source_name(ctx.node())};
  const GraphProto* bodies[] = {&body};
  const auto captures = ctx.importer().captures_of(ctx.scope(), bodies);
  auto region = GraphImporter::open_region(ctx.graph(), "batch");
  Scope scope = Scope::subgraph(ctx.scope(), *region);
  Maker make{*region, sources};
  const ValueId b = region->add_input({}, ValueType(DataType::kInt64, {}));
  region->add_input({}, ValueType(DataType::kBool, {}));
  std::vector<ValueId> inputs{Maker{ctx.graph(), sources}.extent(whole.sequences[0], 0), kNoValue};
  std::vector<ValueId> entered;
  const auto enter = [&](ValueId v) {
    inputs.push_back(v);
    entered.push_back(region->add_input({}, ctx.graph().value(v).type));
  };
  for (ValueId v : whole.states) enter(v);
  for (ValueId v : whole.sequences) enter(v);
  if (ctx.has(0)) enter(ctx.in(0));
  ctx.importer().bind_captures(ctx.scope(), scope, captures);
  for (auto name : captures) inputs.push_back(ctx.scope().value(name, *ctx.scope().find(name)));
  ScanOperands one;
  for (size_t i = 0; i < whole.states.size() + whole.sequences.size(); ++i)
    (i < whole.states.size() ? one.states : one.sequences).push_back(make.value(Gather{}, {entered[i], b}));
  one.axes.assign(one.sequences.size(), 0);
  one.reverse = reverse;
  one.trips = ctx.has(0) ? make.value(Gather{}, {entered.back(), b}) : make.extent(one.sequences[0], 0);
  auto outputs = add_loop(ctx, scope, body, one);
  if (outputs.empty() && !body.outputs.empty()) return ctx.fail_outputs();
  const Dim longest = region->tensor(one.sequences[0]).dims[0];
  for (size_t i = whole.states.size(); i < outputs.size(); ++i) outputs[i] = fill_up(make, outputs[i], longest);
  outputs.insert(outputs.begin(), make.number(DataType::kBool, 1));
  region->set_outputs(std::move(outputs));
  std::vector<std::unique_ptr<Graph>> regions;
  regions.push_back(std::move(region));
  ctx.finish(Loop{}, std::move(inputs), std::move(regions), int(body.outputs.size()));
}

}  // namespace

void import_scan(NodeContext& ctx) {
  const GraphProto& body = ctx.graph_attr("body");
  ctx.opset() < 9 ? import_batched(ctx, body) : import_plain(ctx, body);
}

}  // namespace sinter::onnx
