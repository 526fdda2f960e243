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

/// Room that a planner needs: kept between calls, planning again allocates nothing.
struct PlaceScratch {
  struct Block {
    int64_t offset, end;
  };
  std::vector<uint32_t> order;
  std::vector<Block> overlapping;
  std::vector<uint32_t> by_first, rank;  // lives sorted by their first step, and where each stands there
  std::vector<int64_t> latest;           // a tree over by_first: the last step of any placed block below; -1: none is
};

/// Greedy best fit, largest blocks first: no two blocks whose lives overlap share a byte. Deterministic. Sizes are
/// rounded up to 64 bytes; Error(kLimit) if the total does not fit int64.
Placement place(std::span<const Life> lives);
void place(std::span<const Life> lives, PlaceScratch& scratch, Placement& result);

}  // namespace sinter::plan
