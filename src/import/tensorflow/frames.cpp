// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/tensorflow/frames.h"

#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "sinter/error.h"

namespace sinter::tensorflow {
namespace {

bool op_is(const NodeSet& nodes, uint32_t n, std::string_view op) {
  const std::string_view found = nodes.node(n).op;
  return found == op || (found.starts_with("Ref") && found.substr(3) == op);
}

std::string_view frame_name(const NodeSet& nodes, uint32_t enter) {
  const AttrValue* a = nodes.node(enter).attr("frame_name");
  return a && !a->strings.empty() ? a->strings[0] : std::string_view();
}

}  // namespace

Frames::Frames(const NodeSet& nodes) {
  std::unordered_map<std::string_view, size_t> by_name;
  for (uint32_t n = 0; n < nodes.size(); ++n) {
    if (!op_is(nodes, n, "Enter")) continue;
    const std::string_view name = frame_name(nodes, n);
    const auto [it, is_new] = by_name.emplace(name, frames_.size());
    if (is_new) frames_.push_back({.name = name, .variables = {}, .constants = {}, .condition = {}});
    frame_.emplace(n, it->second);
  }
  if (frames_.empty()) return;
  find_variables(nodes);
  find_switches(nodes);
  find_exits(nodes);
  std::unordered_set<uint32_t> of_variables;
  for (const Frame& frame : frames_)
    for (const FrameVariable& v : frame.variables) of_variables.insert(v.enter);
  for (uint32_t n = 0; n < nodes.size(); ++n)
    if (op_is(nodes, n, "Enter") && !of_variables.contains(n)) frames_[frame_.at(n)].constants.push_back(n);
}

void Frames::find_variables(const NodeSet& nodes) {
  for (uint32_t n = 0; n < nodes.size(); ++n) {
    if (!op_is(nodes, n, "Merge")) continue;
    const auto& in = nodes.inputs(n);
    if (in.size() != 2) continue;
    auto [enter, next] = std::pair(in[0].node, in[1].node);
    if (op_is(nodes, next, "Enter")) std::swap(enter, next);
    if (!op_is(nodes, enter, "Enter") || !op_is(nodes, next, "NextIteration")) continue;
    if (nodes.inputs(next).size() != 1)
      fail(ErrorCode::kInvalidModel, "the NextIteration " + quote(nodes.node(next).name) + " has not one input",
           "export the model again");
    const size_t f = frame_.at(enter);
    frames_[f].variables.push_back(
        {.enter = enter, .merge = n, .switch_node = {}, .exit = {}, .next = nodes.inputs(next)[0]});
    frame_.emplace(n, f);
    frame_.emplace(next, f);
  }
}

void Frames::find_switches(const NodeSet& nodes) {
  std::unordered_map<uint32_t, FrameVariable*> by_merge;
  for (Frame& frame : frames_)
    for (FrameVariable& v : frame.variables) by_merge.emplace(v.merge, &v);
  for (uint32_t n = 0; n < nodes.size(); ++n) {
    if (!op_is(nodes, n, "Switch") || nodes.inputs(n).size() != 2) continue;
    const auto it = by_merge.find(nodes.inputs(n)[0].node);
    const Source cond = nodes.skip_identity(nodes.inputs(n)[1]);
    if (it == by_merge.end() || !op_is(nodes, cond.node, "LoopCond") || nodes.inputs(cond.node).empty()) continue;
    const size_t f = frame_.at(it->first);
    it->second->switch_node = n;
    frames_[f].condition = nodes.inputs(cond.node)[0];
    frame_.emplace(n, f);
  }
}

void Frames::find_exits(const NodeSet& nodes) {
  std::unordered_map<uint32_t, FrameVariable*> by_switch;
  for (Frame& frame : frames_)
    for (FrameVariable& v : frame.variables)
      if (v.switch_node) by_switch.emplace(*v.switch_node, &v);
  for (uint32_t n = 0; n < nodes.size(); ++n) {
    if (!op_is(nodes, n, "Exit") || nodes.inputs(n).size() != 1) continue;
    const auto it = by_switch.find(nodes.inputs(n)[0].node);
    if (it == by_switch.end()) continue;
    it->second->exit = n;
    frame_.emplace(n, frame_.at(it->first));
  }
}

const Frame* Frames::frame_of(uint32_t node) const {
  const auto it = frame_.find(node);
  return it == frame_.end() ? nullptr : &frames_[it->second];
}

}  // namespace sinter::tensorflow
