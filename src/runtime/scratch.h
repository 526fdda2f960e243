// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How much scratch memory the kernels of an engine need. Many take a part per thread, so this is asked when a plan is
// loaded and stands in no plan: equal networks give equal plans, however many threads built them or will run them.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sinter::rt {

class Engine;

struct ScratchNeeds {
  /// Per MemorySpace number what one step needs at most, in multiples of 64 bytes: steps run one after the other, so
  /// this serves them all, those of bodies of control flow included.
  std::array<int64_t, 3> bytes{};
  /// Of the plan, then of each of its sub-plans: per step; -1 where nothing bounds its shapes (not in `bytes`).
  std::vector<std::vector<int64_t>> steps;
};

/// At the largest shapes of a profile.
ScratchNeeds scratch_needs(const Engine& engine, size_t profile);

}  // namespace sinter::rt
