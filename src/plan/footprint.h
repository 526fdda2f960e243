// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How much memory a context of a plan takes.
#pragma once
#include <span>
#include <vector>

#include "plan/plan.h"

namespace sinter::plan {

/// Bytes per MemorySpace number of activations: the arenas of the plan and of the bodies of its control flow, and what
/// loops need to carry and stack values. Sizes without a bound at build time are not in it, nor are workspaces.
std::vector<int64_t> footprint(const Plan& plan);
/// The arenas alone, of the plan and of all bodies: what a context of this profile gets for them when it is made.
std::vector<int64_t> arena_footprint(const Plan& plan, size_t profile);
/// The sum of footprint() over all spaces.
int64_t footprint_bytes(const Plan& plan);
/// Of a context that uses this profile only.
int64_t footprint_bytes(const Plan& plan, size_t profile);
/// What an engine with one context takes at most: constants, and what the profile needs that needs most. That is
/// footprint_bytes and, if given per profile, `scratch`: workspaces of kernels, which no plan knows (runtime/scratch.h).
int64_t peak_bytes(const Plan& plan, std::span<const int64_t> scratch = {});
/// False if some memory is known only at run time (unbounded sizes, strings and sequences): it comes on top.
bool is_bounded(const Plan& plan);

}  // namespace sinter::plan
