// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/bit_cast.h"

#include <cstring>

#include "ir/record.h"

namespace sinter {

SINTER_OP(BitCast)

void BitCast::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(x.dtype != DataType::kString && to != DataType::kString && to != DataType::kInvalid,
              "strings have no bits to reinterpret", "use number types");
  ctx.require(bits_of(x.dtype) == bits_of(to),
              std::string(to_string(x.dtype)) + " and " + std::string(to_string(to)) + " differ in width",
              "use a type of " + std::to_string(bits_of(x.dtype)) + " bits");
  ctx.set_output(0, to, x.dims);
}

void BitCast::reference(RefContext& ctx) const {
  const TensorView& x = ctx.in(0);
  const int64_t bytes = bytes_of(x.dtype, x.count());
  if (bytes > 0) std::memcpy(ctx.outputs[0].view.data, x.data, size_t(bytes));
}

}  // namespace sinter
