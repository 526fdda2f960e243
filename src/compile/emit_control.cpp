// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/emit_control.h"

#include <algorithm>
#include <set>

#include "compile/problem.h"
#include "ir/constant.h"
#include "ops/if.h"
#include "ops/loop.h"

namespace sinter::compile {
namespace {

constexpr int kUnknown = -1, kHostSpace = 0;

// Strings, sequences and optionals are objects of the host.
bool only_on_host(const ValueType& t) { return !t.is_tensor() || t.tensor.dtype == DataType::kString; }

// Where the steps that read v run: a device if one of them does.
int space_of_users(const BodyView& b, ValueId v) {
  int space = kUnknown;
  std::vector<ValueId> work{v};
  std::set<ValueId> seen;
  while (!work.empty()) {
    const ValueId at = work.back();
    work.pop_back();
    if (!seen.insert(at).second) continue;
    for (const Use& u : b.graph->value(at).uses) {
      if (auto choice = b.choices->find(u.node); choice != b.choices->end())
        space = std::max(space, int(choice->second.target->space()));
      else if (auto call = b.calls->find(u.node); call != b.calls->end())
        space = std::max(space, int(call->second.input_space[size_t(u.input)]));
      else if (is_view(*b.graph, u.node))
        work.push_back(b.graph->node(u.node).outputs[0]);
    }
  }
  return space;
}

// Where the step that writes v runs; unknown for inputs and constants.
int space_of_writer(const BodyView& b, ValueId v) {
  NodeId by = b.graph->producer(v);
  while (by != kNoNode && is_view(*b.graph, by)) {
    v = b.graph->node(by).inputs[0];
    by = b.graph->producer(v);
  }
  if (by == kNoNode) return kUnknown;
  if (auto part = b.parts->space.find(v); part != b.parts->space.end()) return int(part->second);
  if (auto choice = b.choices->find(by); choice != b.choices->end()) return int(choice->second.target->space());
  if (auto call = b.calls->find(by); call != b.calls->end())
    return int(call->second.output_space[size_t(b.graph->value(v).output_index)]);
  return kUnknown;
}

uint8_t known_or(int space, uint8_t preferred) { return space == kUnknown ? preferred : uint8_t(space); }

}  // namespace

bool is_control(const Node& node) { return node.op.is<If>() || node.op.is<Loop>(); }

bool is_run(const Node& node, size_t region) {
  const If* branch = node.op.as<If>();
  return !branch || branch->only < 0 || size_t(branch->only) == region;
}

std::vector<Body> control_bodies(const Graph& graph) {
  std::vector<Body> bodies;
  const Graph* at = &graph;
  for (size_t owner = 0;; at = bodies[owner++].region) {
    for (NodeId id : at->order())
      if (is_control(at->node(id)))
        for (size_t r = 0; r < at->node(id).regions.size(); ++r)
          if (is_run(at->node(id), r)) bodies.push_back({at->node(id).regions[r].get(), owner, id});
    if (owner == bodies.size()) return bodies;
  }
}

ControlCall place_operands(const Graph& graph, NodeId id, const std::vector<BodyView>& bodies, uint8_t preferred) {
  const Node& n = graph.node(id);
  const Loop* loop = n.op.as<Loop>();
  const size_t own = loop ? 2 : 1, told = loop ? 1 : 0;  // operands that the host reads, region outputs it reads
  ControlCall call;
  call.input_space.assign(n.inputs.size(), kHostSpace);
  call.output_space.assign(n.outputs.size(), kHostSpace);
  const auto host = [&](ValueId v) { return v == kNoValue || only_on_host(graph.value(v).type); };
  for (size_t i = own; i < n.inputs.size(); ++i) {
    int space = kUnknown;
    for (const BodyView& b : bodies)
      space = std::max(space, space_of_users(b, b.graph->inputs()[loop ? i : i - own]));
    if (loop && i - own < size_t(loop->carried))
      space = std::max(space, space_of_writer(bodies[0], bodies[0].graph->outputs()[told + i - own]));
    call.input_space[i] = host(n.inputs[i]) ? uint8_t(kHostSpace) : known_or(space, preferred);
  }
  for (size_t o = 0; o < n.outputs.size(); ++o) {
    int space = kUnknown;
    for (const BodyView& b : bodies) space = std::max(space, space_of_writer(b, b.graph->outputs()[told + o]));
    call.output_space[o] = host(n.outputs[o]) ? uint8_t(kHostSpace) : known_or(space, preferred);
    if (loop && o < size_t(loop->carried)) call.output_space[o] = call.input_space[own + o];
  }
  return call;
}

BodyInterface body_interface(const Node& node, const ControlCall& call, const Graph& region) {
  const bool loop = node.op.is<Loop>();
  BodyInterface body;
  const auto in = call.input_space.begin() + (loop ? 0 : 1);
  body.input_space.assign(in, call.input_space.end());
  if (loop) body.output_space.push_back(kHostSpace);
  body.output_space.insert(body.output_space.end(), call.output_space.begin(), call.output_space.end());
  std::set<std::string> names = region.symbols_in_use();
  for (ValueId v : region.inputs())
    for (const Dim& d : region.tensor(v).dims) d.collect_symbols(names);
  for (ValueId v : region.outputs())
    for (const Dim& d : region.tensor(v).dims) d.collect_symbols(names);
  for (const auto& name : names)
    if (auto it = region.symbols().find(name); it != region.symbols().end() && !it->second.data_dependent)
      body.params.push_back(name);
  return body;
}

}  // namespace sinter::compile
