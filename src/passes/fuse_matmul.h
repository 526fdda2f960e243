// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// MatMul, and what follows it: additions of a bias or one residual of the same shape, and pointwise ops whose other
/// operands are constants (scalar or along the last dim), becomes Fusion{kind="matmul"}.
bool fuse_matmul(Graph& graph, PassContext& context);

}  // namespace sinter
