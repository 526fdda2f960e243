// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The recurrence of ops/linear_attention.h. The columns of a state are independent of each other, so a task owns one
// head and a strip of columns, and walks over all positions.
#include <algorithm>
#include <cmath>

#include "backends/cpu/kernels/float_rows.h"
#include "backends/cpu/kernels/loaders.h"

namespace sinter::cpu {
namespace {

constexpr int64_t kStateStrip = 32;  // columns of a task

struct LinearAttentionShape {
  int64_t batch, steps, heads, size, groups, value_size, decay_size = 0, beta_heads = 0;
};

bool linear_attention_shape(const KernelArgs& a, LinearAttentionShape& s) {
  if (a.inputs.size() < 3 || a.inputs.size() > 6 || a.outputs.size() != 2) return false;
  for (const auto* list : {&a.inputs, &a.outputs})
    for (const TensorArg& t : *list)
      if (t.present() && (t.rank != 4 || !is_plain_float(t.dtype))) return false;
  const auto is = [](const TensorArg& t, int64_t d0, int64_t d1, int64_t d2, int64_t d3) {
    return t.present() && t.dims[0] == d0 && t.dims[1] == d1 && t.dims[2] == d2 && t.dims[3] == d3;
  };
  const auto has = [&](size_t i) { return i < a.inputs.size() && a.inputs[i].present(); };
  for (size_t i : {0, 1, 2})
    if (!has(i)) return false;
  const int64_t *q = a.inputs[0].dims, *k = a.inputs[1].dims;
  s = {q[0], q[1], q[2], q[3], k[2], a.inputs[2].dims[3]};
  if (s.groups < 1 || s.heads % s.groups != 0 || !is(a.inputs[1], s.batch, s.steps, s.groups, s.size) ||
      !is(a.inputs[2], s.batch, s.steps, s.groups, s.value_size))
    return false;
  if (has(3) && !is(a.inputs[3], s.batch, s.groups, s.size, s.value_size)) return false;
  if (has(4)) {
    s.decay_size = a.inputs[4].dims[3];
    if ((s.decay_size != 1 && s.decay_size != s.size) || !is(a.inputs[4], s.batch, s.steps, s.groups, s.decay_size))
      return false;
  }
  if (has(5)) {
    s.beta_heads = a.inputs[5].dims[2];
    if ((s.beta_heads != 1 && s.beta_heads != s.groups) || !is(a.inputs[5], s.batch, s.steps, s.beta_heads, 1))
      return false;
  }
  // An output that nobody reads is absent.
  return (!a.outputs[0].present() || is(a.outputs[0], s.batch, s.steps, s.heads, s.value_size)) &&
         (!a.outputs[1].present() || is(a.outputs[1], s.batch, s.groups, s.size, s.value_size));
}

class LinearAttentionKernel final : public CpuKernel {
 public:
  explicit LinearAttentionKernel(const LoadContext& c) : pool_(c.pool), scale_(c.recipe.f64()) {
    if (!std::isfinite(scale_)) RecipeReader::corrupt();
  }

  int64_t workspace(const KernelArgs& args) const noexcept override {
    LinearAttentionShape s;
    return linear_attention_shape(args, s) ? tasks() * slot_bytes(s) : 0;
  }

  Status run(const KernelArgs& args) const noexcept override {
    LinearAttentionShape s;
    if (!linear_attention_shape(args, s)) return Status::bad("a linear attention got operands of a wrong type");
    if (args.workspace_bytes < tasks() * slot_bytes(s))
      return Status::bad("a linear attention has too little workspace");
    const int64_t strips = (s.value_size + kStateStrip - 1) / kStateStrip, jobs = s.batch * s.groups * strips;
    const int64_t count = std::min(tasks(), jobs);
    if (jobs == 0) return Status::good();
    bool wide = args.inputs[0].dtype == DataType::kFloat64;
    for (const TensorArg& t : args.inputs) wide = wide || t.dtype == DataType::kFloat64;
    pool_.parallel_for(count, 1, [&](int64_t begin, int64_t end) {
      auto* slot = static_cast<std::byte*>(args.workspace) + begin * slot_bytes(s);  // this call's alone
      for (int64_t job = jobs * begin / count; job < jobs * end / count; ++job) {
        const int64_t column = job % strips * kStateStrip;
        if (wide)
          strip(args, s, job / strips, column, reinterpret_cast<double*>(slot));
        else
          strip(args, s, job / strips, column, reinterpret_cast<float*>(slot));
      }
    });
    return Status::good();
  }

 private:
  int64_t tasks() const { return int64_t(pool_.threads()) * 4; }
  /// State, then rows of q or k, decay and values.
  static int64_t slot_bytes(const LinearAttentionShape& s) {
    return ((s.size * kStateStrip + 2 * s.size + 2 * kStateStrip) * 8 + 63) / 64 * 64;
  }

  template <class T>
  void strip(const KernelArgs& args, const LinearAttentionShape& s, int64_t item, int64_t column, T* state) const {
    const int64_t n = std::min(kStateStrip, s.value_size - column), b = item / s.groups, g = item % s.groups;
    T *row = state + s.size * kStateStrip, *decay = row + s.size, *value = decay + s.size, *sums = value + kStateStrip;
    const int64_t state_at = item * s.size * s.value_size + column;
    for (int64_t d = 0; d < s.size; ++d) {
      if (args.inputs.size() > 3 && args.inputs[3].present())
        load_floats(args.inputs[3], state_at + d * s.value_size, n, state + d * kStateStrip);
      else
        std::fill(state + d * kStateStrip, state + d * kStateStrip + n, T(0));
    }
    const T factor = T(scale_ != 0 ? scale_ : s.size > 0 ? 1 / std::sqrt(double(s.size)) : 1);
    for (int64_t t = 0; t < s.steps; ++t) {
      const int64_t at = (b * s.steps + t) * s.groups + g;
      load_floats(args.inputs[1], at * s.size, s.size, row);
      load_floats(args.inputs[2], at * s.value_size + column, n, value);
      if (s.decay_size > 0) fade(args.inputs[4], at * s.decay_size, s, decay, state, n);
      if (s.beta_heads > 0) {
        weigh(state, row, s.size, n, sums);
        T beta;
        load_floats(args.inputs[5], (b * s.steps + t) * s.beta_heads + (s.beta_heads > 1 ? g : 0), 1, &beta);
        for (int64_t e = 0; e < n; ++e) value[e] = beta * (value[e] - sums[e]);
      }
      for (int64_t d = 0; d < s.size; ++d)
        for (int64_t e = 0; e < n; ++e) state[d * kStateStrip + e] += row[d] * value[e];
      for (int64_t h = g * (s.heads / s.groups); h < (g + 1) * (s.heads / s.groups); ++h) {
        const int64_t out_at = (b * s.steps + t) * s.heads + h;
        load_floats(args.inputs[0], out_at * s.size, s.size, row);
        weigh(state, row, s.size, n, sums);
        for (int64_t e = 0; e < n; ++e) sums[e] *= factor;
        if (args.outputs[0].present()) store_floats(args.outputs[0], out_at * s.value_size + column, n, sums);
      }
    }
    for (int64_t d = 0; args.outputs[1].present() && d < s.size; ++d)
      store_floats(args.outputs[1], state_at + d * s.value_size, n, state + d * kStateStrip);
  }

  template <class T>
  static void fade(const TensorArg& decay, int64_t at, const LinearAttentionShape& s, T* room, T* state, int64_t n) {
    load_floats(decay, at, s.decay_size, room);
    for (int64_t d = 0; d < s.decay_size; ++d) room[d] = std::exp(room[d]);
    for (int64_t d = 0; d < s.size; ++d)
      for (int64_t e = 0; e < n; ++e) state[d * kStateStrip + e] *= room[s.decay_size == 1 ? 0 : d];
  }

  /// sums[e] = sum over d of state[d][e] * row[d].
  template <class T>
  static void weigh(const T* state, const T* row, int64_t size, int64_t n, T* sums) {
    std::fill(sums, sums + n, T(0));
    for (int64_t d = 0; d < size; ++d)
      for (int64_t e = 0; e < n; ++e) sums[e] += state[d * kStateStrip + e] * row[d];
  }

  ThreadPool& pool_;
  double scale_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_linear_attention(const LoadContext& c) {
  return std::make_unique<LinearAttentionKernel>(c);
}

}  // namespace sinter::cpu
