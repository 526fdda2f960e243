// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Partition and tactic selection: each node goes to the first backend that has a tactic for it; among that backend's
// candidates the fastest measured one is kept. Fusions that no backend can run are split back into their nodes.
#pragma once
#include <map>
#include <memory>

#include "compile/measure.h"
#include "compile/part_views.h"
#include "compile/profile.h"
#include "compile/timing_cache.h"
#include "plan/plan.h"

namespace sinter {
class ThreadPool;
}

namespace sinter::compile {

/// The way a node runs.
struct Choice {
  const Target* target = nullptr;
  const Tactic* tactic = nullptr;
  Config config;
  CompiledKernel compiled;
  /// Bytes at the largest shapes of each profile, with the threads of this build; -1: unbounded shapes, known at run
  /// time. Of what is not measured in this build: empty.
  std::vector<int64_t> workspaces;
  double ms = -1;                  // measured, -1: not
  std::vector<std::string> notes;  // one line per candidate, for `--verbose` and `sinter explain`
};

struct Selection {
  std::map<NodeId, Choice> choices;  // of all nodes but constants, views (those in `parts` too) and control flow
  std::map<const Graph*, std::map<NodeId, Choice>> bodies;  // the same for each body of control flow; only looked up
  std::map<const Graph*, PartViews> parts;  // of the network and of each body; only looked up
  int64_t measured = 0, from_cache = 0;

  /// What a context reserves for scratch memory, in bytes per profile, if it runs with as many threads as this build.
  std::vector<int64_t> scratch_bytes(size_t profiles) const;
};

/// A later candidate must take less than this part of an earlier one's time: noise then seldom changes a plan.
inline constexpr double kClearlyFaster = 0.97;

/// What a measured time is kept by: problem, tactic with version and configuration, device. Not the number of threads:
/// builds that share a cache give the same plan, whatever they may use.
Hash128 timing_key(const Problem& p, const Target& target, const Tactic& tactic, const Config& config);

/// Changes the graph only by splitting fusions. Error(kUnsupported) lists every node that nothing can run, with each
/// backend's reasons.
/// With several profiles (compile/profile.h) candidates are compared by the sum of their times at all optima.
Selection select_tactics(Graph& graph, const Targets& targets, const BuildOptions& options, TimingCache& cache,
                         const Monitor& monitor, std::span<const SymbolRanges> profiles = {});

/// The same with the choices that a plan recorded for each step: nothing is measured or loaded, kernels are compiled on
/// the threads of `pool`, and what they pack lies in `memory` (null: new one). Error(kUnsupported) names the first node
/// for which `recorded` has no choice that works.
Selection recorded_tactics(Graph& graph, const Targets& targets, const BuildOptions& options, ThreadPool& pool,
                           const plan::Plan& recorded, const Monitor& monitor,
                           std::shared_ptr<LargeBlocks> memory = nullptr);

}  // namespace sinter::compile
