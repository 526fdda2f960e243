// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Attention in tiles, after "FlashAttention" (Dao et al., 2022): a task owns a block of query rows, walks over tiles of
// keys, and keeps of each row the largest score so far, the sum of exponentials, and the weighted sum of values, which
// it rescales when the largest score grows. Both products run through the GEMM microkernel. Query heads that share a
// head of k are adjacent in memory, so their rows are one block. Tiles begin at multiples of a fixed size, so a row's
// result depends neither on its block nor on threads.
#include <algorithm>
#include <cmath>

#include "backends/cpu/gemm.h"
#include "backends/cpu/kernels/attention_shape.h"
#include "backends/cpu/kernels/block_functions.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/gemm_epilogue.h"
#include "backends/cpu/kernels/loaders.h"

namespace sinter::cpu {
namespace {

constexpr float kNoScore = -std::numeric_limits<float>::infinity();
constexpr int64_t kRowTiles = 16;  // microkernel tiles of a block of rows
constexpr int64_t kKeysOfTile = 256;

int64_t padded_floats(int64_t n) { return (n + 15) / 16 * 16; }

/// A task's scratch, all parts aligned to 64 bytes.
struct AttentionScratch {
  float *q, *scores, *panels, *sums, *row, *best, *total;
};

class AttentionKernel final : public CpuKernel {
 public:
  explicit AttentionKernel(const LoadContext& c) : pool_(c.pool) {
    op_.scale = c.recipe.f64();
    op_.causal = c.recipe.i64(0, 1) != 0;
    op_.align = CausalAlign(c.recipe.i64(0, 1));
    op_.softcap = c.recipe.f64();
    op_.left_window = c.recipe.i64(-1, kMaxAttentionWindow);
    op_.right_window = c.recipe.i64(-1, kMaxAttentionWindow);
    if (!std::isfinite(op_.scale) || !(op_.softcap >= 0) || !std::isfinite(op_.softcap)) RecipeReader::corrupt();
    const std::string bytes = c.recipe.text();
    kernel_ = get_gemm_kernel(GemmRecipe::parse(std::as_bytes(std::span(bytes))));
    const GemmRecipe& r = kernel_->recipe();
    if (r.bias != GemmBias::kNone || r.residual != GemmResidual::kNone || r.activation != GemmActivation::kNone ||
        r.a_layout != GemmALayout::kRows)
      RecipeReader::corrupt();
    tile_ = std::max<int64_t>(1, kKeysOfTile / r.nr) * r.nr;
  }

  int64_t workspace(const KernelArgs& args) const noexcept override {
    AttentionShape s;
    if (!make_attention_shape(args, s).ok()) return 0;
    return tasks() * slot_bytes(s);
  }

  Status run(const KernelArgs& args) const noexcept override {
    AttentionShape s;
    if (const Status ok = make_attention_shape(args, s); !ok.ok()) return ok;
    if (s.out->count() == 0) return Status::good();
    if (args.workspace_bytes < tasks() * slot_bytes(s)) return Status::bad("an attention has too little workspace");
    const bool wide = s.q->dtype == DataType::kFloat64;
    const int64_t per_head = wide ? s.group * s.rows : (s.group * s.rows + block_rows() - 1) / block_rows();
    const int64_t jobs = s.batch * s.kv_heads * per_head, count = std::min(tasks(), jobs);
    pool_.parallel_for(count, 1, [&](int64_t begin, int64_t end) {
      auto* slot = static_cast<std::byte*>(args.workspace) + begin * slot_bytes(s);  // this call's alone
      for (int64_t job = jobs * begin / count; job < jobs * end / count; ++job) {
        if (wide)
          row_f64(s, job / per_head, job % per_head, reinterpret_cast<double*>(slot));
        else
          block(s, job / per_head, job % per_head * block_rows(), scratch(s, slot));
      }
    });
    return Status::good();
  }

 private:
  int64_t tasks() const { return int64_t(pool_.threads()) * 4; }
  int64_t block_rows() const { return kRowTiles * kernel_->recipe().mr; }
  int64_t rows_of(const AttentionShape& s) const { return std::min(block_rows(), s.group * s.rows); }
  int64_t keys_of_tile(const AttentionShape& s) const { return std::min(tile_, padded_floats(s.keys)); }

  int64_t panel_floats(const AttentionShape& s) const {
    const int64_t nr = kernel_->recipe().nr;
    return std::max(tile_ * s.size, panel_count(s.value_size, nr) * nr * keys_of_tile(s));
  }

  int64_t slot_bytes(const AttentionShape& s) const {
    if (s.q->dtype == DataType::kFloat64) return padded_floats(2 * s.keys) * 2 * 4;  // scores and mask
    const int64_t rows = rows_of(s);
    return 4 * (padded_floats(rows * s.size) + rows * keys_of_tile(s) + padded_floats(panel_floats(s)) +
                padded_floats(rows * s.value_size) + padded_floats(tile_) + 2 * padded_floats(rows));
  }

  AttentionScratch scratch(const AttentionShape& s, std::byte* slot) const {
    auto* p = reinterpret_cast<float*>(slot);
    const auto take = [&p](int64_t floats) {
      float* at = p;
      p += padded_floats(floats);
      return at;
    };
    const int64_t rows = rows_of(s);
    AttentionScratch w;
    w.q = take(rows * s.size), w.scores = take(rows * keys_of_tile(s)), w.panels = take(panel_floats(s));
    w.sums = take(rows * s.value_size), w.row = take(tile_), w.best = take(rows), w.total = take(rows);
    return w;
  }

  double scale_of(const AttentionShape& s) const {
    if (op_.scale != 0) return op_.scale;
    return s.size > 0 ? 1 / std::sqrt(double(s.size)) : 1;
  }

  /// Rows [first, first + block_rows()) of the group of heads `item` (batch x heads of k).
  void block(const AttentionShape& s, int64_t item, int64_t first, const AttentionScratch& w) const {
    const int64_t rows = std::min(block_rows(), s.group * s.rows - first), at = item * s.group * s.rows + first;
    load_lanes(s.q->dtype, Lane::kF32, s.q->data, at * s.size, rows * s.size, w.q);
    block_table().scale(w.q, w.q, float(scale_of(s)), rows * s.size);
    const int64_t b = item / s.kv_heads;
    KeyRange all{s.keys, 0};
    for (int64_t r = 0; r < rows; ++r) {
      const KeyRange keys = s.keys_of(op_, b, (first + r) % s.rows);
      if (keys.begin < keys.end) all = {std::min(all.begin, keys.begin), std::max(all.end, keys.end)};
      // The sink is a score seen before any key.
      const int64_t head = item % s.kv_heads * s.group + (first + r) / s.rows;
      w.best[r] = s.sink ? float(float_at(*s.sink, head)) : kNoScore;
      w.total[r] = w.best[r] == kNoScore ? 0 : 1;
    }
    std::fill(w.sums, w.sums + rows * s.value_size, 0.0f);
    for (int64_t t = all.begin / tile_ * tile_; t < all.end; t += tile_) {
      const int64_t keys = std::min(tile_, all.end - t);
      multiply_keys(s, item, t, keys, rows, w);
      for (int64_t r = 0; r < rows; ++r) soften(s, item, first + r, r, t, keys, w);
      multiply_values(s, item, t, keys, rows, w);
    }
    for (int64_t r = 0; r < rows; ++r) {
      float* sum = w.sums + r * s.value_size;
      block_table().scale(sum, sum, w.total[r] == 0 ? 0 : 1 / w.total[r], s.value_size);
    }
    store_lanes(s.out->dtype, Lane::kF32, s.out->data, at * s.value_size, rows * s.value_size, w.sums);
  }

  static const void* element_at(const TensorArg& t, int64_t i) {
    return static_cast<const std::byte*>(t.data) + i * (t.dtype == DataType::kFloat32 ? 4 : 2);
  }

  /// c (rows x n) = or += a (rows x k, dense with leading dim lda) x panels.
  void multiply(const float* a, int64_t lda, const float* panels, int64_t k, float* c, int64_t ldc, int64_t rows,
                int64_t n, bool accumulate) const {
    const GemmRecipe& r = kernel_->recipe();
    GemmArgs args{};
    args.lda = lda, args.ldc = ldc, args.k = k;
    args.flags = (accumulate ? kAccumulate : 0u) | kFinish;
    for (int64_t j = 0; j < n; j += r.nr) {
      args.b = panels + j * k;
      args.cols = int32_t(std::min<int64_t>(r.nr, n - j));
      for (int64_t i = 0; i < rows; i += r.mr) {
        args.rows = int32_t(std::min<int64_t>(r.mr, rows - i));
        args.a = a + i * lda;
        args.c = c + i * ldc + j;
        (*kernel_)(args);
      }
    }
  }

  void multiply_keys(const AttentionShape& s, int64_t item, int64_t t, int64_t keys, int64_t rows,
                     const AttentionScratch& w) const {
    MatrixView view{element_at(*s.k, (item * s.keys + t) * s.size), PackType::kFloat32, 1, s.size};
    pack_type_of(s.k->dtype, view.type);
    pack_b(view, 0, keys, s.size, kernel_->recipe().nr, w.panels);
    multiply(w.q, s.size, w.panels, s.size, w.scores, keys_of_tile(s), rows, keys, false);
  }

  void multiply_values(const AttentionShape& s, int64_t item, int64_t t, int64_t keys, int64_t rows,
                       const AttentionScratch& w) const {
    MatrixView view{element_at(*s.v, (item * s.keys + t) * s.value_size), PackType::kFloat32, s.value_size, 1};
    pack_type_of(s.v->dtype, view.type);
    pack_b(view, 0, s.value_size, keys, kernel_->recipe().nr, w.panels);
    multiply(w.scores, keys_of_tile(s), w.panels, keys, w.sums, s.value_size, rows, s.value_size, true);
  }

  /// Scores of row `row` (of the block: r) against keys [t, t + n) become exponentials; what is excluded becomes 0.
  void soften(const AttentionShape& s, int64_t item, int64_t row, int64_t r, int64_t t, int64_t n,
              const AttentionScratch& w) const {
    const BlockTable& table = block_table();
    float* x = w.scores + r * keys_of_tile(s);
    const int64_t b = item / s.kv_heads, position = row % s.rows;
    const KeyRange keys = s.keys_of(op_, b, position);
    const int64_t begin = std::clamp<int64_t>(keys.begin - t, 0, n), end = std::clamp<int64_t>(keys.end - t, begin, n);
    std::fill(x, x + begin, 0.0f);
    std::fill(x + end, x + n, 0.0f);
    if (begin == end) return;
    float* from = x + begin;
    const int64_t count = end - begin;
    if (op_.softcap > 0) cap(from, count, w.row);
    if (s.mask) {
      const int64_t head = item % s.kv_heads * s.group + row / s.rows;
      load_mask(*s.mask, s.mask_at(b, head, position) + (t + begin) * s.mask_strides[3], s.mask_strides[3], count,
                w.row);
      for (int64_t i = 0; i < count; ++i) from[i] = w.row[i] == kNoScore ? kNoScore : from[i] + w.row[i];
    }
    const float best = element_max(w.best[r], table.max(from, count));
    if (best == kNoScore) return std::fill(from, from + count, 0.0f);
    const float keep = std::exp(w.best[r] - best);
    w.total[r] = w.total[r] * keep + table.exp_sum(from, from, best, count);
    w.best[r] = best;
    float* sum = w.sums + r * s.value_size;
    if (keep != 1) table.scale(sum, sum, keep, s.value_size);
  }

  /// softcap * tanh(x / softcap). The loops want whole units, and x may begin anywhere and end where memory does.
  void cap(float* x, int64_t n, float* room) const {
    const BlockTable& table = block_table();
    alignas(64) float piece[64] = {};
    for (int64_t i = 0; i < n; i += 64) {
      const int64_t run = std::min<int64_t>(64, n - i);
      table.scale(piece, x + i, float(1 / op_.softcap), run);
      table.f32[int(ScalarOp::kTanh)](room, piece, nullptr, nullptr, 64);
      table.scale(x + i, room, float(op_.softcap), run);
    }
  }

  void row_f64(const AttentionShape& s, int64_t item, int64_t row, double* scores) const {
    const int64_t b = item / s.kv_heads, head = item % s.kv_heads * s.group + row / s.rows, position = row % s.rows;
    const KeyRange keys = s.keys_of(op_, b, position);
    const double* q = s.q->as<const double>() + (item * s.group * s.rows + row) * s.size;
    double* out = s.out->as<double>() + (item * s.group * s.rows + row) * s.value_size;
    double* mask = scores + s.keys;
    std::fill(out, out + s.value_size, 0.0);
    constexpr double none = -std::numeric_limits<double>::infinity();
    double best = s.sink ? float_at(*s.sink, head) : none;
    const double scale = scale_of(s), sink = best;
    if (s.mask) load_mask(*s.mask, s.mask_at(b, head, position), s.mask_strides[3], s.keys, mask);
    for (int64_t j = keys.begin; j < keys.end; ++j) {
      const double* k = s.k->as<const double>() + (item * s.keys + j) * s.size;
      double x = 0;
      for (int64_t d = 0; d < s.size; ++d) x += q[d] * k[d];
      x *= scale;
      if (op_.softcap > 0) x = op_.softcap * std::tanh(x / op_.softcap);
      if (s.mask) x = mask[j] == none ? none : x + mask[j];
      scores[j] = x;
      best = element_max(best, x);
    }
    if (best == none) return;
    double total = sink == none ? 0 : std::exp(sink - best);
    for (int64_t j = keys.begin; j < keys.end; ++j) total += scores[j] = std::exp(scores[j] - best);
    for (int64_t j = keys.begin; j < keys.end; ++j) {
      const double* v = s.v->as<const double>() + (item * s.keys + j) * s.value_size;
      for (int64_t d = 0; d < s.value_size; ++d) out[d] += scores[j] / total * v[d];
    }
  }

  ThreadPool& pool_;
  Attention op_;
  std::shared_ptr<const GemmKernel> kernel_;
  int64_t tile_ = 0;  // keys of a tile, whole panels
};

}  // namespace

std::unique_ptr<CpuKernel> load_attention(const LoadContext& c) { return std::make_unique<AttentionKernel>(c); }

}  // namespace sinter::cpu
