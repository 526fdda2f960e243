// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What a plan built with BuildOptions::portable holds beside its steps: the network as it was read, and the options.
#pragma once
#include <memory>

#include "ir/graph.h"
#include "plan/plan.h"
#include "sinter/builder.h"

namespace sinter {

bool is_portable(const plan::Plan& p);
/// The network with its weights, which lie in the plan's bytes: `owner` keeps those alive. Error(kUnsupported) if the
/// plan does not hold it.
std::unique_ptr<Graph> portable_graph(const plan::Plan& p, const std::shared_ptr<const void>& owner);
/// The options that the plan was built with, but for where times are cached.
BuildOptions portable_options(const plan::Plan& p);

}  // namespace sinter
