// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// One step of the recurrent cells of ops/recurrent.h for one item of the batch, its matrix products already made.
#pragma once
#include <algorithm>

#include "backends/cpu/kernels/block_functions.h"
#include "ops/recurrent.h"

namespace sinter::cpu {

/// x[i] = f(x[i]); f32 tanh and sigmoid by the vector loops.
template <class T>
void activate(const CellActivation& f, T* x, int64_t n) noexcept {
  if constexpr (std::is_same_v<T, float>) {
    const bool sigmoid = f.function == CellFunction::kSigmoid;
    if (sigmoid || f.function == CellFunction::kTanh) {
      // sigmoid(x) = (1 + tanh(x / 2)) / 2
      const BlockTable& table = block_table();
      alignas(64) float in[64] = {}, out[64];
      for (int64_t i = 0; i < n; i += 64) {
        const int64_t run = std::min<int64_t>(64, n - i);
        for (int64_t j = 0; j < run; ++j) in[j] = sigmoid ? x[i + j] * 0.5f : x[i + j];
        table.f32[int(ScalarOp::kTanh)](out, in, nullptr, nullptr, 64);
        for (int64_t j = 0; j < run; ++j) x[i + j] = sigmoid ? 0.5f + 0.5f * out[j] : out[j];
      }
      return;
    }
  }
  for (int64_t i = 0; i < n; ++i) x[i] = cell_value(f, x[i]);
}

/// What the cells of one direction share.
template <class T>
struct CellStep {
  RecurrentKind kind;
  bool linear_before_reset, input_forget;
  T clip;                   // 0: none
  const CellActivation* f;  // of this direction
  int64_t hidden;
  const T* state_bias;  // gates * hidden, added to products with the state; null: none
  const T* peepholes;   // 3 * hidden; null: none

  void gate(int which, T* x) const noexcept {
    if (clip > 0)
      for (int64_t j = 0; j < hidden; ++j) x[j] = x[j] < -clip ? -clip : x[j] > clip ? clip : x[j];
    activate(f[which], x, hidden);
  }

  /// gates[j] += products with the input.
  void add(T* gates, const T* from_input, int64_t n) const noexcept {
    for (int64_t j = 0; j < n; ++j) gates[j] += from_input[j];
  }
  void add_bias(T* gates, int64_t begin, int64_t n) const noexcept {
    if (state_bias) add(gates, state_bias + begin, n);
  }

  /// `gates`: products with h, of all gates; becomes scratch. `x`: products with the input, its bias added.
  void rnn(T* gates, const T* x, T* h) const noexcept {
    add_bias(gates, 0, hidden);
    add(gates, x, hidden);
    gate(0, gates);
    std::copy(gates, gates + hidden, h);
  }

  /// The first two gates z and r; then `kept` = r * h for a product of its own, unless linear_before_reset.
  void gru_gates(T* gates, const T* x, const T* h, T* kept) const noexcept {
    add_bias(gates, 0, 2 * hidden);
    add(gates, x, 2 * hidden);
    gate(0, gates);
    gate(0, gates + hidden);
    for (int64_t j = 0; j < hidden; ++j) kept[j] = gates[hidden + j] * h[j];
  }

  /// `state`: the product for the third gate, of h or of kept.
  void gru(const T* gates, T* state, const T* x, T* h) const noexcept {
    add_bias(state, 2 * hidden, hidden);
    if (linear_before_reset)
      for (int64_t j = 0; j < hidden; ++j) state[j] *= gates[hidden + j];
    add(state, x + 2 * hidden, hidden);
    gate(1, state);
    for (int64_t j = 0; j < hidden; ++j) h[j] = (1 - gates[j]) * state[j] + gates[j] * h[j];
  }

  void add_peephole(T* gate, int64_t which, const T* c) const noexcept {
    if (!peepholes) return;
    for (int64_t j = 0; j < hidden; ++j) gate[j] += peepholes[which * hidden + j] * c[j];
  }

  void lstm(T* gates, const T* x, T* h, T* c) const noexcept {
    T *in = gates, *out = gates + hidden, *forget = gates + 2 * hidden, *candidate = gates + 3 * hidden;
    add_bias(gates, 0, 4 * hidden);
    add(gates, x, 4 * hidden);
    add_peephole(in, 0, c);
    gate(0, in);
    if (input_forget) {
      for (int64_t j = 0; j < hidden; ++j) forget[j] = 1 - in[j];
    } else {
      add_peephole(forget, 2, c);
      gate(0, forget);
    }
    gate(1, candidate);
    for (int64_t j = 0; j < hidden; ++j) c[j] = forget[j] * c[j] + in[j] * candidate[j];
    add_peephole(out, 1, c);
    gate(0, out);
    std::copy(c, c + hidden, candidate);
    activate(f[2], candidate, hidden);
    for (int64_t j = 0; j < hidden; ++j) h[j] = out[j] * candidate[j];
  }
};

}  // namespace sinter::cpu
