// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/select_tactics.h"

#include <algorithm>
#include <atomic>
#include <set>

#include "base/large_bytes.h"
#include "base/text.h"
#include "base/thread_pool.h"
#include "compile/emit_control.h"
#include "compile/fusion_parts.h"
#include "compile/profile.h"
#include "ir/constant.h"
#include "ir/print.h"
#include "passes/pass_manager.h"
#include "passes/split_fusion.h"
#include "sinter/error.h"

namespace sinter::compile {
namespace {

struct Candidate {
  const Tactic* tactic;
  Config config;
};

// What all graphs of a build share.
struct Shared {
  const Targets& targets;
  const BuildOptions& options;
  TimingCache& cache;
  const Monitor& monitor;
  std::vector<std::string> errors;
  bool structural = false;  // some node is an op that no backend can have a tactic for
  int64_t done = 0, total = 0;
  int64_t measured = 0, from_cache = 0;
  const Graph* main = nullptr;               // the network
  std::span<const SymbolRanges> profiles = {};  // of the network, and last their union; empty: one profile
};

// A plain loop may win where all is done in so few milliseconds.
constexpr double kMomentMs = 0.05;

// One graph: the network or a body of control flow.
class Selector {
 public:
  Selector(Graph& g, Shared& shared)
      : graph_(g),
        shared_(shared),
        targets_(shared.targets),
        options_(shared.options),
        cache_(shared.cache),
        monitor_(shared.monitor) {}

  Graph& graph() { return graph_; }
  /// First on all graphs, so that all nodes that cannot run are reported together.
  void place_all() {
    split_unsupported();
    find_parts();
    shared_.total += int64_t(graph_.num_nodes());
  }
  /// The nodes that need no step because they are done in place: known once all are placed.
  PartViews take_parts() { return std::move(parts_); }
  /// What a plan of this very graph chose, not compiled yet.
  std::map<NodeId, Choice> recall_all(const plan::Plan& p) const {
    std::map<std::string_view, const plan::Step*> steps;
    for (const auto& s : p.steps)
      if (s.kind == plan::StepKind::kKernel) steps.emplace(s.name, &s);
    std::map<NodeId, Choice> choices;
    for (NodeId id : graph_.order()) {
      if (!placed_.contains(id)) continue;
      const auto step = steps.find(step_name(id));
      if (step == steps.end()) no_choice(id, "the plan has no step for it");
      choices.emplace(id, recall(id, *step->second));
    }
    return choices;
  }
  std::map<NodeId, Choice> choose_all() {
    std::map<NodeId, Choice> choices;
    for (NodeId id : graph_.order()) {
      monitor_.stage("selecting tactics", shared_.done++, shared_.total);
      if (placed_.contains(id)) choices.emplace(id, choose(id, *placed_.at(id)));
    }
    return choices;
  }

 private:
  std::string_view step_name(NodeId id) const {  // as the plan's emission names it
    for (ValueId v : graph_.node(id).outputs)
      if (v != kNoValue) return graph_.value(v).name;
    return graph_.node(id).op.name();
  }
  [[noreturn]] void no_choice(NodeId id, const std::string& why) const {
    Error e(ErrorCode::kUnsupported, "these weights do not lead to the steps that the plan has: " + why,
            "build the plan again");
    e.in(graph_.describe(id));
    throw e;
  }
  Choice recall(NodeId id, const plan::Step& step) const {
    Choice c;
    for (const auto& t : targets_)
      if (t.name() == step.backend) c.target = &t;
    if (!c.target) no_choice(id, "it ran on the backend " + quote(step.backend));
    for (const Tactic* t : c.target->compiler->tactics())
      if (t->name() == step.tactic) c.tactic = t;
    const Problem problem = make_problem(graph_, id, options_.workspace_limit);
    if (!c.tactic || !c.tactic->supports(problem)) no_choice(id, "the tactic " + quote(step.tactic) + " cannot run it");
    bool found = false;
    for (auto& config : c.tactic->configs(problem)) {
      if (found || config.label != step.config) continue;
      c.config = std::move(config);
      found = true;
    }
    if (!found) no_choice(id, step.tactic + " has no configuration " + quote(step.config) + " for it");
    return c;
  }

  void find_parts() {
    const auto& off = options_.disabled_passes;
    if (std::find(off.begin(), off.end(), kPartsInPlace) != off.end()) return;
    parts_ = find_part_views(
        graph_,
        [&](NodeId id) {
          const auto it = placed_.find(id);
          return it == placed_.end() ? nullptr : it->second;
        },
        &graph_ == shared_.main);
    for (NodeId id : parts_.nodes) {
      monitor_.log(std::string(kPartsInPlace) + ": " + graph_.describe(id) + " copies nothing");
      placed_.erase(id);
    }
  }

  bool needs_no_step(NodeId id) const {
    return graph_.node(id).op.is<Constant>() || is_view(graph_, id) || is_control(graph_.node(id));
  }
  bool disabled(const Tactic& t) const {
    return std::find(options_.disabled_tactics.begin(), options_.disabled_tactics.end(), t.name()) !=
           options_.disabled_tactics.end();
  }

  // The first backend with a tactic for the node; reasons of all that refused go to `why`.
  const Target* place(NodeId id, std::string& why) const {
    const Problem p = make_problem(graph_, id, options_.workspace_limit);
    const bool objects = needs_objects(p);
    for (const auto& t : targets_) {
      if (objects ? t.space() != MemorySpace::kHost : t.objects_only) continue;
      for (const Tactic* tactic : t.compiler->tactics()) {
        if (disabled(*tactic) || (objects && !tactic->takes_objects())) continue;
        const Verdict v = tactic->supports(p);
        if (v) return &t;
        if (!v.is_other_op()) why += (why.empty() ? "" : ", ") + std::string(tactic->name()) + ": " + v.reason();
      }
    }
    return nullptr;
  }

  bool runs_on(const Target& t, const Graph& g, NodeId id) const {
    const Problem p = make_problem(g, id, options_.workspace_limit);
    for (const Tactic* tactic : t.compiler->tactics())
      if (!disabled(*tactic) && tactic->supports(p)) return true;
    return false;
  }

  // A Fusion of which a preferred backend can run the first nodes alone is cut behind them: an epilogue that it lacks
  // must not hand the product in front over to another backend.
  bool split_for_backend(NodeId id, std::vector<NodeId>& work) {
    if (graph_.node(id).op.name() != "Fusion") return false;
    for (const Target& t : targets_) {
      if (t.objects_only) continue;
      if (runs_on(t, graph_, id)) return false;
      const size_t count =
          supported_prefix(graph_, id, [&](const Graph& g, NodeId part) { return runs_on(t, g, part); });
      if (count == 0) continue;
      monitor_.log("split " + graph_.describe(id) + " behind its first " + std::to_string(count) + " node(s) for " +
                   t.name());
      const std::set<NodeId> known(work.begin(), work.end());
      split_fusion_at(graph_, id, count);
      for (NodeId n : graph_.order())
        if (!known.contains(n)) work.push_back(n);
      return true;
    }
    return false;
  }

  void split_unsupported() {
    std::vector<NodeId> work = graph_.order();
    for (size_t i = 0; i < work.size(); ++i) {
      const NodeId id = work[i];
      if (!graph_.alive(id) || needs_no_step(id)) continue;
      if (split_for_backend(id, work)) continue;
      std::string why;
      if (const Target* t = place(id, why)) {
        placed_[id] = t;
        continue;
      }
      if (graph_.node(id).op.name() == "Fusion") {
        monitor_.log("split " + graph_.describe(id) + ": " + why);
        const std::set<NodeId> known(work.begin(), work.end());
        inline_region(graph_, id);
        for (NodeId n : graph_.order())
          if (!known.contains(n)) work.push_back(n);
        continue;
      }
      const bool structural = graph_.node(id).op.def().meaning == Meaning::kStructural;
      shared_.structural = shared_.structural || structural;
      shared_.errors.push_back(graph_.describe(id) + ": " +
                               (structural ? "this version cannot run it yet" : shorten(why)));
    }
  }

  static std::string shorten(const std::string& why) {
    return why.size() > 600 ? why.substr(0, 600) + "..." : why.empty() ? "no backend has a tactic for it" : why;
  }

  std::vector<Candidate> candidates(const Problem& p, const Target& target, std::vector<std::string>& notes) const {
    std::vector<Candidate> out;
    const bool objects = needs_objects(p);
    for (const Tactic* t : target.compiler->tactics()) {
      if (disabled(*t) || (objects && !t->takes_objects())) continue;
      const Verdict v = t->supports(p);
      if (!v) {
        if (!v.is_other_op()) notes.push_back(std::string(t->name()) + ": no, " + v.reason());
        continue;
      }
      for (auto& c : t->configs(p)) out.push_back({t, std::move(c)});
    }
    return out;
  }

  // Of the network while one profile's bounds stand in it; then the union again.
  class AtProfile {
   public:
    AtProfile(const Selector& s, size_t profile) : graph_(s.graph_), ranges_(s.profiles()) {
      if (!ranges_.empty()) use_ranges(graph_, ranges_[profile]);
    }
    ~AtProfile() {
      if (!ranges_.empty()) use_ranges(graph_, ranges_.back());
    }
    AtProfile(const AtProfile&) = delete;
    AtProfile& operator=(const AtProfile&) = delete;

   private:
    Graph& graph_;
    std::span<const SymbolRanges> ranges_;
  };
  std::span<const SymbolRanges> profiles() const {
    return &graph_ == shared_.main ? shared_.profiles : std::span<const SymbolRanges>();
  }
  // The problem at the optimum of each profile.
  std::vector<Problem> typical_problems(NodeId id, const Problem& p) const {
    if (profiles().empty()) return {p};
    std::vector<Problem> out;
    for (size_t i = 0; i + 1 < profiles().size(); ++i) {
      const AtProfile at(*this, i);
      out.push_back(make_problem(graph_, id, options_.workspace_limit));
    }
    return out;
  }
  Hash128 key_of(const Problem& p, const Target& target, const Candidate& c) const {
    return timing_key(p, target, *c.tactic, c.config);
  }
  // The sum over the profiles, if the cache knows them all.
  std::optional<double> known_time(const std::vector<Problem>& typical, const Target& target, const Candidate& c) {
    double sum = 0;
    for (const Problem& p : typical) {
      const auto ms = cache_.find(key_of(p, target, c));
      if (!ms) return std::nullopt;
      sum += *ms;
    }
    return sum;
  }
  double measure_sum(const std::vector<Problem>& typical, const Target& target, const Candidate& c,
                     const CompiledKernel& compiled, const Kernel& kernel, double to_beat) {
    double sum = 0;
    for (size_t i = 0; i < typical.size(); ++i) {
      const Hash128 key = key_of(typical[i], target, c);
      auto ms = cache_.find(key);
      if (!ms) {
        const AtProfile at(*this, i);
        ms = measure_kernel(target, typical[i], compiled, kernel, to_beat < 0 ? -1 : std::max(0.0, to_beat - sum));
        if (*ms < 0) return -1;
        cache_.add(key, *ms);
      }
      sum += *ms;
    }
    return sum;
  }

  int64_t workspace_at_max(const Problem& p, const CompiledKernel& compiled, const Kernel& kernel) const {
    ConcreteArgs a;
    return make_args(p, compiled.consumed_inputs, true, a) ? kernel.workspace(a.args) : -1;
  }

  // The same at the largest shapes of each profile.
  std::vector<int64_t> workspaces(NodeId id, int64_t at_max, const CompiledKernel& compiled,
                                  const Kernel& kernel) const {
    std::vector<int64_t> out;
    for (size_t i = 0; i + 1 < profiles().size(); ++i) {
      const AtProfile at(*this, i);
      out.push_back(workspace_at_max(make_problem(graph_, id, options_.workspace_limit), compiled, kernel));
    }
    return out.empty() ? std::vector<int64_t>{at_max} : out;
  }

  // The cap: at the largest shapes, or where there are none, at the typical ones.
  void check_workspace(const Problem& p, const CompiledKernel& compiled, const Kernel& kernel, int64_t at_max) const {
    ConcreteArgs a;
    const bool unbounded = at_max < 0 && make_args(p, compiled.consumed_inputs, false, a);
    const int64_t bytes = unbounded ? kernel.workspace(a.args) : at_max;
    if (bytes > options_.workspace_limit)
      throw Error(ErrorCode::kLimit,
                  "it needs " + std::to_string(bytes) + " bytes of workspace, more than the limit of " +
                      std::to_string(options_.workspace_limit));
  }

  // Sizes computed from elements that only the run reads mean nothing at a guess: kernels may even refuse them.
  bool has_typical_sizes(const Problem& p) const {
    std::set<std::string> names;
    for (const auto* list : {&p.inputs, &p.outputs})
      for (const Operand& o : *list)
        for (const Dim& d : o.type.dims) d.collect_symbols(names);
    std::vector<std::string> work(names.begin(), names.end());
    while (!work.empty()) {
      const auto it = graph_.symbols().find(work.back());
      work.pop_back();
      if (it == graph_.symbols().end()) continue;
      if (it->second.element && it->second.opt == 0) return false;
      std::set<std::string> more;
      if (it->second.definition) it->second.definition->collect_symbols(more);
      for (const auto& m : more)
        if (names.insert(m).second) work.push_back(m);
    }
    return true;
  }

  Choice choose(NodeId id, const Target& target) {
    const Problem p = make_problem(graph_, id, options_.workspace_limit);
    Choice best;
    best.target = &target;
    const auto list = candidates(p, target, best.notes);
    std::string failures;
    const bool heuristic = options_.tactics == TacticSelection::kHeuristic;
    // The fake device's delays say nothing about a kernel.
    const bool measure =
        !heuristic && list.size() > 1 && target.space() != MemorySpace::kFake && has_typical_sizes(p);
    const std::vector<Problem> typical = measure ? typical_problems(id, p) : std::vector<Problem>{};
    for (const auto& c : list) {
      monitor_.check_cancelled();
      if (best.tactic && heuristic) break;
      const auto known = measure ? known_time(typical, target, c) : std::nullopt;
      if (measure && !known && best.tactic && c.tactic->last_resort() && best.ms > kMomentMs) {
        best.notes.push_back(label(c) + ": not measured, it is for what nothing else takes");
        continue;
      }
      if (known && best.tactic && !(*known < best.ms * kClearlyFaster)) {
        ++shared_.from_cache;
        note(best, c, *known);
        continue;  // not even compiled
      }
      try {
        CompiledKernel compiled = c.tactic->compile(p, c.config);
        const LoadedKernel loaded = load_kernel(target, compiled);
        const int64_t workspace = workspace_at_max(p, compiled, *loaded.kernel);
        check_workspace(p, compiled, *loaded.kernel, workspace);
        double ms = -1;
        if (known) {
          ms = *known;
          ++shared_.from_cache;
        } else if (measure) {
          ms = measure_sum(typical, target, c, compiled, *loaded.kernel, best.tactic ? best.ms : -1);
          ++shared_.measured;
          if (ms < 0) throw Error(ErrorCode::kDevice, "it failed when it was measured");
        }
        note(best, c, ms);
        if (best.tactic && !(ms < best.ms * kClearlyFaster)) continue;
        best.tactic = c.tactic;
        best.config = c.config;
        best.compiled = std::move(compiled);
        best.workspaces = workspaces(id, workspace, best.compiled, *loaded.kernel);
        best.ms = ms;
      } catch (const Error& e) {
        if (e.code() == ErrorCode::kCancelled) throw;
        best.notes.push_back(label(c) + ": failed, " + e.what());
        failures += (failures.empty() ? "" : "; ") + best.notes.back();
      }
    }
    if (!best.tactic) {
      Error e(ErrorCode::kUnsupported, "no tactic worked (" + failures + ")",
              "see --verbose, choose another backend, or allow more workspace (--workspace)");
      e.in(graph_.describe(id));
      throw e;
    }
    for (const auto& n : best.notes) monitor_.log(graph_.describe(id) + " " + n);
    return best;
  }

  static std::string label(const Candidate& c) {
    return std::string(c.tactic->name()) + (c.config.label.empty() ? "" : "(" + c.config.label + ")");
  }
  static void note(Choice& choice, const Candidate& c, double ms) {
    char text[32] = "not measured";
    if (ms >= 0) std::snprintf(text, sizeof text, "%.4f ms", ms);
    choice.notes.push_back(label(c) + ": " + text);
  }

  Graph& graph_;
  Shared& shared_;
  const Targets& targets_;
  const BuildOptions& options_;
  TimingCache& cache_;
  const Monitor& monitor_;
  std::map<NodeId, const Target*> placed_;
  PartViews parts_;
};

[[noreturn]] void throw_unsupported(const Shared& shared) {
  std::string all, names;
  for (size_t i = 0; i < shared.errors.size(); ++i)
    all += (i ? "; (" : " (") + std::to_string(i + 1) + ") " + shared.errors[i];
  bool has_reference = false;
  for (const auto& t : shared.targets) {
    names += (names.empty() ? "" : ",") + t.name();
    has_reference = has_reference || t.name() == "reference";
  }
  fail(ErrorCode::kUnsupported, std::to_string(shared.errors.size()) + " node(s) cannot run on " + names + ":" + all,
       has_reference || shared.structural
           ? "docs/support.md lists what runs; leave these nodes out of the model"
           : "add a backend that runs them (--backend " + names + ",reference), see docs/support.md");
}

// The sizes that the profile is optimal for, into the bodies of a node. A carried value's are those it begins with.
void pass_optima(const Graph& graph, const Node& node) {
  for (const auto& region : node.regions) {
    for (auto& [name, symbol] : region->symbols())
      if (!symbol.data_dependent && graph.symbols().contains(name)) symbol.opt = opt_value(graph, Dim::symbol(name));
    const size_t first = node.inputs.size() - region->inputs().size();
    for (size_t i = 0; i < region->inputs().size(); ++i) {
      const ValueId outside = node.inputs[first + i];
      const SymDims& dims = region->tensor(region->inputs()[i]).dims;
      for (size_t d = 0; outside != kNoValue && d < dims.size(); ++d) {
        const auto name = dims[d].as_symbol();
        if (name && region->is_late(dims[d]))
          region->symbols()[*name].opt = opt_value(graph, graph.tensor(outside).dims[d]);
      }
    }
  }
}

}  // namespace

void Monitor::check_cancelled() const {
  if (options_.cancelled && options_.cancelled())
    fail(ErrorCode::kCancelled, "the build was cancelled", "start it again; finished measurements are kept");
}

namespace {

// What a device is called, without the number of threads that it has in this process: "Some CPU, 2 threads".
std::string machine_name(const Device& d) {
  std::string text = d.description();
  const size_t comma = text.rfind(", ");
  if (comma != std::string::npos && (text.ends_with(" thread") || text.ends_with(" threads"))) text.resize(comma);
  return text;
}

}  // namespace

std::vector<int64_t> Selection::scratch_bytes(size_t profiles) const {
  std::vector<int64_t> out;
  for (size_t i = 0; i < profiles; ++i) {
    std::map<MemorySpace, int64_t> most;
    const auto add = [&](const std::map<NodeId, Choice>& all) {
      for (const auto& [id, c] : all) {
        if (c.workspaces.empty()) continue;
        int64_t& m = most[c.target->space()];
        m = std::max(m, (c.workspaces[std::min(i, c.workspaces.size() - 1)] + 63) / 64 * 64);
      }
    };
    add(choices);
    for (const auto& [graph, all] : bodies) add(all);
    int64_t& sum = out.emplace_back(0);
    for (const auto& [space, bytes] : most) sum += bytes;
  }
  return out;
}

Hash128 timing_key(const Problem& p, const Target& target, const Tactic& tactic, const Config& config) {
  Hasher h;
  h.add("timing 2")
      .add(target.name())
      .add(target.runtime->device().fingerprint())
      .add(machine_name(target.runtime->device()));
  h.add(tactic.name()).add(tactic.version()).add(config.label);
  p.op().hash_into(h);
  for (const auto& r : p.node().regions) h.add(structural_hash(*r, false));
  for (const auto* list : {&p.inputs, &p.outputs})
    for (const auto& o : *list) {
      h.add(o.present).add(o.type.dtype).add(o.format).add(o.constant != nullptr);
      for (int64_t d : o.opt) h.add(d);
      h.add(-1);
    }
  return h.finish128();
}

namespace {

using Selectors = std::vector<std::unique_ptr<Selector>>;

// The network and the bodies of its control flow, the order in which emission numbers them, all nodes placed.
Selectors place_everything(Graph& graph, Shared& shared) {
  Selectors all;
  all.push_back(std::make_unique<Selector>(graph, shared));
  for (size_t i = 0; i < all.size(); ++i) {
    all[i]->place_all();
    Graph& g = all[i]->graph();
    for (NodeId id : g.order()) {
      if (!is_control(g.node(id))) continue;
      pass_optima(g, g.node(id));
      for (size_t r = 0; r < g.node(id).regions.size(); ++r)
        if (is_run(g.node(id), r)) all.push_back(std::make_unique<Selector>(*g.node(id).regions[r], shared));
    }
  }
  if (!shared.errors.empty()) throw_unsupported(shared);
  return all;
}

struct CompileJob {
  const Graph* graph;
  NodeId id;
  Choice* choice;
  std::exception_ptr error;
};

// Bytes of the constants that it reads: about the time it takes.
int64_t size_of(const CompileJob& job) {
  int64_t bytes = 0;
  const auto add = [&](const Graph& g, ValueId v) {
    if (const Weights* w = v == kNoValue ? nullptr : g.constant(v)) bytes += int64_t(w->bytes().size());
  };
  const Node& node = job.graph->node(job.id);
  for (ValueId v : node.inputs) add(*job.graph, v);
  for (const auto& r : node.regions)
    for (NodeId id : r->order())
      for (ValueId v : r->node(id).outputs) add(*r, v);
  return bytes;
}

void compile_one(CompileJob& job, int64_t workspace_limit) {
  const Problem p = make_problem(*job.graph, job.id, workspace_limit);
  job.choice->compiled = job.choice->tactic->compile(p, job.choice->config);
}

// The largest first, one at a time: else one thread ends long before the other. What they pack lives equally long.
void compile_all(std::vector<CompileJob>& jobs, int64_t workspace_limit, ThreadPool& pool,
                 const std::shared_ptr<LargeBlocks>& memory) {
  std::vector<std::pair<int64_t, CompileJob*>> order;
  for (auto& j : jobs) order.emplace_back(-size_of(j), &j);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::atomic<size_t> next{0};
  pool.parallel_for(pool.threads(), 1, [&](int64_t, int64_t) {
    const LargeBlocksScope scope(memory);
    for (size_t i; (i = next.fetch_add(1)) < order.size();) try {
        compile_one(*order[i].second, workspace_limit);
      } catch (...) {
        order[i].second->error = std::current_exception();
      }
  });
  for (const auto& j : jobs)
    if (j.error) std::rethrow_exception(j.error);
}

}  // namespace

Selection select_tactics(Graph& graph, const Targets& targets, const BuildOptions& options, TimingCache& cache,
                         const Monitor& monitor, std::span<const SymbolRanges> profiles) {
  Shared shared{targets, options, cache, monitor, {}};
  shared.main = &graph;
  shared.profiles = profiles;
  const Selectors all = place_everything(graph, shared);
  Selection out;
  for (size_t i = 0; i < all.size(); ++i) {
    (i == 0 ? out.choices : out.bodies[&all[i]->graph()]) = all[i]->choose_all();
    out.parts[&all[i]->graph()] = all[i]->take_parts();
  }
  out.measured = shared.measured;
  out.from_cache = shared.from_cache;
  return out;
}

Selection recorded_tactics(Graph& graph, const Targets& targets, const BuildOptions& options, ThreadPool& pool,
                           const plan::Plan& recorded, const Monitor& monitor,
                           std::shared_ptr<LargeBlocks> memory) {
  TimingCache unused;
  Shared shared{targets, options, unused, monitor, {}};
  shared.main = &graph;
  const Selectors all = place_everything(graph, shared);
  if (all.size() != recorded.subplans.size() + 1)
    fail(ErrorCode::kUnsupported,
         "these weights lead to " + std::to_string(all.size() - 1) + " bodies of control flow, the plan has " +
             std::to_string(recorded.subplans.size()),
         "build the plan again");
  Selection out;
  std::vector<CompileJob> jobs;
  for (size_t i = 0; i < all.size(); ++i) {
    auto& choices = i == 0 ? out.choices : out.bodies[&all[i]->graph()];
    choices = all[i]->recall_all(i == 0 ? recorded : recorded.subplans[i - 1]);
    for (auto& [id, choice] : choices) jobs.push_back({&all[i]->graph(), id, &choice, nullptr});
    out.parts[&all[i]->graph()] = all[i]->take_parts();
  }
  compile_all(jobs, options.workspace_limit, pool, memory ? std::move(memory) : std::make_shared<LargeBlocks>());
  return out;
}

}  // namespace sinter::compile
