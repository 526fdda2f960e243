// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/einsum.h"
#include "import/onnx/node_context.h"

namespace sinter::onnx {

void import_einsum(NodeContext& ctx) { ctx.output(0, build_einsum(ctx, ctx.string_attr("equation", ""), ctx.ins())); }

}  // namespace sinter::onnx
