// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/shape_tensor.h"

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(ShapeTensor)

void ShapeTensor::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(is_integer(x.dtype) && bits_of(x.dtype) >= 8, "elements are " + std::string(to_string(x.dtype)),
              "cast to i64");
  ctx.require(x.rank() <= 1 && (x.rank() == 0 || x.dims[0].is_const()),
              "a shape is read from a tensor of type " + to_string(x), "give it rank 1 and a constant length");
  const int64_t count = x.rank() == 0 ? 1 : x.dims[0].value();
  ctx.require(count <= kMaxShapeElements, "a shape is read from a tensor of " + std::to_string(count) + " elements");
  ctx.set_output(0, x);
  if (HostValue known = ctx.host_value(0); known && !ctx.has_symbols())
    return ctx.set_host_value(0, std::move(*known));
  SymDims elements;
  for (int64_t i = 0; i < count; ++i) elements.push_back(ctx.fresh_value("value"));
  ctx.set_host_value(0, std::move(elements));
}

void ShapeTensor::reference(RefContext& ctx) const { ctx.copy_elements(0, 0, [](int64_t k) { return k; }); }

}  // namespace sinter
