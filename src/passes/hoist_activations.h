// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Relu and Clip behind a maximum pooling go in front of it, where they join the convolution there: a rising function
/// of the largest element is the largest of the function's values. Not where a window may see padding alone.
bool hoist_activations(Graph& graph, PassContext& context);

}  // namespace sinter
