// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/dequantize.h"

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/quant_scale.h"

namespace sinter {

SINTER_OP(Dequantize)

void Dequantize::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(is_quantized_type(x.dtype) || x.dtype == DataType::kInt32,
              "elements are " + std::string(to_string(x.dtype)), "dequantize integer, f8 or f4 tensors");
  ctx.require(is_float(to) && bits_of(to) >= 16, "cannot dequantize to " + std::string(to_string(to)),
              "use f32, f16, bf16 or f64");
  require_quant_scale(ctx, axis, block_size, x.dtype);
  ctx.set_output(0, to, x.dims);
}

void Dequantize::reference(RefContext& ctx) const {
  const auto at = quant_scale_indices(ctx.dims(0), ctx.dims(1), axis, block_size);
  const auto scale = ctx.f64(1);
  const auto zero = ctx.has(2) ? ctx.f64(2) : std::vector<double>(scale.size(), 0);
  auto x = ctx.f64(0);
  for (size_t k = 0; k < x.size(); ++k) x[k] = (x[k] - zero[size_t(at[k])]) * scale[size_t(at[k])];
  ctx.put(0, x);
}

}  // namespace sinter
