// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/builder.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <functional>

#include "base/large_bytes.h"
#include "base/text.h"
#include "base/thread_pool.h"
#include "compile/emit_plan.h"
#include "compile/profile.h"
#include "compile/select_tactics.h"
#include "ir/constant.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "ops/plugin.h"
#include "passes/pass_manager.h"
#include "plan/footprint.h"
#include "sinter/error.h"

namespace sinter::compile {
namespace {

class StageTimer {
 public:
  StageTimer(BuildReport& report, const Monitor& monitor)
      : report_(report), monitor_(monitor), start_(now()), last_(start_) {}
  void begin(const std::string& name) {
    monitor_.stage(name);
    name_ = name;
    last_ = now();
  }
  void end() { report_.stage_seconds.emplace_back(name_, now() - last_); }
  double total() const { return now() - start_; }

 private:
  static double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  }
  BuildReport& report_;
  const Monitor& monitor_;
  double start_, last_;
  std::string name_;
};

// The most memory this process had so far; Linux counts in KiB.
int64_t resident_peak() {
  struct rusage usage = {};
  return getrusage(RUSAGE_SELF, &usage) == 0 ? int64_t(usage.ru_maxrss) * 1024 : 0;
}

bool uses_plugins(const Graph& graph) {
  std::vector<const Graph*> work{&graph};
  while (!work.empty()) {
    const Graph& g = *work.back();
    work.pop_back();
    for (NodeId id : g.order()) {
      if (g.node(id).op.is<Plugin>()) return true;
      for (const auto& r : g.node(id).regions) work.push_back(r.get());
    }
  }
  return false;
}

void note_plugins(plan::Plan& p, const Graph& graph) {
  if (!uses_plugins(graph)) return;
  p.features.push_back("plugins");
  std::sort(p.features.begin(), p.features.end());
}

// The options that shape a plan, for `inspect`; no paths, so that equal builds stay equal.
std::string options_text(const BuildOptions& o) {
  std::string s = "backends=" + join(std::span<const std::string>(o.backends), ",");
  s += o.tactics == TacticSelection::kMeasure ? " tactics=measure" : " tactics=heuristic";
  if (!o.disabled_passes.empty()) s += " disabled_passes=" + join(std::span<const std::string>(o.disabled_passes), ",");
  if (!o.disabled_tactics.empty())
    s += " disabled_tactics=" + join(std::span<const std::string>(o.disabled_tactics), ",");
  if (o.workspace_limit != BuildOptions().workspace_limit)
    s += " workspace_limit=" + std::to_string(o.workspace_limit);
  if (o.portable) s += " portable";
  return s;
}

void check_disabled_tactics(const Targets& targets, const std::vector<std::string>& names) {
  std::vector<std::string_view> known;
  for (const auto& t : targets)
    for (const Tactic* tactic : t.compiler->tactics()) known.push_back(tactic->name());
  for (const auto& n : names) {
    if (std::find(known.begin(), known.end(), n) != known.end()) continue;
    const std::string hint = did_you_mean(n, std::span<const std::string_view>(known));
    fail(ErrorCode::kInvalidArgument, "no chosen backend has a tactic " + quote(n),
         hint.empty() ? "the tactics are: " + join(std::span<const std::string_view>(known), ", ") : hint);
  }
}

// Fusions as they stand in the plan, after splitting and selection.
std::vector<std::string> fusion_lines(const plan::Plan& p) {
  std::vector<std::string> out;
  for (const auto& s : p.steps)
    if (s.op.rfind("Fusion:", 0) == 0)
      out.push_back(join(std::span<const std::string>(s.sources), " + ") + " -> " + s.op);
  return out;
}

// Nodes that the plan has no step for because their parts lie where they belong.
std::vector<std::string> in_place_lines(const Graph& graph, const PartViews& parts) {
  std::vector<std::string> out;
  for (NodeId id : graph.order()) {
    if (!parts.nodes.contains(id)) continue;
    const Node& n = graph.node(id);
    const std::string name = n.sources.empty() ? graph.value(n.outputs[0]).name : join(n.sources, " + ");
    out.push_back(name + " -> " + std::string(n.op.name()) + " in place, no copy");
  }
  return out;
}

void embed_original(plan::Plan& p, const Graph& original) {
  std::vector<Weights> table;
  PrintOptions options;
  options.weights = &table;
  p.graph = print_graph(original, options);
  for (const auto& w : table) {
    plan::Constant c;
    c.dtype = w.dtype();
    c.packing = "graph";
    c.bytes = w.bytes();
    c.owner = w.owner();
    if (w.dtype() == DataType::kString) {
      auto bytes = std::make_shared<std::vector<std::byte>>(encode_strings(w.strings()));
      c.bytes = *bytes;
      c.owner = bytes;
    }
    p.graph_weights.push_back(uint32_t(p.constants.size()));
    p.constants.push_back(std::move(c));
  }
}

// The network as it is read back from the plan's text. A portable plan is built from that, so that building it again
// from the plan starts where this build does: names that passes make up depend on names that the importer used.
std::unique_ptr<Graph> as_embedded(const Graph& graph) {
  std::vector<Weights> table;
  PrintOptions options;
  options.weights = &table;
  const std::string text = print_graph(graph, options);
  return parse_graph(text, all_ops(), table);
}

[[noreturn]] void other_plan(const std::string& what) {
  fail(ErrorCode::kUnsupported, "these weights do not lead to the plan that was built: " + what,
       "build the plan again");
}

// All but constants and what kernels keep of them must be as it was. Constants of equal contents share a number.
void check_same_steps(const plan::Plan& was, const plan::Plan& now) {
  const auto differs = [&](const auto& member) { return !(std::invoke(member, was) == std::invoke(member, now)); };
  if (was.steps.size() != now.steps.size())
    other_plan(std::to_string(now.steps.size()) + " steps instead of " + std::to_string(was.steps.size()));
  for (size_t i = 0; i < was.steps.size(); ++i) {
    plan::Step a = was.steps[i], b = now.steps[i];
    a.kernel = b.kernel = plan::kNone;
    a.sources = b.sources = {};
    if (!(a == b)) other_plan("step " + std::to_string(i) + ", " + quote(a.name) + ", differs");
  }
  if (was.slots.size() != now.slots.size()) other_plan("the number of tensors differs");
  for (size_t i = 0; i < was.slots.size(); ++i) {
    plan::Slot a = was.slots[i], b = now.slots[i];
    a.constant = b.constant = plan::kNone;
    if (!(a == b)) other_plan("the tensor " + quote(a.name) + " differs");
  }
  if (differs(&plan::Plan::shapes)) other_plan("shapes are computed in another way");
  if (differs(&plan::Plan::bindings)) other_plan("inputs or outputs differ");
  if (differs(&plan::Plan::profiles)) other_plan("the bounds of shapes differ");
  if (differs(&plan::Plan::arena_bytes)) other_plan("another amount of memory is needed");
}

}  // namespace

void optimise(Graph& graph, const Targets& targets, const BuildOptions& options, const Monitor& monitor,
              ThreadPool* pool, std::shared_ptr<LargeBlocks> memory) {
  const LargeBlocksScope scope(memory ? std::move(memory) : std::make_shared<LargeBlocks>());  // as long as the graph
  PassContext ctx;
  ctx.pool = pool;
  ctx.options.disabled = options.disabled_passes;
  ctx.wants_fusion = [&](std::string_view kind) {
    return std::any_of(targets.begin(), targets.end(), [&](const Target& t) { return t.compiler->wants_fusion(kind); });
  };
  ctx.check_cancelled = [&] { monitor.check_cancelled(); };
  ctx.trace = [&](std::string_view pass, const std::string& change) {
    if (options.log) monitor.log(std::string(pass) + ": " + change);
  };
  run_passes(graph, ctx);
}

plan::Plan build(Graph& given, const std::string& model_name, const Targets& targets, const BuildOptions& options,
                 BuildReport& report, ThreadPool* pool) {
  const Monitor monitor(options);
  StageTimer timer(report, monitor);
  report.nodes_before = int64_t(given.num_nodes());
  check_disabled_passes(options.disabled_passes);
  check_disabled_tactics(targets, options.disabled_tactics);
  const auto original = options.portable ? as_embedded(given) : nullptr;
  const auto again = original ? original->clone() : nullptr;
  Graph& graph = again ? *again : given;

  timer.begin("optimising");
  const Profiles profiles = apply_profiles(graph, options);
  optimise(graph, targets, options, monitor, pool);
  timer.end();

  timer.begin("selecting tactics");
  std::string warning;
  const bool use_cache = options.tactics == TacticSelection::kMeasure && options.timing_cache != "none";
  const std::string cache_path = !use_cache                     ? ""
                                 : options.timing_cache.empty() ? TimingCache::default_path()
                                                                : options.timing_cache;
  TimingCache cache = TimingCache::load(cache_path, warning);
  if (!warning.empty()) monitor.log("warning: " + warning);
  auto save_cache = [&] {
    try {
      cache.save(cache_path);
    } catch (const Error& e) {  // the plan is good without it
      monitor.log(std::string("warning: ") + e.what());
    }
  };
  Selection selection;
  try {
    selection = select_tactics(graph, targets, options, cache, monitor, profiles.ranges);
  } catch (...) {
    save_cache();
    throw;
  }
  save_cache();
  report.tactics_measured = selection.measured;
  report.tactics_from_cache = selection.from_cache;
  timer.end();

  timer.begin("planning memory");
  const std::vector<int64_t> scratch = selection.scratch_bytes(profiles.plan.size());
  std::vector<std::string> in_place = in_place_lines(graph, selection.parts[&graph]);
  plan::Plan p = emit_plan(graph, std::move(selection), profiles, targets.at(0));
  p.producer = "sinter " SINTER_VERSION;
  p.model_name = model_name;
  p.options = options_text(options);
  p.fusions = fusion_lines(p);
  p.fusions.insert(p.fusions.end(), in_place.begin(), in_place.end());
  note_plugins(p, graph);
  if (original)
    embed_original(p, *original);
  else
    p.graph = print_graph(graph);
  timer.end();

  report.fusions = p.fusions;
  report.steps = int64_t(p.steps.size());
  for (const auto& c : p.constants) report.weight_bytes += int64_t(c.bytes.size());
  report.peak_bytes = plan::peak_bytes(p, scratch);
  report.arena_bytes = report.peak_bytes - report.weight_bytes;
  report.peak_is_known = plan::is_bounded(p);
  report.build_peak_bytes = resident_peak();
  report.seconds = timer.total();
  return p;
}

plan::Plan rebuild(Graph& graph, const std::string& model_name, const plan::Plan& recorded, const Targets& targets,
                   const BuildOptions& options, ThreadPool& pool, RebuildMemory memory) {
  const Monitor monitor(options);
  const auto original = graph.clone();
  const Profiles profiles = apply_profiles(graph, options);
  optimise(graph, targets, options, monitor, &pool, std::move(memory.weights));
  Selection selection =
      recorded_tactics(graph, targets, options, pool, recorded, monitor, std::move(memory.packed));
  std::vector<std::string> in_place = in_place_lines(graph, selection.parts[&graph]);
  plan::Plan p = emit_plan(graph, std::move(selection), profiles, targets.at(0));
  p.producer = "sinter " SINTER_VERSION;
  p.model_name = model_name;
  p.options = recorded.options;
  p.build_options = recorded.build_options;
  p.fusions = fusion_lines(p);
  p.fusions.insert(p.fusions.end(), in_place.begin(), in_place.end());
  note_plugins(p, graph);
  check_same_steps(recorded, p);
  for (size_t i = 0; i < recorded.subplans.size(); ++i) check_same_steps(recorded.subplans[i], p.subplans[i]);
  embed_original(p, *original);
  return p;
}

}  // namespace sinter::compile
