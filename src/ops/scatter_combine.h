// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What a scattered update does to the element it meets.
#pragma once
#include "ir/scalar.h"
#include "ops/scatter_nd.h"

namespace sinter {

/// Integers wrap; max and min give NaN if either is NaN. Values that are no numbers are replaced.
template <class V>
V scatter_combine(ScatterReduction reduction, const V& old, const V& update) {
  if constexpr (scalar::Number<V>) {
    switch (reduction) {
      case ScatterReduction::kAdd: return scalar::add(old, update);
      case ScatterReduction::kMul: return scalar::mul(old, update);
      case ScatterReduction::kMax: return scalar::max(old, update);
      case ScatterReduction::kMin: return scalar::min(old, update);
      case ScatterReduction::kNone: break;
    }
  }
  return update;
}

}  // namespace sinter
