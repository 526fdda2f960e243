// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/fuse_conv.h"

#include "ops/convolution.h"
#include "passes/epilogue.h"

namespace sinter {

bool fuse_conv(Graph& graph, PassContext& context) {
  return fuse_epilogues(
      graph, context, "conv", [](const Node& n) { return n.op.is<Convolution>(); },
      [](const TensorType&) { return 1; });
}

}  // namespace sinter
