// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Constants that the bodies of If and Loop read from outside stand in the bodies themselves, where they fold and are
/// packed like others.
bool body_constants(Graph& graph, PassContext& context);

}  // namespace sinter
