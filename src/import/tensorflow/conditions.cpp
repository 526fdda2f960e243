// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/tensorflow/conditions.h"

#include <algorithm>
#include <unordered_set>

#include "base/limits.h"
#include "sinter/error.h"

namespace sinter::tensorflow {
namespace {

void add_side(std::vector<Side>& list, const Side& side) {
  if (std::find(list.begin(), list.end(), side) != list.end()) return;
  if (list.size() >= size_t(limits::kMaxNesting))
    fail(ErrorCode::kLimit, "conditions are nested too deep", "flatten the model");
  list.push_back(side);
}

}  // namespace

bool Conditions::is_condition_switch(uint32_t node) const {
  const std::string_view op = nodes_.node(node).op;
  return (op == "Switch" || op == "RefSwitch") && !frames_.is_loop_node(node) && nodes_.inputs(node).size() == 2;
}

std::vector<uint32_t> Conditions::reads(uint32_t node) const {
  std::vector<uint32_t> list = nodes_.controls(node);
  const bool loop_merge = nodes_.node(node).op == "Merge" && frames_.is_loop_node(node);
  for (Source s : nodes_.inputs(node))
    if (!loop_merge || nodes_.node(s.node).op != "NextIteration") list.push_back(s.node);
  return list;
}

const Conditions::Sides& Conditions::sides_of(uint32_t node) {
  std::vector<uint32_t> stack{node};
  std::unordered_set<uint32_t> open;
  while (!stack.empty()) {
    const uint32_t n = stack.back();
    if (known_[n]) {
      stack.pop_back();
      continue;
    }
    bool ready = true;
    if (open.insert(n).second)
      for (uint32_t from : reads(n))
        if (!known_[from] && !open.contains(from)) {
          stack.push_back(from);
          ready = false;
        }
    if (!ready) continue;
    known_[n] = compute(n);
    stack.pop_back();
  }
  return *known_[node];
}

// What is read and not known yet is part of a cycle, which is told elsewhere; it counts as outside of all conditions.
Conditions::Sides Conditions::compute(uint32_t node) {
  Sides sides;
  const auto add = [&](Source s) {
    if (!known_[s.node]) return;
    for (const Side& side : sides_of(s)) add_side(sides, side);
  };
  for (uint32_t control : nodes_.controls(node)) add({control, 0});
  const bool loop_merge = nodes_.node(node).op == "Merge" && frames_.is_loop_node(node);
  for (Source s : nodes_.inputs(node))
    if (!loop_merge || nodes_.node(s.node).op != "NextIteration") add(s);
  if (nodes_.node(node).op != "Merge" || loop_merge) return sides;
  const Sides all = sides;  // a Merge ends the conditions that reach it from both sides
  std::erase_if(sides, [&](const Side& side) {
    return std::find(all.begin(), all.end(), Side{side.predicate, !side.holds}) != all.end();
  });
  return sides;
}

Conditions::Sides Conditions::sides_of(Source s) {
  Sides sides = *known_[s.node];
  if (is_condition_switch(s.node)) add_side(sides, {predicate_of(s.node), s.output == 1});
  return sides;
}

std::optional<MergeCondition> Conditions::condition_of(uint32_t merge) {
  const auto& in = nodes_.inputs(merge);
  if (in.size() != 2) return std::nullopt;
  sides_of(in[0].node);
  sides_of(in[1].node);
  const Sides first = sides_of(in[0]), second = sides_of(in[1]);
  for (const Side& side : first)
    if (std::find(second.begin(), second.end(), Side{side.predicate, !side.holds}) != second.end())
      return MergeCondition{side.predicate, side.holds};
  return std::nullopt;
}

std::vector<BranchInput> Conditions::branch_inputs(Source result, const Side& side) {
  std::vector<BranchInput> inputs;
  std::vector<Source> stack{result};
  std::unordered_set<uint64_t> seen;
  while (!stack.empty()) {
    const Source s = stack.back();
    stack.pop_back();
    if (!seen.insert(uint64_t(s.node) << 32 | s.output).second) continue;
    if (is_condition_switch(s.node) && predicate_of(s.node) == side.predicate) {
      inputs.push_back({s, nodes_.inputs(s.node)[0]});
      continue;
    }
    sides_of(s.node);
    const Sides sides = sides_of(s);
    if (std::find(sides.begin(), sides.end(), side) == sides.end()) {
      inputs.push_back({s, s});
      continue;
    }
    for (Source in : nodes_.inputs(s.node)) stack.push_back(in);
  }
  return inputs;
}

}  // namespace sinter::tensorflow
