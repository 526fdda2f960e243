// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/index.h"

#include <string>

#include "ops/compute.h"
#include "sinter/error.h"

namespace sinter {

int64_t checked_index(int64_t index, int64_t size, std::string_view op) {
  if (index < -size || index >= size)
    fail(ErrorCode::kInvalidArgument, std::string(op) + ": index " + std::to_string(index) + " is outside an axis of " +
                                          std::to_string(size) + " elements", "check the data of the index input");
  return index < 0 ? index + size : index;
}

std::vector<int64_t> indexed_places(const RefContext& ctx, int x, int indices, int64_t axis, std::string_view op) {
  const Dims& dims = ctx.dims(x);
  const size_t a = size_t(axis < 0 ? axis + int64_t(dims.size()) : axis);
  auto strides = row_major_strides(dims);
  const int64_t along = strides[a];
  strides[a] = 0;
  auto at = strided_indices(ctx.dims(indices), strides);
  const auto chosen = ctx.i64(indices);
  for (size_t k = 0; k < at.size(); ++k) at[k] += checked_index(chosen[k], dims[a], op) * along;
  return at;
}

}  // namespace sinter
