// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/softmax.h"

#include <limits>

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(Softmax)

void Softmax::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(is_float(x.dtype), "elements are " + std::string(to_string(x.dtype)), "cast to a float type first");
  ctx.axis(axis, x.rank());
  ctx.set_output(0, x.dtype, x.dims);
}

void Softmax::reference(RefContext& ctx) const {
  const AxisSplit s = split_at(ctx.dims(0), axis);
  std::vector<double> x = ctx.f64(0);
  for (int64_t o = 0; o < s.outer; ++o)
    for (int64_t i = 0; i < s.inner; ++i) {
      double* row = x.data() + o * s.n * s.inner + i;
      double m = -std::numeric_limits<double>::infinity(), sum = 0;
      for (int64_t k = 0; k < s.n; ++k) m = scalar::max(m, row[k * s.inner]);
      for (int64_t k = 0; k < s.n; ++k) sum += row[k * s.inner] = std::exp(row[k * s.inner] - m);
      for (int64_t k = 0; k < s.n; ++k) row[k * s.inner] /= sum;
    }
  ctx.put(0, x);
}

}  // namespace sinter
