// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/explain.h"

#include <algorithm>
#include <set>

#include "api/engine_impl.h"
#include "api/network_impl.h"
#include "api/plan_network.h"
#include "api/targets.h"
#include "base/text.h"
#include "compile/builder.h"
#include "compile/explain.h"
#include "compile/profile.h"
#include "ir/constant.h"
#include "ops/concat.h"
#include "ops/slice.h"
#include "sinter/error.h"

namespace sinter {
namespace {

constexpr size_t kMostHistory = 64;

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_./:-").find(c) != std::string_view::npos;
}

// Whether `name` stands in `line` and is not a part of a longer name.
bool mentions(const std::string& line, const std::string& name) {
  for (size_t at = line.find(name); at != std::string::npos; at = line.find(name, at + 1)) {
    const size_t end = at + name.size();
    // The colon behind a pass's name, and blanks, end a name.
    if ((at == 0 || !is_name_byte(line[at - 1])) && (end == line.size() || !is_name_byte(line[end]))) return true;
  }
  return false;
}

std::vector<std::string> all_names(const Graph& g) {
  std::set<std::string> out;
  for (NodeId id : g.order()) {
    out.insert(g.node(id).sources.begin(), g.node(id).sources.end());
    for (ValueId v : g.node(id).outputs)
      if (v != kNoValue) out.insert(g.value(v).name);
  }
  return {out.begin(), out.end()};
}

[[noreturn]] void no_such_node(const Graph& g, const std::string& name) {
  const auto names = all_names(g);
  const std::string hint = did_you_mean(name, std::span<const std::string>(names));
  fail(ErrorCode::kInvalidArgument, "the network has no node or tensor " + quote(name),
       hint.empty() ? "sinter inspect --ir prints the names" : hint);
}

// Which nodes of the model a name means: a node's own, or the nodes behind a tensor.
std::vector<std::string> nodes_meant(const Graph& g, const std::string& name) {
  for (NodeId id : g.order())
    if (contains(g.node(id).sources, name)) return {name};
  const ValueId v = g.find_value(name);
  if (v == kNoValue || g.producer(v) == kNoNode) return {};
  return g.node(g.producer(v)).sources;
}

// Nodes that hold something of the ones meant: those that compute first, constants if there are no others.
std::vector<NodeId> nodes_left(const Graph& g, const std::vector<std::string>& meant, const std::string& asked) {
  std::vector<NodeId> out, constants;
  for (NodeId id : g.order()) {
    const Node& n = g.node(id);
    bool mine = std::any_of(meant.begin(), meant.end(), [&](const auto& m) { return contains(n.sources, m); });
    for (ValueId v : n.outputs) mine = mine || (v != kNoValue && g.value(v).name == asked);
    if (mine) (n.op.is<Constant>() ? constants : out).push_back(id);
  }
  return out.empty() ? constants : out;
}

std::string fate_of(const Graph& g, const std::vector<NodeId>& left, const Explanation& e) {
  if (left.empty())
    return e.history.empty() ? "Nothing of it is left: no output needs it"
                             : "Nothing of it is left as a step of its own: the passes below removed, merged or "
                               "folded it";
  const Node& n = g.node(left[0]);
  if (n.op.is<Constant>()) return "It was computed at build time: its result is a constant";
  if (left.size() > 1) return "It runs in " + std::to_string(left.size()) + " steps";
  if (e.steps[0].needs_no_step) return "It needs no step: " + e.steps[0].no_step;
  const size_t others = n.sources.size() > e.nodes.size() ? n.sources.size() - e.nodes.size() : 0;
  if (others == 0) return "It runs as a step of its own";
  return "It is fused with " + std::to_string(others) + (others == 1 ? " other node" : " other nodes") +
         " of the model into one step";
}

struct Workshop {
  Workshop(const BuildOptions& options)
      : registry(options.threads),
        compilers(make_compilers()),
        chosen(targets_of(registry, compilers, options.backends)) {
    all = chosen;
    for (auto* runtime : registry.runtimes().all()) {
      if (contains(options.backends, runtime->name()) || runtime->unavailable()) continue;
      all.push_back(targets_of(registry, compilers, {runtime->name()}).at(0));
    }
  }
  BackendRegistry registry;
  BackendCompilers compilers;
  compile::Targets chosen, all;
};

std::string cache_path(const BuildOptions& o) {
  if (o.timing_cache == "none") return {};
  return o.timing_cache.empty() ? compile::TimingCache::default_path() : o.timing_cache;
}

void explain_left(const Graph& g, Workshop& shop, const BuildOptions& options, bool measure,
                  const compile::PartViews& parts, Explanation& e) {
  std::string warning;
  compile::TimingCache cache = compile::TimingCache::load(cache_path(options), warning);
  const compile::ExplainContext context{g, shop.all, shop.chosen.size(), options, cache, measure, parts};
  const auto left = nodes_left(g, e.nodes, e.asked);
  for (NodeId id : left)
    if (!g.node(id).op.is<Constant>()) e.steps.push_back(compile::explain_step(context, id));
  e.fate = fate_of(g, left, e);
  try {
    cache.save(cache_path(options));
  } catch (const Error&) {  // times that cannot be kept are measured again
  }
}

// Kernels are made as in a build, which splits the fusions that nothing can run; other failures are told per candidate.
// Gives what the build does in place.
compile::PartViews split_as_a_build(Graph& g, Workshop& shop, const BuildOptions& options, const compile::Monitor& monitor) {
  BuildOptions quick = options;
  quick.tactics = TacticSelection::kHeuristic;
  compile::TimingCache none;
  try {
    return std::move(compile::select_tactics(g, shop.chosen, quick, none, monitor).parts[&g]);
  } catch (const Error& e) {
    if (e.code() != ErrorCode::kUnsupported) throw;
    return {};
  }
}

// What the plan says about its step goes before what this machine would do.
void take_from_plan(const plan::Plan& p, const std::vector<int64_t>& workspaces, ExplainedStep& e) {
  for (size_t i = 0; i < p.steps.size(); ++i) {
    const plan::Step& s = p.steps[i];
    if (s.name != e.name || s.kind != plan::StepKind::kKernel) continue;
    e.op = s.op;
    e.backend = s.backend;
    e.tactic = s.tactic;
    e.config = s.config;
    e.workspace_bytes = workspaces[i];
    e.weight_bytes = 0;
    if (s.kernel != plan::kNone)
      for (uint32_t c : p.kernels[s.kernel].constants) e.weight_bytes += int64_t(p.constants[c].bytes.size());
    e.ms = -1;
    for (auto& c : e.candidates) {
      c.chosen = c.backend == s.backend && c.tactic == s.tactic && c.config == s.config;
      if (c.chosen) e.ms = c.ms;
    }
    return;
  }
}

// What a plan has no step for though it is no view: `g` is its network as it was optimised.
compile::PartViews in_place(const plan::Plan& p, const Graph& g) {
  std::set<std::string_view> steps;
  for (const auto& s : p.steps) steps.insert(s.name);
  compile::PartViews parts;
  for (NodeId id : g.order()) {
    const Node& n = g.node(id);
    if ((n.op.is<Concat>() || n.op.is<Slice>()) && !steps.contains(g.value(n.outputs[0]).name)) parts.nodes.insert(id);
  }
  return parts;
}

BuildOptions options_of(const plan::Plan& p, BuildOptions options) {
  options.backends.clear();
  for (const auto& t : p.targets)
    if (!contains(options.backends, t.backend)) options.backends.push_back(t.backend);
  if (options.backends.empty()) options.backends = {"cpu"};
  size_t input = 0;
  for (const auto& b : p.bindings) {
    if (!b.is_input) continue;
    if (!p.profiles.empty() && input < p.profiles[0].min.size())
      options.shapes[b.name] = {p.profiles[0].min[input], p.profiles[0].opt[input], p.profiles[0].max[input]};
    ++input;
  }
  options.profiles.clear();
  for (size_t i = 1; i < p.profiles.size(); ++i) {
    OptimizationProfile more{p.profiles[i].name, {}, {}};
    for (size_t k = 0; k < p.profiles[i].min.size() && k < p.bindings.size(); ++k)
      more.shapes[p.bindings[k].name] = {p.profiles[i].min[k], p.profiles[i].opt[k], p.profiles[i].max[k]};
    options.profiles.push_back(std::move(more));
  }
  return options;
}

}  // namespace

Explanation explain(const Network& network, const std::string& node, const BuildOptions& given) {
  Explanation e;
  e.asked = node;
  const auto graph = network.impl().graph->clone();
  e.nodes = nodes_meant(*graph, node);
  const ValueId value = graph->find_value(node);
  if (e.nodes.empty() && value != kNoValue && graph->producer(value) == kNoNode) {
    e.fate = "It is an input of the network";
    return e;
  }
  std::vector<std::string> lines;
  bool optimising = true;
  BuildOptions options = given;
  options.log = [&](const std::string& line) {
    if (given.log) given.log(line);
    if (optimising || line.starts_with("split "))
      lines.push_back(line);  // not how tactics were chosen: the steps say it
  };
  const compile::Monitor monitor(options);
  Workshop shop(options);
  const auto original = graph->clone();
  compile::apply_profiles(*graph, options);
  compile::optimise(*graph, shop.chosen, options, monitor);
  optimising = false;
  const compile::PartViews parts = split_as_a_build(*graph, shop, options, monitor);
  if (e.nodes.empty() && value == kNoValue && nodes_left(*graph, {}, node).empty()) no_such_node(*original, node);
  for (const auto& line : lines) {
    const bool mine = std::any_of(e.nodes.begin(), e.nodes.end(), [&](const auto& n) { return mentions(line, n); }) ||
                      mentions(line, node);
    if (mine && e.history.size() < kMostHistory && !contains(e.history, line)) e.history.push_back(line);
  }
  explain_left(*graph, shop, options, options.tactics == TacticSelection::kMeasure, parts, e);
  return e;
}

Explanation explain(const Engine& engine, const std::string& node, const BuildOptions& given) {
  const plan::Plan& p = engine.impl().engine->plan();
  const Network network = network_of(engine, true);
  const BuildOptions options = options_of(p, given);
  Explanation e;
  if (is_portable(p)) {
    e = explain(network, node, options);
  } else {
    const Graph& g = *network.impl().graph;
    e.asked = node;
    e.nodes = nodes_meant(g, node);
    const ValueId value = g.find_value(node);
    if (e.nodes.empty() && value == kNoValue) {
      // Passes may have folded it away: the plan knows only what is left.
      no_such_node(g, node);
    }
    Workshop shop(options);
    explain_left(g, shop, options, false, in_place(p, g), e);
  }
  const auto scratch = rt::scratch_needs(*engine.impl().engine, 0);
  for (auto& s : e.steps) take_from_plan(p, scratch.steps[0], s);
  return e;
}

}  // namespace sinter
