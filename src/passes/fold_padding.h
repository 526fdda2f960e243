// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// A Pad in front of a Convolution (zeros, constant finite weights) or a Pooling becomes padding of that: -infinity or
/// the lowest value in front of a maximum; zeros in front of an average that counts them, or of an Lp norm.
bool fold_padding(Graph& graph, PassContext& context);

}  // namespace sinter
