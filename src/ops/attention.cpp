// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(Attention)

namespace {

constexpr double kMinusInfinity = -std::numeric_limits<double>::infinity();

void infer_attention_mask(InferContext& ctx, const SymDims& scores) {
  const TensorType& mask = ctx.tensor(3);
  ctx.require(mask.dtype == DataType::kBool || is_float(mask.dtype),
              "the mask's elements are " + std::string(to_string(mask.dtype)), "give a bool or a float mask");
  ctx.require(mask.rank() <= 4, "the mask has more than 4 dims", "it must broadcast to [B,H,S,T]");
  for (int d = 1; d <= mask.rank(); ++d) {
    const Dim& dim = mask.dims[size_t(mask.rank() - d)];
    if (!(dim == Dim(1)))
      ctx.require_equal(dim, scores[size_t(4 - d)], "mask and scores from the right, dim " + std::to_string(d));
  }
}

}  // namespace

void Attention::infer(InferContext& ctx) const {
  const TensorType q = ctx.tensor(0), k = ctx.tensor(1), v = ctx.tensor(2);
  ctx.require_dtype(0, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64});
  for (int i : {1, 2}) ctx.require_dtype(i, {q.dtype});
  for (int i : {0, 1, 2}) ctx.require(ctx.tensor(i).rank() == 4, "q, k and v need 4 dims: batch, head, position, size");
  ctx.require(std::isfinite(scale) && std::isfinite(softcap) && softcap >= 0,
              "scale or softcap is not finite, or softcap is negative");
  ctx.require(left_window >= -1 && right_window >= -1 && left_window <= kMaxAttentionWindow &&
                  right_window <= kMaxAttentionWindow,
              "a window is below -1 or huge", "use -1 for none");
  ctx.require_equal(k.dims[0], q.dims[0], "batch of k and q");
  ctx.require_equal(v.dims[0], q.dims[0], "batch of v and q");
  ctx.require_equal(v.dims[1], k.dims[1], "heads of v and k");
  ctx.require_equal(v.dims[2], k.dims[2], "keys and values");
  ctx.require_equal(k.dims[3], q.dims[3], "sizes of k and q");
  ctx.require(!(k.dims[1] == Dim(0)) || q.dims[1] == Dim(0), "there are no heads of k");
  if (!(k.dims[1] == Dim(0)) && !(k.dims[1] == q.dims[1]))
    ctx.require_divides(q.dims[1], k.dims[1], "heads of q must be a multiple of those of k");
  if (ctx.has(3)) infer_attention_mask(ctx, {q.dims[0], q.dims[1], q.dims[2], k.dims[2]});
  if (ctx.has(4)) {
    ctx.require_dtype(4, {DataType::kInt32, DataType::kInt64});
    ctx.require(ctx.tensor(4).rank() == 1, "lengths is no vector");
    ctx.require_equal(ctx.dim(4, 0), q.dims[0], "lengths and batch");
  }
  if (ctx.has(5)) {
    ctx.require(is_float(ctx.tensor(5).dtype) && ctx.tensor(5).rank() == 1, "sink is no vector of floats");
    ctx.require_equal(ctx.dim(5, 0), q.dims[1], "sink and heads");
  }
  ctx.set_output(0, q.dtype, {q.dims[0], q.dims[1], q.dims[2], v.dims[3]});
}

namespace {

/// One head of one batch item, and its mask.
struct HeadView {
  const double *q, *k, *v;
  const double* mask;                  // null: none; 0 or -inf for bool
  int64_t mask_row = 0, mask_key = 0;  // strides
  double sink = kMinusInfinity;
  int64_t rows, keys, size, value_size;
};

/// scores[j] for keys of the range; the rest is not touched.
void score_keys(const Attention& op, const HeadView& h, int64_t row, KeyRange range, double scale, double* scores) {
  for (int64_t j = range.begin; j < range.end; ++j) {
    double x = 0;
    for (int64_t d = 0; d < h.size; ++d) x += h.q[row * h.size + d] * h.k[j * h.size + d];
    x *= scale;
    if (op.softcap > 0) x = op.softcap * std::tanh(x / op.softcap);
    const double bias = h.mask ? h.mask[row * h.mask_row + j * h.mask_key] : 0;
    scores[j] = bias == kMinusInfinity ? kMinusInfinity : x + bias;
  }
}

void attend_row(const Attention& op, const HeadView& h, int64_t row, KeyRange range, double scale, double* scores,
                double* out) {
  score_keys(op, h, row, range, scale, scores);
  double m = h.sink, sum = 0;
  for (int64_t j = range.begin; j < range.end; ++j) m = scalar::max(m, scores[j]);
  if (m == kMinusInfinity) return;  // out holds zeros
  for (int64_t j = range.begin; j < range.end; ++j) sum += scores[j] = std::exp(scores[j] - m);
  if (h.sink != kMinusInfinity) sum += std::exp(h.sink - m);
  for (int64_t j = range.begin; j < range.end; ++j)
    for (int64_t d = 0; d < h.value_size; ++d) out[d] += scores[j] / sum * h.v[j * h.value_size + d];
}

std::vector<double> mask_values(const RefContext& ctx) {
  if (!ctx.has(3)) return {};
  if (ctx.dtype(3) != DataType::kBool) return ctx.f64(3);
  std::vector<double> mask;
  for (uint64_t keep : ctx.u64(3)) mask.push_back(keep ? 0 : kMinusInfinity);
  return mask;
}

}  // namespace

void Attention::reference(RefContext& ctx) const {
  const Dims &dims = ctx.dims(0), &kv = ctx.dims(1);
  const int64_t heads = dims[1], rows = dims[2], size = dims[3], keys = kv[2], value_size = ctx.dims(2)[3];
  const auto q = ctx.f64(0), k = ctx.f64(1), v = ctx.f64(2), mask = mask_values(ctx);
  const auto lengths = ctx.has(4) ? ctx.i64(4) : std::vector<int64_t>{};
  const auto sink = ctx.has(5) ? ctx.f64(5) : std::vector<double>{};
  std::vector<int64_t> strides(4, 0);
  if (ctx.has(3)) strides = broadcast_strides(ctx.dims(3), {dims[0], heads, rows, keys});
  const double factor = scale != 0 ? scale : size > 0 ? 1 / std::sqrt(double(size)) : 1;
  std::vector<double> out(size_t(element_count(ctx.out_dims(0))), 0), scores(static_cast<size_t>(keys));
  for (int64_t b = 0; b < dims[0]; ++b) {
    const int64_t valid = lengths.empty() ? keys : std::clamp<int64_t>(lengths[size_t(b)], 0, keys);
    const int64_t last = lengths.empty() ? keys : lengths[size_t(b)];
    for (int64_t h = 0; h < heads; ++h) {
      const int64_t item = b * heads + h, source = b * kv[1] + h / (heads / kv[1]);
      HeadView head{q.data() + item * rows * size,
                    k.data() + source * keys * size,
                    v.data() + source * keys * value_size,
                    mask.empty() ? nullptr : mask.data() + b * strides[0] + h * strides[1],
                    strides[2],
                    strides[3],
                    sink.empty() ? kMinusInfinity : sink[size_t(h)],
                    rows,
                    keys,
                    size,
                    value_size};
      for (int64_t i = 0; i < rows; ++i) {
        const int64_t frontier = attention_frontier(align, i, rows, last);
        attend_row(*this, head, i, attention_keys(causal, left_window, right_window, frontier, valid), factor,
                   scores.data(), out.data() + (item * rows + i) * value_size);
      }
    }
  }
  ctx.put(0, out);
}

}  // namespace sinter
