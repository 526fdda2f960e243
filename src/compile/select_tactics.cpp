// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/select_tactics.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "ir/constant.h"
#include "ir/print.h"
#include "passes/split_fusion.h"
#include "sinter/error.h"

namespace sinter::compile {
namespace {

// A later candidate must be clearly faster than an earlier one: noise then seldom changes a plan.
constexpr double kClearlyFaster = 0.97;

struct Candidate {
  const Tactic* tactic;
  Config config;
};

class Selector {
 public:
  Selector(Graph& g, const Targets& t, const BuildOptions& o, int threads, TimingCache& cache, const Monitor& m)
      : graph_(g), targets_(t), options_(o), threads_(threads), cache_(cache), monitor_(m) {}

  Selection run() {
    split_unsupported();
    if (!errors_.empty()) throw_unsupported();
    const auto order = graph_.order();
    int64_t done = 0;
    for (NodeId id : order) {
      monitor_.stage("selecting tactics", done++, int64_t(order.size()));
      if (placed_.contains(id)) selection_.choices.emplace(id, choose(id, *placed_.at(id)));
    }
    return std::move(selection_);
  }

 private:
  bool needs_no_step(NodeId id) const { return graph_.node(id).op.is<Constant>() || is_view(graph_, id); }
  bool disabled(const Tactic& t) const {
    return std::find(options_.disabled_tactics.begin(), options_.disabled_tactics.end(), t.name()) !=
           options_.disabled_tactics.end();
  }

  // The first backend with a tactic for the node; reasons of all that refused go to `why`.
  const Target* place(NodeId id, std::string& why) const {
    const Problem p = make_problem(graph_, id, threads_, options_.workspace_limit);
    for (const auto& t : targets_)
      for (const Tactic* tactic : t.compiler->tactics()) {
        if (disabled(*tactic)) continue;
        const Verdict v = tactic->supports(p);
        if (v) return &t;
        if (!v.is_other_op()) why += (why.empty() ? "" : ", ") + std::string(tactic->name()) + ": " + v.reason();
      }
    return nullptr;
  }

  void split_unsupported() {
    std::vector<NodeId> work = graph_.order();
    for (size_t i = 0; i < work.size(); ++i) {
      const NodeId id = work[i];
      if (!graph_.alive(id) || needs_no_step(id)) continue;
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
      structural_ = structural_ || structural;
      errors_.push_back(graph_.describe(id) + ": " + (structural ? "this version cannot run it yet" : shorten(why)));
    }
  }

  static std::string shorten(const std::string& why) {
    return why.size() > 600 ? why.substr(0, 600) + "..." : why.empty() ? "no backend has a tactic for it" : why;
  }

  [[noreturn]] void throw_unsupported() const {
    std::string all, names;
    for (size_t i = 0; i < errors_.size(); ++i) all += (i ? "; (" : " (") + std::to_string(i + 1) + ") " + errors_[i];
    bool has_reference = false;
    for (const auto& t : targets_) {
      names += (names.empty() ? "" : ",") + t.name();
      has_reference = has_reference || t.name() == "reference";
    }
    fail(ErrorCode::kUnsupported, std::to_string(errors_.size()) + " node(s) cannot run on " + names + ":" + all,
         has_reference || structural_
             ? "docs/support.md lists what runs; leave these nodes out of the model"
             : "add a backend that runs them (--backend " + names + ",reference), see docs/support.md");
  }

  std::vector<Candidate> candidates(const Problem& p, const Target& target, std::vector<std::string>& notes) const {
    std::vector<Candidate> out;
    for (const Tactic* t : target.compiler->tactics()) {
      if (disabled(*t)) continue;
      const Verdict v = t->supports(p);
      if (!v) {
        if (!v.is_other_op()) notes.push_back(std::string(t->name()) + ": no, " + v.reason());
        continue;
      }
      for (auto& c : t->configs(p)) out.push_back({t, std::move(c)});
      if (options_.tactics == TacticSelection::kHeuristic) break;
    }
    if (options_.tactics == TacticSelection::kHeuristic && out.size() > 1) out.resize(1);
    return out;
  }

  Hash128 timing_key(const Problem& p, const Target& target, const Candidate& c) const {
    Hasher h;
    h.add("timing 1")
        .add(target.name())
        .add(target.runtime->device().fingerprint())
        .add(target.runtime->device().description());
    h.add(c.tactic->name()).add(c.tactic->version()).add(c.config.label).add(threads_);
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

  int64_t workspace_at_max(const Problem& p, const CompiledKernel& compiled, const Kernel& kernel) const {
    ConcreteArgs a;
    return make_args(p, compiled.consumed_inputs, true, a) ? kernel.workspace(a.args) : -1;
  }

  Choice choose(NodeId id, const Target& target) {
    const Problem p = make_problem(graph_, id, threads_, options_.workspace_limit);
    Choice best;
    best.target = &target;
    const auto list = candidates(p, target, best.notes);
    std::string failures;
    for (const auto& c : list) {
      monitor_.check_cancelled();
      // The fake device's delays say nothing about a kernel.
      const bool measure = list.size() > 1 && target.space() != MemorySpace::kFake;
      const Hash128 key = measure ? timing_key(p, target, c) : Hash128{};
      const auto known = measure ? cache_.find(key) : std::nullopt;
      if (known && best.tactic && !(*known < best.ms * kClearlyFaster)) {
        ++selection_.from_cache;
        note(best, c, *known);
        continue;  // not even compiled
      }
      try {
        CompiledKernel compiled = c.tactic->compile(p, c.config);
        const LoadedKernel loaded = load_kernel(target, compiled);
        const int64_t workspace = workspace_at_max(p, compiled, *loaded.kernel);
        double ms = -1;
        if (known) {
          ms = *known;
          ++selection_.from_cache;
        } else if (measure) {
          ms = measure_kernel(target, p, compiled, *loaded.kernel, best.tactic ? best.ms : -1);
          ++selection_.measured;
          if (ms < 0) throw Error(ErrorCode::kDevice, "it failed when it was measured");
          cache_.add(key, ms);
        }
        if (workspace > options_.workspace_limit)
          throw Error(ErrorCode::kLimit, "it needs more workspace than allowed");
        note(best, c, ms);
        if (best.tactic && !(ms < best.ms * kClearlyFaster)) continue;
        best.tactic = c.tactic;
        best.config = c.config;
        best.compiled = std::move(compiled);
        best.workspace = workspace;
        best.ms = ms;
      } catch (const Error& e) {
        if (e.code() == ErrorCode::kCancelled) throw;
        best.notes.push_back(label(c) + ": failed, " + e.what());
        failures += (failures.empty() ? "" : "; ") + best.notes.back();
      }
    }
    if (!best.tactic) {
      Error e(ErrorCode::kUnsupported, "no tactic worked (" + failures + ")",
              "see --verbose, or choose another backend");
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
  const Targets& targets_;
  const BuildOptions& options_;
  int threads_;
  TimingCache& cache_;
  const Monitor& monitor_;
  std::map<NodeId, const Target*> placed_;
  std::vector<std::string> errors_;
  bool structural_ = false;  // some node is control flow: no backend helps
  Selection selection_;
};

}  // namespace

void Monitor::check_cancelled() const {
  if (options_.cancelled && options_.cancelled())
    fail(ErrorCode::kCancelled, "the build was cancelled", "start it again; finished measurements are kept");
}

Selection select_tactics(Graph& graph, const Targets& targets, const BuildOptions& options, int threads,
                         TimingCache& cache, const Monitor& monitor) {
  return Selector(graph, targets, options, threads, cache, monitor).run();
}

}  // namespace sinter::compile
