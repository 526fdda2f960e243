// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/quantize.h"

#include <algorithm>

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/quant_scale.h"

namespace sinter {

SINTER_OP(Quantize)

void Quantize::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require((is_float(x.dtype) && bits_of(x.dtype) >= 16) || x.dtype == DataType::kInt32,
              "elements are " + std::string(to_string(x.dtype)), "quantize float tensors");
  ctx.require(is_quantized_type(to), "cannot quantize to " + std::string(to_string(to)),
              "use an integer type of at most 16 bits, an f8 or an f4 type");
  require_quant_scale(ctx, axis, block_size, to);
  ctx.set_output(0, to, x.dims);
}

void Quantize::reference(RefContext& ctx) const {
  const auto at = quant_scale_indices(ctx.dims(0), ctx.dims(1), axis, block_size);
  const auto scale = ctx.f64(1);
  const auto zero = ctx.has(2) ? ctx.f64(2) : std::vector<double>(scale.size(), 0);
  const bool wide = ctx.dtype(0) == DataType::kFloat64 || ctx.dtype(1) == DataType::kFloat64;
  const bool integer = is_integer(to);
  const double low = !integer || is_unsigned(to) ? 0 : -std::ldexp(1.0, bits_of(to) - 1);
  const double high = integer ? low + std::ldexp(1.0, bits_of(to)) - 1 : 0;
  auto x = ctx.f64(0);
  for (size_t k = 0; k < x.size(); ++k) {
    const size_t s = size_t(at[k]);
    const double q = wide ? x[k] / scale[s] : double(float(x[k]) / float(scale[s]));
    if (!integer) x[k] = q;
    else x[k] = std::clamp((q == q ? scalar::round_even(q) : 0.0) + zero[s], low, high);
  }
  ctx.put(0, x);
}

}  // namespace sinter
