// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From an optimised graph with chosen tactics to the flat plan: slots, steps, copies between memory spaces, the shape
// program, and places in the arenas.
#pragma once
#include "compile/select_tactics.h"
#include "plan/plan.h"

namespace sinter::compile {

/// The plan gets the profiles, each with places of its own in the arenas where that takes less memory. The graph is left
/// as it was. `first` is the most preferred target.
plan::Plan emit_plan(Graph& graph, Selection selection, const Profiles& profiles, const Target& first);

}  // namespace sinter::compile
