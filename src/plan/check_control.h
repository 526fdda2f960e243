// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What must hold between the steps of control flow and the sub-plans that they run.
#pragma once
#include "plan/plan.h"

namespace sinter::plan {

/// Every sub-plan is run by exactly one step of a plan before it, at most limits::kMaxNesting deep, and takes and gives
/// what that step passes. The plans by themselves are checked before. Error(kCorruptFile) or Error(kLimit).
void check_control(const Plan& plan);

}  // namespace sinter::plan
