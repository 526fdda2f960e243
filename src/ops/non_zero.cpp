// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/non_zero.h"

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(NonZero)

void NonZero::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(is_float(x.dtype) || is_integer(x.dtype) || x.dtype == DataType::kBool,
              "elements are " + std::string(to_string(x.dtype)), "cast to a number type");
  ctx.set_output(0, DataType::kInt64, {x.rank(), ctx.fresh_size("nonzero", product(x.dims))});
}

void NonZero::reference(RefContext& ctx) const {
  const Dims& dims = ctx.dims(0);
  const auto x = ctx.f64(0);  // rounding to double never makes an integer 0
  std::vector<int64_t> found;
  for (size_t k = 0; k < x.size(); ++k)
    if (x[k] != 0) found.push_back(int64_t(k));
  const auto strides = row_major_strides(dims);
  std::vector<int64_t> out;
  for (size_t d = 0; d < dims.size(); ++d)
    for (int64_t k : found) out.push_back(k / strides[d] % dims[d]);
  ctx.resize(0, {int64_t(dims.size()), int64_t(found.size())});
  ctx.put(0, out);
}

}  // namespace sinter
