// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/transpose.h"

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(Transpose)

namespace {

size_t source_dim(const std::vector<int64_t>& perm, size_t i, size_t rank) {
  return perm.empty() ? rank - 1 - i : size_t(perm[i]);
}

}  // namespace

void Transpose::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  const size_t rank = x.dims.size();
  std::vector<char> seen(rank, 0);
  ctx.require(perm.empty() || perm.size() == rank,
              "perm has " + std::to_string(perm.size()) + " entries for rank " + std::to_string(rank));
  for (int64_t p : perm) {
    ctx.require(p >= 0 && p < int64_t(rank) && !seen[size_t(p)], "perm is no permutation: it has " + std::to_string(p),
                "name each dim from 0 to rank - 1 once");
    seen[size_t(p)] = 1;
  }
  SymDims out;
  for (size_t i = 0; i < rank; ++i) out.push_back(x.dims[source_dim(perm, i, rank)]);
  ctx.set_output(0, x.dtype, std::move(out));
  if (auto v = ctx.host_value(0)) ctx.set_host_value(0, *v);  // of rank 0 or 1: nothing moves
}

void Transpose::reference(RefContext& ctx) const {
  const auto from = row_major_strides(ctx.dims(0));
  std::vector<int64_t> strides;
  for (size_t i = 0; i < from.size(); ++i) strides.push_back(from[source_dim(perm, i, from.size())]);
  const auto at = strided_indices(ctx.out_dims(0), strides);
  ctx.copy_elements(0, 0, [&](int64_t k) { return at[size_t(k)]; });
}

}  // namespace sinter
