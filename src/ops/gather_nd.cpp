// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/gather_nd.h"

#include <algorithm>

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/index.h"

namespace sinter {

SINTER_OP(GatherND)

void GatherND::infer(InferContext& ctx) const {
  const TensorType &x = ctx.tensor(0), &indices = ctx.tensor(1);
  ctx.require_dtype(1, {DataType::kInt64, DataType::kInt32});
  ctx.require(batch_dims >= 0 && batch_dims < std::min(x.rank(), indices.rank()),
              "batch_dims is " + std::to_string(batch_dims), "use less than both ranks");
  const auto tuple = indices.dims.back().constant();
  ctx.require(tuple && *tuple >= 1 && batch_dims + *tuple <= x.rank(),
              "index tuples have " + indices.dims.back().to_string() + " elements", "use 1 to rank - batch_dims");
  for (size_t d = 0; d < size_t(batch_dims); ++d)
    ctx.require_equal(x.dims[d], indices.dims[d], "batch dim " + std::to_string(d));
  SymDims out(indices.dims.begin(), indices.dims.end() - 1);
  out.insert(out.end(), x.dims.begin() + batch_dims + *tuple, x.dims.end());
  ctx.set_output(0, x.dtype, std::move(out));
}

void GatherND::reference(RefContext& ctx) const {
  const Dims &x = ctx.dims(0), &shape = ctx.dims(1);
  const int64_t tuple = shape.back();
  const auto strides = row_major_strides(x);
  int64_t batch = 1, slice = 1, batch_stride = 1;  // batches, elements of a slice and of a batch of x
  for (size_t d = 0; d < x.size(); ++d) {
    if (int64_t(d) < batch_dims) batch *= x[d];
    else batch_stride *= x[d];
    if (int64_t(d) >= batch_dims + tuple) slice *= x[d];
  }
  const auto indices = ctx.i64(1);
  const int64_t count = int64_t(indices.size()) / tuple;
  std::vector<int64_t> start(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i) {
    start[size_t(i)] = i / (count / batch) * batch_stride;
    for (int64_t t = 0; t < tuple; ++t) {
      const size_t d = size_t(batch_dims + t);
      start[size_t(i)] += checked_index(indices[size_t(i * tuple + t)], x[d], kName) * strides[d];
    }
  }
  ctx.copy_elements(0, 0, [&](int64_t k) { return start[size_t(k / slice)] + k % slice; });
}

}  // namespace sinter
