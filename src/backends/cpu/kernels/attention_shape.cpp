// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/kernels/attention_shape.h"

#include <algorithm>
#include <limits>

#include "backends/cpu/kernels/block_functions.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/float_rows.h"

namespace sinter::cpu {
namespace {

const TensorArg* optional_operand(const KernelArgs& args, size_t i) {
  return i < args.inputs.size() && args.inputs[i].present() ? &args.inputs[i] : nullptr;
}

bool mask_strides(const TensorArg& mask, const int64_t (&scores)[4], int64_t (&strides)[4]) {
  if (mask.rank > 4 || !(mask.dtype == DataType::kBool || is_plain_float(mask.dtype))) return false;
  int64_t next = 1;
  for (int d = 3; d >= 0; --d) {
    const int at = d - (4 - mask.rank);
    const int64_t dim = at < 0 ? 1 : mask.dims[at];
    if (dim != 1 && dim != scores[d]) return false;
    strides[d] = dim == 1 ? 0 : next;
    next *= dim;
  }
  return true;
}

Status bad_attention() { return Status::bad("an attention got operands of a wrong type"); }

}  // namespace

KeyRange AttentionShape::keys_of(const Attention& op, int64_t b, int64_t row) const noexcept {
  const int64_t last = lengths ? integer_at(*lengths, b) : keys;
  return attention_keys(op.causal, op.left_window, op.right_window, attention_frontier(op.align, row, rows, last),
                        std::clamp<int64_t>(last, 0, keys));
}

Status make_attention_shape(const KernelArgs& args, AttentionShape& s) noexcept {
  if (args.inputs.size() < 3 || args.inputs.size() > 6 || args.outputs.size() != 1)
    return Status::bad("an attention got a wrong number of operands");
  s.q = &args.inputs[0], s.k = &args.inputs[1], s.v = &args.inputs[2], s.out = &args.outputs[0];
  for (const TensorArg* t : {s.q, s.k, s.v, s.out})
    if (t->rank != 4 || t->dtype != s.q->dtype) return bad_attention();
  const int64_t *q = s.q->dims, *k = s.k->dims, *v = s.v->dims, *out = s.out->dims;
  s.batch = q[0], s.heads = q[1], s.rows = q[2], s.size = q[3], s.kv_heads = k[1], s.keys = k[2], s.value_size = v[3];
  if (!is_plain_float(s.q->dtype) || k[0] != s.batch || v[0] != s.batch || v[1] != s.kv_heads || v[2] != s.keys ||
      k[3] != s.size || out[0] != s.batch || out[1] != s.heads || out[2] != s.rows || out[3] != s.value_size)
    return bad_attention();
  if (s.heads > 0 && (s.kv_heads == 0 || s.heads % s.kv_heads != 0)) return bad_attention();
  if (s.kv_heads > 0) s.group = s.heads / s.kv_heads;
  s.mask = optional_operand(args, 3), s.lengths = optional_operand(args, 4), s.sink = optional_operand(args, 5);
  if (s.mask && !mask_strides(*s.mask, {s.batch, s.heads, s.rows, s.keys}, s.mask_strides)) return bad_attention();
  if (s.lengths && (!is_index_type(s.lengths->dtype) || s.lengths->rank != 1 || s.lengths->dims[0] != s.batch))
    return bad_attention();
  if (s.sink && (!is_plain_float(s.sink->dtype) || s.sink->rank != 1 || s.sink->dims[0] != s.heads))
    return bad_attention();
  return Status::good();
}

double float_at(const TensorArg& t, int64_t i) noexcept {
  if (t.dtype == DataType::kFloat64) return t.as<const double>()[i];
  if (t.dtype == DataType::kFloat32) return double(t.as<const float>()[i]);
  float x = 0;
  load_lanes(t.dtype, Lane::kF32, t.data, i, 1, &x);
  return double(x);
}

template <class T>
void load_mask(const TensorArg& mask, int64_t at, int64_t stride, int64_t n, T* out) noexcept {
  constexpr T kExcluded = -std::numeric_limits<T>::infinity();
  if (mask.dtype == DataType::kBool) {
    const auto* keep = mask.as<const uint8_t>() + at;
    for (int64_t i = 0; i < n; ++i) out[i] = keep[i * stride] ? T(0) : kExcluded;
    return;
  }
  if constexpr (std::is_same_v<T, float>) {
    if (stride == 1 && mask.dtype != DataType::kFloat64)
      return load_lanes(mask.dtype, Lane::kF32, mask.data, at, n, out);
  }
  for (int64_t i = 0; i < n; ++i) out[i] = T(i > 0 && stride == 0 ? out[0] : float_at(mask, at + i * stride));
}

template void load_mask(const TensorArg&, int64_t, int64_t, int64_t, float*) noexcept;
template void load_mask(const TensorArg&, int64_t, int64_t, int64_t, double*) noexcept;

}  // namespace sinter::cpu
