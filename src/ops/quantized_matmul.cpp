// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/quantized_matmul.h"

#include <algorithm>

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/panel_gemm.h"
#include "ops/quant_scale.h"

namespace sinter {

SINTER_OP(QuantizedMatMul)

void QuantizedMatMul::infer(InferContext& ctx) const {
  const TensorType &a = ctx.tensor(0), &w = ctx.tensor(1), &scale = ctx.tensor(2);
  ctx.require_dtype(0, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16});
  ctx.require(is_quantized_type(w.dtype), "weights are " + std::string(to_string(w.dtype)), "quantize them");
  ctx.require(is_float(scale.dtype), "the scale is no float tensor", "use a float scale");
  ctx.require(block_size >= 1, "block_size is " + std::to_string(block_size), "use a positive size");
  ctx.require(a.rank() >= 1 && w.rank() == 2 && scale.rank() == 2, "an operand has a wrong rank",
              "use matrices for w and scale");
  ctx.require_at_least(w.dims[1], a.dims.back(), "columns of w and of a");
  for (int i = 2; i < (ctx.has(3) ? 4 : 3); ++i) {
    const std::string what = i == 2 ? "the scale" : "the zero point";
    ctx.require(ctx.tensor(i).rank() == 2, what + " has a wrong rank", "use one element per block");
    ctx.require_equal(ctx.dim(i, 0), w.dims[0], "rows of w and of " + what);
    ctx.require_equal(ctx.dim(i, 1), ceil_div(w.dims[1], block_size), "blocks of w and of " + what);
  }
  if (ctx.has(3))
    ctx.require(ctx.tensor(3).dtype == w.dtype || is_float(ctx.tensor(3).dtype),
                "the zero point is neither of w's type nor a float");
  SymDims out = a.dims;
  out.back() = w.dims[0];
  ctx.set_output(0, a.dtype, std::move(out));
}

void QuantizedMatMul::reference(RefContext& ctx) const {
  const int64_t k = ctx.dims(0).back(), n = ctx.dims(1)[0], stored = ctx.dims(1)[1], blocks = ctx.dims(2)[1];
  const auto a = ctx.f64(0), w = ctx.f64(1), scale = ctx.f64(2);
  const auto zero = ctx.has(3) ? ctx.f64(3) : std::vector<double>(scale.size(), 0);
  std::vector<double> out(size_t(ctx.outputs[0].view.count()), 0), panel(size_t(k * kPanel));
  const int64_t m = n == 0 ? 0 : int64_t(out.size()) / n;
  for (int64_t begin = 0; begin < n; begin += kPanel) {
    const int64_t columns = std::min<int64_t>(kPanel, n - begin);
    std::fill(panel.begin(), panel.end(), 0);
    for (int64_t j = 0; j < columns; ++j)
      for (int64_t p = 0; p < k; ++p) {
        const size_t s = size_t((begin + j) * blocks + p / block_size);
        panel[size_t(p * kPanel + j)] = (w[size_t((begin + j) * stored + p)] - zero[s]) * scale[s];
      }
    panel_gemm<double, kPanel>(a.data(), k, panel.data(), out.data() + begin, n, m, k, columns);
  }
  ctx.put(0, out);
}

}  // namespace sinter
