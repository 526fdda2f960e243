// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/pass_manager.h"

#include <algorithm>
#include <chrono>

#include "base/deep_stack.h"
#include "base/text.h"
#include "ir/print.h"
#include "passes/rewrite.h"
#include "sinter/error.h"

namespace sinter {
namespace {

bool run_on_graph(const Pass& pass, Graph& graph, PassContext& context) {
  bool changed = false;
  for (NodeId id : graph.order()) {
    if (is_fusion(graph.node(id))) continue;  // a region is settled when it is built
    bool body_changed = false;
    for (auto& body : graph.node(id).regions)
      with_deep_stack([&] { body_changed |= run_on_graph(pass, *body, context); });
    if (body_changed) graph.reinfer(id);
    changed |= body_changed;
  }
  if (context.check_cancelled) context.check_cancelled();
  if (!pass.run(graph, context)) return changed;
  graph.reinfer_all();
  return true;
}

void verify_after(const Pass& pass, const Graph& graph) {
  try {
    verify_graph(graph);
  } catch (Error& e) {
    e.in("pass " + std::string(pass.name));
    throw;
  }
}

PassStatistics& statistics_of(std::string_view name, PassContext& context) {
  for (auto& s : context.statistics)
    if (s.name == name) return s;
  context.statistics.push_back({.name = std::string(name)});
  return context.statistics.back();
}

bool disabled(const Pass& pass, const PassContext& context) {
  const auto& names = context.options.disabled;
  return std::find(names.begin(), names.end(), pass.name) != names.end();
}

// Checks of nodes that are gone would refuse shapes for no reason: what is left says anew what it needs. But what
// values that the run reads must be was checked by the operands they came from, which are attributes now.
void clear_checks(Graph& graph) {
  std::erase_if(graph.checks(),
                [&](const DimCheck& c) { return !graph.reads_elements(c.a) && !graph.reads_elements(c.b); });
  for (NodeId id : graph.order())
    for (auto& region : graph.node(id).regions) clear_checks(*region);
}

void renew_checks(Graph& graph) {
  clear_checks(graph);
  graph.reinfer_all();
}

void run_group(const PassGroup& group, Graph& graph, PassContext& context) {
  const int rounds = group.repeat ? std::max(1, context.options.max_rounds) : 1;
  bool changed = true;
  for (int round = 0; round < rounds && changed; ++round) {
    changed = false;
    for (const Pass& pass : group.passes)
      if (!disabled(pass, context)) changed |= run_pass(pass, graph, context);
  }
}

}  // namespace

std::vector<PassInfo> pass_infos() {
  std::vector<PassInfo> out;
  for (const auto& group : pipeline())
    for (const auto& pass : group.passes)
      if (std::none_of(out.begin(), out.end(), [&](const PassInfo& i) { return i.name == pass.name; }))
        out.push_back({pass.name, pass.doc, group.name, pass.optional});
  out.insert(out.end(), planning_steps().begin(), planning_steps().end());
  return out;
}

void check_disabled_passes(std::span<const std::string> names) {
  const auto passes = pass_infos();
  std::vector<std::string_view> optional;
  for (const auto& p : passes)
    if (p.optional) optional.push_back(p.name);
  for (const auto& name : names) {
    if (std::find(optional.begin(), optional.end(), name) != optional.end()) continue;
    const bool required = std::any_of(passes.begin(), passes.end(), [&](const PassInfo& p) { return p.name == name; });
    const std::string hint = did_you_mean(name, optional);
    fail(ErrorCode::kInvalidArgument,
         required ? "the pass " + quote(name) + " cannot be disabled" : "there is no pass " + quote(name),
         (hint.empty() ? "" : hint + " ") + "Passes that can be disabled: " + join(optional, ", "));
  }
}

bool run_pass(const Pass& pass, Graph& graph, PassContext& context) {
  const auto start = std::chrono::steady_clock::now();
  context.current = pass.name;
  context.changes = 0;
  const bool changed = run_on_graph(pass, graph, context);
  if (changed && context.options.verify) verify_after(pass, graph);
  PassStatistics& s = statistics_of(pass.name, context);
  ++s.runs;
  s.changes += context.changes;
  s.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return changed;
}

void run_passes(Graph& graph, PassContext& context) {
  check_disabled_passes(context.options.disabled);
  for (const auto& group : pipeline()) run_group(group, graph, context);
  renew_checks(graph);
}

}  // namespace sinter
