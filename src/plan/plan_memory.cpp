// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_memory.h"

#include <algorithm>
#include <bit>
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

using Placed = PlaceScratch::Block;

// The blocks placed so far, to be asked which of them are alive during some steps. Plans have 200,000 steps, in each of
// which few blocks are alive: looking at all blocks each time would take minutes.
class PlacedBlocks {
 public:
  PlacedBlocks(std::span<const Life> lives, PlaceScratch& scratch) : lives_(lives), s_(scratch) {
    const size_t n = lives.size();
    s_.by_first.resize(n);
    std::iota(s_.by_first.begin(), s_.by_first.end(), 0u);
    std::sort(s_.by_first.begin(), s_.by_first.end(), [&](uint32_t a, uint32_t b) {
      return lives[a].first != lives[b].first ? lives[a].first < lives[b].first : a < b;
    });
    s_.rank.resize(n);
    for (size_t k = 0; k < n; ++k) s_.rank[s_.by_first[k]] = uint32_t(k);
    leaves_ = std::bit_ceil(std::max<size_t>(n, 1));
    s_.latest.assign(2 * leaves_, -1);
  }

  void add(uint32_t life) {
    const int64_t last = lives_[life].last;
    for (size_t node = leaves_ + s_.rank[life]; node > 0; node /= 2) s_.latest[node] = std::max(s_.latest[node], last);
  }

  /// Those that share a step with `life`, sorted by offset.
  const std::vector<Placed>& overlapping(const Life& life, std::span<const int64_t> offsets) {
    const auto behind = std::upper_bound(s_.by_first.begin(), s_.by_first.end(), life.last,
                                         [&](uint32_t step, uint32_t k) { return step < lives_[k].first; });
    s_.overlapping.clear();
    collect(1, 0, leaves_, size_t(behind - s_.by_first.begin()), life.first, offsets);
    std::sort(s_.overlapping.begin(), s_.overlapping.end(),
              [](const Placed& a, const Placed& b) { return a.offset < b.offset; });
    return s_.overlapping;
  }

 private:
  // Of the leaves [begin, end) below `node`, those before `behind` that live until `first` or longer.
  void collect(size_t node, size_t begin, size_t end, size_t behind, int64_t first, std::span<const int64_t> offsets) {
    if (begin >= behind || s_.latest[node] < first) return;
    if (node >= leaves_) {
      const uint32_t i = s_.by_first[begin];
      s_.overlapping.push_back({offsets[i], offsets[i] + round_up(lives_[i].bytes)});
      return;
    }
    const size_t middle = begin + (end - begin) / 2;
    collect(2 * node, begin, middle, behind, first, offsets);
    collect(2 * node + 1, middle, end, behind, first, offsets);
  }

  std::span<const Life> lives_;
  PlaceScratch& s_;
  size_t leaves_ = 1;
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
  PlaceScratch scratch;
  Placement result;
  place(lives, scratch, result);
  return result;
}

void place(std::span<const Life> lives, PlaceScratch& scratch, Placement& result) {
  std::vector<uint32_t>& order = scratch.order;
  order.resize(lives.size());
  std::iota(order.begin(), order.end(), 0u);
  // Not stable_sort, which allocates: the number makes the order total.
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return lives[a].bytes != lives[b].bytes ? lives[a].bytes > lives[b].bytes : a < b;
  });
  result.offsets.assign(lives.size(), 0);
  result.total = 0;
  PlacedBlocks placed(lives, scratch);
  scratch.overlapping.reserve(lives.size());
  for (uint32_t i : order) {
    const Life& l = lives[i];
    const int64_t bytes = round_up(l.bytes);
    if (bytes == 0) continue;
    const int64_t offset = best_offset(placed.overlapping(l, result.offsets), bytes);
    if (offset > INT64_MAX / 2 - bytes) fail(ErrorCode::kLimit, "the arena does not fit 62 bits", "use smaller shapes");
    result.offsets[i] = offset;
    result.total = std::max(result.total, offset + bytes);
    placed.add(i);
  }
}

}  // namespace sinter::plan
