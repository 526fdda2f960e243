// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "backends/cpu/kernels/elements.h"

namespace sinter::cpu {

/// to[i] = to[i] (reduction) from[i], in the order of i: 1 add, 2 multiply, 3 max, 4 min (ScatterReduction).
template <class T>
void combine_elements(int64_t reduction, T* to, const T* from, int64_t n) {
  using E = Element<T>;
  for (int64_t i = 0; i < n; ++i) {
    const auto a = E::load(to[i]), b = E::load(from[i]);
    using A = std::remove_const_t<decltype(a)>;
    // Integers wrap: through the unsigned type of their width.
    using W = typename E::Sum;
    switch (reduction) {
      case 1: to[i] = E::store(A(W(a) + W(b))); break;
      case 2: to[i] = E::store(A(W(a) * W(b))); break;
      case 3: to[i] = E::store(element_max(a, b)); break;
      default: to[i] = E::store(element_min(a, b)); break;
    }
  }
}

}  // namespace sinter::cpu
