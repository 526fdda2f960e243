// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/quant_scale.h"

namespace sinter {

bool is_quantized_type(DataType t) {
  return (is_integer(t) && bits_of(t) <= 16) || (is_float(t) && bits_of(t) <= 8 && t != DataType::kFloat8E8M0);
}

namespace {

// A scalar, or a vector of one element, serves the whole tensor.
bool is_per_tensor(const SymDims& scale) { return scale.empty() || (scale.size() == 1 && scale[0] == Dim(1)); }

}  // namespace

void require_quant_scale(InferContext& ctx, int64_t axis, int64_t block_size, DataType quantized) {
  const TensorType &x = ctx.tensor(0), &scale = ctx.tensor(1);
  ctx.require(is_float(scale.dtype), "the scale is no float tensor", "use a float scale");
  ctx.require(block_size >= 0, "block_size is " + std::to_string(block_size), "use 0 (no blocks) or a positive size");
  if (ctx.has(2)) {
    ctx.require_dtype(2, {quantized});
    const SymDims& zero = ctx.tensor(2).dims;
    if (!is_per_tensor(zero) || !is_per_tensor(scale.dims)) {
      ctx.require(zero.size() == scale.dims.size(), "scale and zero point differ in rank");
      for (size_t d = 0; d < zero.size(); ++d)
        ctx.require_equal(zero[d], scale.dims[d], "dims of scale and zero point");
    }
  }
  if (block_size == 0 && is_per_tensor(scale.dims)) return;
  const size_t a = size_t(ctx.axis(axis, x.rank()));
  if (block_size == 0) {
    ctx.require(scale.rank() == 1, "the scale has rank " + std::to_string(scale.rank()), "use a scalar or a vector");
    ctx.require_equal(scale.dims[0], x.dims[a], "elements of scale and dim " + std::to_string(a) + " of x");
    return;
  }
  ctx.require(scale.rank() == x.rank(), "a blocked scale has rank " + std::to_string(scale.rank()) + ", x has rank " +
                                            std::to_string(x.rank()));
  for (size_t d = 0; d < x.dims.size(); ++d)
    ctx.require_equal(scale.dims[d], d == a ? ceil_div(x.dims[d], block_size) : x.dims[d],
                      "dim " + std::to_string(d) + " of a blocked scale");
}

std::vector<int64_t> quant_scale_indices(const Dims& dims, const Dims& scale, int64_t axis, int64_t block_size) {
  std::vector<int64_t> out(size_t(element_count(dims)), 0);
  if (block_size == 0 && element_count(scale) == 1) return out;
  const size_t a = size_t(axis < 0 ? axis + int64_t(dims.size()) : axis);
  int64_t inner = 1;
  for (size_t d = a + 1; d < dims.size(); ++d) inner *= dims[d];
  for (size_t k = 0; k < out.size(); ++k) {
    const int64_t at = int64_t(k) / inner % dims[a], before = int64_t(k) / inner / dims[a];
    out[k] = block_size == 0 ? at : (before * scale[a] + at / block_size) * inner + int64_t(k) % inner;
  }
  return out;
}

}  // namespace sinter
