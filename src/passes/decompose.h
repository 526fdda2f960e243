// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Replaces composite ops (Meaning::kDecompose) by what they mean in terms of other ops, until none is left.
bool decompose(Graph& graph, PassContext& context);

}  // namespace sinter
