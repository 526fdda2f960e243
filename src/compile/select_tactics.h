// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Partition and tactic selection: each node goes to the first backend that has a tactic for it; among that backend's
// candidates the fastest measured one is kept. Fusions that no backend can run are split back into their nodes.
#pragma once
#include <map>

#include "compile/measure.h"
#include "compile/timing_cache.h"

namespace sinter::compile {

/// The way a node runs.
struct Choice {
  const Target* target = nullptr;
  const Tactic* tactic = nullptr;
  Config config;
  CompiledKernel compiled;
  int64_t workspace = 0;           // bytes at the largest shapes; -1: unbounded shapes, known at run time
  double ms = -1;                  // measured, -1: not
  std::vector<std::string> notes;  // one line per candidate, for `--verbose` and `sinter explain`
};

struct Selection {
  std::map<NodeId, Choice> choices;  // of all nodes but constants and views
  int64_t measured = 0, from_cache = 0;
};

/// Changes the graph only by splitting fusions. Error(kUnsupported) lists every node that nothing can run, with each
/// backend's reasons.
Selection select_tactics(Graph& graph, const Targets& targets, const BuildOptions& options, int threads,
                         TimingCache& cache, const Monitor& monitor);

}  // namespace sinter::compile
