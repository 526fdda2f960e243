// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/size.h"

#include "ir/record.h"

namespace sinter {

SINTER_OP(Size)

void Size::infer(InferContext& ctx) const {
  ctx.set_output(0, DataType::kInt64, SymDims{});
  ctx.set_host_value(0, {product(ctx.tensor(0).dims)});
}

void Size::reference(RefContext& ctx) const { ctx.put(0, std::vector<int64_t>{ctx.in(0).count()}); }

}  // namespace sinter
