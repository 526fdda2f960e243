// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs the passes of pipeline.cpp over a graph and the bodies of its control flow.
#pragma once
#include <span>
#include <string_view>

#include "passes/pass.h"

namespace sinter {

/// Passes that run one after the other, once or until none changes anything.
struct PassGroup {
  std::string_view name;
  bool repeat = false;
  std::span<const Pass> passes;
};

/// The pipeline (pipeline.cpp): the only list of passes.
std::span<const PassGroup> pipeline();

/// A pass as help texts show it.
struct PassInfo {
  std::string_view name, doc, group;
  bool optional = true;
};
/// What the compiler does after the passes and that is disabled like one: it changes the plan, not the graph.
std::span<const PassInfo> planning_steps();
/// Its name for Concats and Slices that copy nothing (compile/part_views.h).
inline constexpr std::string_view kPartsInPlace = "parts_in_place";
/// All passes in the order in which they run, then planning_steps().
std::vector<PassInfo> pass_infos();

/// Error(kInvalidArgument) with a remedy if one of `names` is no pass or a required one.
void check_disabled_passes(std::span<const std::string> names);

/// Runs one pass on the graph, bodies of If and Loop first; true if it changed anything. Types are inferred anew after
/// a change, so that what a pass learned about shapes reaches the nodes below.
bool run_pass(const Pass& pass, Graph& graph, PassContext& context);

/// Runs the whole pipeline. The graph keeps its inputs and outputs, with their names.
void run_passes(Graph& graph, PassContext& context);

}  // namespace sinter
