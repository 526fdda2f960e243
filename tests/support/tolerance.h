// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How close a backend must come to the reference: the only place with tolerances. Integers and bools: exactly.
#pragma once
#include <string>

#include "ir/host_tensor.h"

namespace sinter::test {

struct Tolerance {
  double norm;   // |a-b|_2 / |b|_2
  double worst;  // max |a-b| / max(1e-30, max|b|)
};

/// For results of `dtype` whose elements are sums of about `reduction` products computed in float (f64: double).
Tolerance tolerance_for(DataType dtype, int64_t reduction = 1);

/// Empty if `got` agrees with `expected`, else what differs: "element 17: got 1.25, expected 1.5 (norm 0.1, ...)".
/// NaNs must stand at the same places, infinities have the same sign; NaN payloads and signs of zero do not matter.
std::string difference(const HostTensor& got, const HostTensor& expected, int64_t reduction = 1);

}  // namespace sinter::test
