// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Merges nodes that compute the same from the same inputs, equal constants included. Not: random ops, ops with side
/// effects or regions, ops whose output size depends on the data.
bool common_subexpressions(Graph& graph, PassContext& context);

}  // namespace sinter
