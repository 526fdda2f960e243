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

}  // namespace sinter::compile
