// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Ops with regions, and plugins. ONNX's subgraphs see the values around them, ours take them as inputs: the region's
// inputs are bound to the outer names.
#include <charconv>

#include "base/deep_stack.h"
#include "export/onnx/node_writer.h"
#include "ops/if.h"
#include "ops/loop.h"
#include "ops/plugin_call.h"

namespace sinter::onnx_export {
namespace {

/// Names of the node's inputs from `first` on.
std::vector<std::string> outer_names(NodeWriter& ctx, int first) {
  std::vector<std::string> names;
  for (int i = first; i < ctx.num_inputs(); ++i) names.push_back(ctx.in(i));
  return names;
}

/// A region among the nodes of the graph around it.
void write_in_line(NodeWriter& ctx, const Graph& region, int first) {
  GraphScope scope(ctx.model(), region, &ctx.scope(), ctx.scope().sink());
  const auto names = outer_names(ctx, first);
  for (size_t i = 0; i < region.inputs().size(); ++i) {
    scope.bind(region.inputs()[i], names[i]);
    scope.record(region.inputs()[i]);
  }
  with_deep_stack([&] { write_nodes(scope); });
  for (size_t i = 0; i < region.outputs().size(); ++i)
    ctx.put("Identity", {scope.name(region.outputs()[i])}, {ctx.out(int(i))});
}

}  // namespace

void write_fusion(NodeWriter& ctx) { write_in_line(ctx, *ctx.node().regions[0], 0); }

void write_if(NodeWriter& ctx) {
  const auto& op = ctx.op<If>();
  if (op.only >= 0) {
    ctx.model().warn("node " + ctx.source() + ": only one branch can be run (" + op.refused +
                     "); it is written without the condition");
    return write_in_line(ctx, *ctx.node().regions[size_t(op.only)], 1);
  }
  const auto outer = outer_names(ctx, 1);
  const WireWriter yes = region_proto(ctx, *ctx.node().regions[0], outer);
  const WireWriter no = region_proto(ctx, *ctx.node().regions[1], outer);
  ctx.finish("If", {ctx.in(0)}, Attributes().graph("then_branch", yes).graph("else_branch", no));
}

void write_loop(NodeWriter& ctx) {
  const auto& op = ctx.op<Loop>();
  std::vector<std::string> captured(size_t(2 + op.carried));  // the loop makes these
  const auto outer = outer_names(ctx, int(2 + op.carried));
  captured.insert(captured.end(), outer.begin(), outer.end());
  const WireWriter body = region_proto(ctx, *ctx.node().regions[0], captured);
  Values in{ctx.has(0) ? ctx.index_in(0) : "", ctx.in(1)};
  for (int i = 2; i < int(2 + op.carried); ++i) in.push_back(ctx.in(i));
  if (op.carried == 0 && in[1].empty()) in[1] = ctx.scalar(DataType::kBool, 1);  // two operands at least must be there
  ctx.finish("Loop", in, Attributes().graph("body", body));
}

namespace {

template <class T>
T number_of(std::string_view text) {
  T v{};
  std::from_chars(text.data(), text.data() + text.size(), v);
  return v;
}

template <class T>
std::vector<T> numbers_of(std::string_view text) {
  std::vector<T> out;
  while (!text.empty()) {
    const size_t end = std::min(text.find(','), text.size());
    out.push_back(number_of<T>(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// "4:text0:": for each string its length, a colon, its bytes.
std::vector<std::string> strings_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) break;
    const auto length = size_t(number_of<int64_t>(text.substr(0, colon)));
    out.emplace_back(text.substr(colon + 1, length));
    text.remove_prefix(std::min(colon + 1 + length, text.size()));
  }
  return out;
}

void add_plugin_attribute(Attributes& a, const std::string& name, std::string_view value) {
  const char kind = value.empty() ? 's' : value[0];
  const std::string_view text = value.substr(value.empty() ? 0 : 1);
  switch (kind) {
    case 'i':
      a.i(name, number_of<int64_t>(text));
      break;
    case 'f':
      a.f(name, number_of<double>(text));
      break;
    case 'I':
      a.ints(name, numbers_of<int64_t>(text));
      break;
    case 'F':
      a.floats(name, numbers_of<double>(text));
      break;
    case 'S':
      a.strings(name, strings_of(text));
      break;
    default:
      a.s(name, text);
      break;
  }
}

}  // namespace

/// A node of the plugin's own domain, which readers need the plugin for too.
void write_plugin(NodeWriter& ctx) {
  const auto& op = ctx.op<Plugin>();
  Attributes a;
  for (size_t i = 0; i < op.names.size() && i < op.values.size(); ++i)
    add_plugin_attribute(a, op.names[i], op.values[i]);
  ctx.finish(op.type, ctx.ins(), a, op.domain);
}

}  // namespace sinter::onnx_export
