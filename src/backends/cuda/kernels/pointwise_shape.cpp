// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/kernels/pointwise_shape.h"

namespace sinter::cuda {
namespace {

constexpr Status kNoBroadcast = Status::bad("an input's shape does not broadcast to the output's");

// Strides of one input in the output's dims; false if it does not broadcast.
bool broadcast_into(const TensorArg& in, const TensorArg& out, int64_t* strides) {
  if (in.rank > out.rank) return false;
  int64_t stride = 1;
  for (int32_t d = out.rank - 1, k = in.rank - 1; d >= 0; --d, --k) {
    const int64_t dim = k >= 0 ? in.dims[k] : 1;
    if (dim != out.dims[d] && dim != 1) return false;
    strides[d] = dim == 1 ? 0 : stride;
    stride *= dim;
  }
  return true;
}

// Whether dim d continues the merged dim `last` for all inputs: a step there is a whole turn here.
bool merges(const PointwiseShape& s, int inputs, int last, const int64_t (*raw)[kMaxPointwiseRank], int d,
            int64_t dim) {
  for (int i = 0; i < inputs; ++i)
    if (s.strides[i][last] != raw[i][d] * dim) return false;
  return true;
}

void find_flat(PointwiseShape& s, int inputs) {
  s.flat = s.rank == 1;
  for (int i = 0; i < inputs && s.flat; ++i) {
    if (s.strides[i][0] == 0)
      s.scalars |= 1u << i;
    else
      s.flat = s.strides[i][0] == 1;
  }
}

}  // namespace

Status pointwise_shape(std::span<const TensorArg> inputs, const TensorArg& out, PointwiseShape& s) noexcept {
  if (inputs.size() > kMaxPointwiseInputs) return Status::bad("a pointwise kernel has too many inputs");
  if (out.rank > kMaxPointwiseRank) return Status::bad("a pointwise kernel got a rank above 8");
  const int n = int(inputs.size());
  int64_t raw[kMaxPointwiseInputs][kMaxPointwiseRank] = {};
  for (int i = 0; i < n; ++i)
    if (!broadcast_into(inputs[size_t(i)], out, raw[i])) return kNoBroadcast;
  s.count = out.count();
  int last = -1;
  for (int d = 0; d < out.rank; ++d) {
    const int64_t dim = out.dims[d];
    if (dim == 1) continue;
    const bool merge = last >= 0 && merges(s, n, last, raw, d, dim);
    if (!merge) s.dims[++last] = 1;
    s.dims[last] *= dim;
    for (int i = 0; i < n; ++i) s.strides[i][last] = raw[i][d];
  }
  s.rank = last < 0 ? 1 : last + 1;
  find_flat(s, n);
  return {};
}

}  // namespace sinter::cuda
