// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The operands of an attention step (ops/attention.h), checked, and how its rows see keys and mask.
#pragma once
#include "backend/kernel.h"
#include "ops/attention.h"

namespace sinter::cpu {

struct AttentionShape {
  const TensorArg *q = nullptr, *k = nullptr, *v = nullptr, *out = nullptr;
  const TensorArg *mask = nullptr, *lengths = nullptr, *sink = nullptr;  // null: none
  int64_t batch = 0, heads = 0, kv_heads = 0, rows = 0, keys = 0, size = 0, value_size = 0;
  int64_t group = 1;                       // heads of q that share one of k
  int64_t mask_strides[4] = {0, 0, 0, 0};  // elements, for [batch, head, row, key]

  /// Keys of a row of a batch item, masks apart.
  KeyRange keys_of(const Attention& op, int64_t b, int64_t row) const noexcept;
  /// First mask element of a row.
  int64_t mask_at(int64_t b, int64_t head, int64_t row) const noexcept {
    return b * mask_strides[0] + head * mask_strides[1] + row * mask_strides[2];
  }
};

/// Checks dtypes and dims: afterwards indexing with the shape stays inside all operands.
Status make_attention_shape(const KernelArgs& args, AttentionShape& shape) noexcept;

/// Mask elements at + i * stride, i < n, as floats: -inf where a bool mask is false.
template <class T>
void load_mask(const TensorArg& mask, int64_t at, int64_t stride, int64_t n, T* out) noexcept;

/// Element i of a vector of floats.
double float_at(const TensorArg& t, int64_t i) noexcept;

}  // namespace sinter::cpu
