// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The whole way from a graph to a plan: profile, passes, tactics, emission.
#pragma once
#include <memory>

#include "compile/target.h"
#include "plan/plan.h"

namespace sinter {
class LargeBlocks;
class ThreadPool;
}

namespace sinter::compile {

/// `graph` is changed. `model_name` is shown by inspect. Throws Error; a cancelled build saves what it measured.
/// `pool`: for work on large weights; null: the calling thread alone. It changes nothing in the plan.
plan::Plan build(Graph& graph, const std::string& model_name, const Targets& targets, const BuildOptions& options,
                 BuildReport& report, ThreadPool* pool = nullptr);

/// Where a rebuild puts new weights: those that passes make, which are gone when it is done, and what kernels keep of
/// them, which lives as long as the plan. Null: new memory.
struct RebuildMemory {
  std::shared_ptr<LargeBlocks> weights, packed;
};

/// A plan for other weights: `graph` is the network that `recorded` was built from, with those weights, `options` are
/// what it was built with. Passes run again, tactics and configurations are those of the plan, nothing is measured,
/// kernels are compiled on the threads of `pool`. So the result is what a build with the same choices gives.
/// Error(kUnsupported) where the weights lead to other steps, shapes or memory (a pass saw zeros or ones, say).
plan::Plan rebuild(Graph& graph, const std::string& model_name, const plan::Plan& recorded, const Targets& targets,
                   const BuildOptions& options, ThreadPool& pool, RebuildMemory memory = {});

/// The first half of a build: the passes of the pipeline, for these targets. `memory`: for new weights; null: new one.
void optimise(Graph& graph, const Targets& targets, const BuildOptions& options, const Monitor& monitor,
              ThreadPool* pool = nullptr, std::shared_ptr<LargeBlocks> memory = nullptr);

}  // namespace sinter::compile
