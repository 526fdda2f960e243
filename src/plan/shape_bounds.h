// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What sizes can be at most, told by the plan alone: the shape program over intervals instead of numbers.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "plan/plan.h"

namespace sinter::plan {

/// Both ends included; INT64_MIN, INT64_MAX: nothing bounds it there.
struct Bounds {
  int64_t min = INT64_MIN, max = INT64_MAX;
};

/// Bounds of every register of the shape program while `profile` is used. Checks against constants narrow them, sizes
/// that a kernel tells end at the slot's bound. Never narrower than what a run can get to. `params`: of a body of
/// control flow, which has no profile (null).
std::vector<Bounds> register_bounds(const Plan& plan, const Profile* profile, std::span<const Bounds> params = {});

}  // namespace sinter::plan
