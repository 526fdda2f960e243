// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Convolution, and what follows it: additions of a bias or one residual of the same shape, and pointwise ops whose
/// other operands are constants (scalar or per channel), becomes Fusion{kind="conv"}. The Fusion stands where the last
/// of its nodes stood. Nothing happens where no pointwise op follows.
bool fuse_conv(Graph& graph, PassContext& context);

}  // namespace sinter
