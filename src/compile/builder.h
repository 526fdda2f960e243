// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The whole way from a graph to a plan: profile, passes, tactics, emission.
#pragma once
#include "compile/target.h"
#include "plan/plan.h"

namespace sinter::compile {

/// `graph` is changed. `model_name` is shown by inspect. Throws Error; a cancelled build saves what it measured.
plan::Plan build(Graph& graph, const std::string& model_name, const Targets& targets, const BuildOptions& options,
                 int threads, BuildReport& report);

/// A plan for other weights: `graph` is the network that `recorded` was built from, with those weights, `options` and
/// `threads` are what it was built with. Passes run again, tactics and configurations are those of the plan, nothing is
/// measured, kernels are compiled on `compile_threads` threads. So the result is what a build with the same
/// choices gives. Error(kUnsupported) where the weights lead to other steps, shapes or memory (a pass saw zeros or ones, say).
plan::Plan rebuild(Graph& graph, const plan::Plan& recorded, const Targets& targets, const BuildOptions& options,
                   int threads, int compile_threads);

/// The first half of a build: the passes of the pipeline, for these targets.
void optimise(Graph& graph, const Targets& targets, const BuildOptions& options, const Monitor& monitor);

}  // namespace sinter::compile
