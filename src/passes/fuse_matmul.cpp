// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/fuse_matmul.h"

#include "ops/matmul.h"
#include "passes/epilogue.h"

namespace sinter {

bool fuse_matmul(Graph& graph, PassContext& context) {
  return fuse_epilogues(
      graph, context, "matmul", [](const Node& n) { return n.op.is<MatMul>(); },
      [](const TensorType& output) { return output.rank() - 1; });
}

}  // namespace sinter
