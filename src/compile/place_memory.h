// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The last step of a plan's emission: how long its slots live, and their places in the arenas.
#pragma once
#include <cstdint>
#include <vector>

#include "plan/plan.h"

namespace sinter::compile {

/// Lives of the slots that have memory of their own, from the steps that touch them or their views; their offsets, and
/// the sizes of the arenas.
void place_slots(plan::Plan& p);

/// Places of one profile in arenas of its own, kept where they take less than those for all of them. `bytes`: per slot
/// what it needs at most in this profile.
void place_for_profile(const plan::Plan& p, std::vector<int64_t> bytes, plan::Profile& profile);

}  // namespace sinter::compile
