// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/constant.h"

#include "ir/infer.h"
#include "ir/record.h"

namespace sinter {

SINTER_OP(Constant)

void Constant::infer(InferContext& ctx) const {
  ctx.set_output(0, value.dtype(), SymDims(value.dims().begin(), value.dims().end()));
  // Small integer constants take part in shape arithmetic.
  if ((is_integer(value.dtype()) || value.dtype() == DataType::kBool) && value.dims().size() <= 1 &&
      value.count() <= 1024) {
    const auto v = value.to_ints();
    ctx.set_host_value(0, SymDims(v.begin(), v.end()));
  }
}

}  // namespace sinter
