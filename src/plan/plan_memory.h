// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Memory planning as a pure function: lives and sizes in, offsets out.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace sinter::plan {

/// A block of memory needed during steps [first, last], both included.
struct Life {
  int64_t bytes = 0;
  uint32_t first = 0, last = 0;
};

struct Placement {
  std::vector<int64_t> offsets;  // per life, multiples of 64
  int64_t total = 0;
};

/// Greedy best fit, largest blocks first: no two blocks whose lives overlap share a byte. Deterministic. Sizes are
/// rounded up to 64 bytes; Error(kLimit) if the total does not fit int64.
Placement place(std::span<const Life> lives);

}  // namespace sinter::plan
