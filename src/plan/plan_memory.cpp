// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_memory.h"

#include <algorithm>
#include <numeric>

#include "sinter/error.h"

namespace sinter::plan {
namespace {

constexpr int64_t kAlign = 64;

int64_t round_up(int64_t bytes) {
  if (bytes < 0 || bytes > INT64_MAX / 4)
    fail(ErrorCode::kLimit, "a buffer of " + std::to_string(bytes) + " bytes cannot be planned", "use smaller shapes");
  return (bytes + kAlign - 1) / kAlign * kAlign;
}

struct Placed {
  int64_t offset, end;
  uint32_t first, last;
};

// The smallest gap among the blocks alive at the same time that fits; else behind them all.
int64_t best_offset(const std::vector<Placed>& overlapping, int64_t bytes) {
  int64_t best = -1, best_gap = INT64_MAX, top = 0;
  for (const auto& p : overlapping) {
    const int64_t gap = p.offset - top;
    if (gap >= bytes && gap < best_gap) {
      best = top;
      best_gap = gap;
    }
    top = std::max(top, p.end);
  }
  return best >= 0 ? best : top;
}

}  // namespace

Placement place(std::span<const Life> lives) {
  std::vector<uint32_t> order(lives.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return lives[a].bytes > lives[b].bytes; });
  Placement result;
  result.offsets.assign(lives.size(), 0);
  std::vector<Placed> placed;  // sorted by offset
  std::vector<Placed> overlapping;
  for (uint32_t i : order) {
    const Life& l = lives[i];
    const int64_t bytes = round_up(l.bytes);
    if (bytes == 0) continue;
    overlapping.clear();
    for (const auto& p : placed)
      if (p.first <= l.last && l.first <= p.last) overlapping.push_back(p);
    const int64_t offset = best_offset(overlapping, bytes);
    if (offset > INT64_MAX / 2 - bytes) fail(ErrorCode::kLimit, "the arena does not fit 62 bits", "use smaller shapes");
    const Placed mine{offset, offset + bytes, l.first, l.last};
    placed.insert(std::upper_bound(placed.begin(), placed.end(), mine,
                                   [](const Placed& a, const Placed& b) { return a.offset < b.offset; }), mine);
    result.offsets[i] = offset;
    result.total = std::max(result.total, mine.end);
  }
  return result;
}

}  // namespace sinter::plan
