// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From an optimised graph with chosen tactics to the flat plan: slots, steps, copies between memory spaces, the shape
// program, and places in the arenas.
#pragma once
#include "compile/select_tactics.h"
#include "plan/plan.h"

namespace sinter::compile {

/// `profile` becomes the plan's only profile. The graph is only read. `first` is the most preferred target.
plan::Plan emit_plan(const Graph& graph, Selection selection, const plan::Profile& profile, const Target& first);

}  // namespace sinter::compile
