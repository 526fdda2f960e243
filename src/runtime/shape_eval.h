// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs a plan's shape program: from input shapes (and sizes read back) to all sizes.
#pragma once
#include <functional>
#include <span>
#include <vector>

#include "plan/plan.h"

namespace sinter::rt {

/// Evaluates the instructions of `stage` into `registers` (resized to the whole program) and then its checks.
/// Error(kShapeMismatch) names the broken check with both values; Error(kLimit) on overflow.
/// `params`: the outer sizes that a body of control flow gets; used in stage 0.
void eval_stage(const plan::Plan& plan, uint32_t stage, const std::vector<Dims>& input_shapes,
                const std::function<int64_t(int64_t slot, int64_t axis)>& read_back, std::vector<int64_t>& registers,
                std::span<const int64_t> params = {},
                const std::function<int64_t(int64_t slot, int64_t element)>& read_value = {});

/// Checks a shape against binding and profile; Error(kShapeMismatch) names the input, the dim and the bounds.
void check_input_shape(const plan::Plan& plan, size_t profile, size_t input, const Dims& shape);
/// The same as an answer; dims of -1 fit anything.
bool fits_profile(const plan::Plan& plan, size_t profile, size_t input, const Dims& shape);

}  // namespace sinter::rt
