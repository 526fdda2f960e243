// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "backends/cpu/kernels/block_program.h"

namespace sinter::cpu {
namespace {

/// Walks an input's dims from the last to the first, aligned with the output's.
struct BroadcastCursor {
  const TensorArg* arg;
  int64_t next = 1;  // stride of the next dim, if it does not repeat

  bool stride(int64_t from_last, int64_t out_dim, int64_t& stride) {
    stride = 0;
    if (from_last >= arg->rank) return true;
    const int64_t dim = arg->dims[arg->rank - 1 - from_last];
    if (dim == out_dim) {
      stride = dim == 1 ? 0 : next;
      next *= dim;
      return true;
    }
    return dim == 1;
  }
};

void classify_input(const BlockShape& shape, BlockInput& input) {
  bool zero = true, dense = true;
  int64_t next = 1;
  for (int d = shape.rank - 1; d >= 0; --d) {
    zero = zero && input.strides[d] == 0;
    dense = dense && input.strides[d] == next;
    next *= shape.dims[d];
  }
  input.kind = zero ? BlockInput::Kind::kScalar : dense ? BlockInput::Kind::kFull : BlockInput::Kind::kWalk;
  // A single element of a full shape is both; as kFull it keeps the promise about in-place outputs.
  if (zero && shape.count == 1) input.kind = BlockInput::Kind::kFull;
}

}  // namespace

Status make_block_shape(std::span<const int64_t> out_dims, std::span<const TensorArg* const> inputs, BlockShape& shape,
                        BlockInput* out) noexcept {
  const size_t n = inputs.size();
  if (n > kMaxBlockInputs) return Status::bad("a pointwise kernel has too many inputs");
  BroadcastCursor cursors[kMaxBlockInputs];
  for (size_t i = 0; i < n; ++i) {
    cursors[i] = {inputs[i]};
    if (inputs[i]->rank > int64_t(out_dims.size())) return Status::bad("an input has a higher rank than the output");
    out[i].data = inputs[i]->data;
  }
  shape.rank = 0;
  shape.count = 1;
  // From the last dim to the first, so the lists come out reversed.
  for (size_t from_last = 0; from_last < out_dims.size(); ++from_last) {
    const int64_t dim = out_dims[out_dims.size() - 1 - from_last];
    int64_t strides[kMaxBlockInputs];
    for (size_t i = 0; i < n; ++i) {
      if (!cursors[i].stride(int64_t(from_last), dim, strides[i]))
        return Status::bad("an input does not broadcast to the output");
    }
    shape.count *= dim;
    if (dim == 1) continue;
    const int k = shape.rank - 1;
    bool merges = k >= 0;
    for (size_t i = 0; i < n && merges; ++i) merges = strides[i] == out[i].strides[k] * shape.dims[k];
    if (merges) {
      shape.dims[k] *= dim;
      continue;
    }
    if (shape.rank == kMaxBlockRank) return Status::bad("a broadcast has too many dims");
    for (size_t i = 0; i < n; ++i) out[i].strides[shape.rank] = strides[i];
    shape.dims[shape.rank++] = dim;
  }
  std::reverse(shape.dims, shape.dims + shape.rank);
  for (size_t i = 0; i < n; ++i) {
    std::reverse(out[i].strides, out[i].strides + shape.rank);
    classify_input(shape, out[i]);
  }
  return Status::good();
}

}  // namespace sinter::cpu
