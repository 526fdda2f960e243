// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/scatter_nd.h"

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/index.h"
#include "ops/scatter_combine.h"

namespace sinter {

SINTER_OP(ScatterND)

void ScatterND::infer(InferContext& ctx) const {
  const TensorType &x = ctx.tensor(0), &indices = ctx.tensor(1), &updates = ctx.tensor(2);
  ctx.require_dtype(1, {DataType::kInt64, DataType::kInt32});
  ctx.require_dtype(2, {x.dtype});
  const bool number = is_float(x.dtype) || is_integer(x.dtype);
  ctx.require(reduction == ScatterReduction::kNone || number,
              "elements of " + std::string(to_string(x.dtype)) + " are not combined");
  ctx.require(indices.rank() >= 1, "indices are a scalar");
  const auto tuple = indices.dims.back().constant();
  ctx.require(tuple && *tuple >= 1 && *tuple <= x.rank(),
              "index tuples have " + indices.dims.back().to_string() + " elements", "use 1 to the rank of x");
  SymDims expected(indices.dims.begin(), indices.dims.end() - 1);
  expected.insert(expected.end(), x.dims.begin() + *tuple, x.dims.end());
  ctx.require(updates.dims.size() == expected.size(), "updates have rank " + std::to_string(updates.rank()) + ", not " +
                                                          std::to_string(expected.size()));
  for (size_t d = 0; d < expected.size(); ++d)
    ctx.require_equal(updates.dims[d], expected[d], "dim " + std::to_string(d) + " of updates");
  ctx.set_output(0, x.dtype, x.dims);
}

namespace {

template <class V>
void scatter_updates(ScatterReduction reduction, RefContext& ctx) {
  const Dims& dims = ctx.dims(0);
  const int64_t tuple = ctx.dims(1).back();
  const auto strides = row_major_strides(dims);
  const int64_t slice = strides[size_t(tuple) - 1];
  const auto indices = ctx.i64(1);
  const auto updates = load<V>(ctx, 2);
  auto out = load<V>(ctx, 0);
  for (int64_t i = 0; slice > 0 && i < int64_t(indices.size()) / tuple; ++i) {
    int64_t to = 0;
    for (int64_t t = 0; t < tuple; ++t)
      to += checked_index(indices[size_t(i * tuple + t)], dims[size_t(t)], ScatterND::kName) * strides[size_t(t)];
    for (int64_t k = 0; k < slice; ++k)
      out[size_t(to + k)] = scatter_combine<V>(reduction, out[size_t(to + k)], updates[size_t(i * slice + k)]);
  }
  ctx.put(0, out);
}

}  // namespace

void ScatterND::reference(RefContext& ctx) const {
  with_element(ctx.dtype(0), [&](auto v) { scatter_updates<decltype(v)>(reduction, ctx); });
}

}  // namespace sinter
