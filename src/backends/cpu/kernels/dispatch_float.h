// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "backends/cpu/kernels/elements.h"

namespace sinter::cpu {

/// Calls f with the type that stores the dtype and returns true, if that is a float of at least 16 bits.
template <class F>
bool dispatch_float(DataType type, F&& f) {
  switch (type) {
    case DataType::kFloat32:
      f(float{});
      return true;
    case DataType::kFloat64:
      f(double{});
      return true;
    case DataType::kFloat16:
      f(StoredHalf{});
      return true;
    case DataType::kBFloat16:
      f(StoredBFloat{});
      return true;
    default:
      return false;
  }
}

}  // namespace sinter::cpu
