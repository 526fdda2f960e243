// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs a ScalarProgram for one element, kFloat in double. Slow and plain: tests compare it with the functors, and it is
// what a backend may fall back to.
#pragma once
#include <span>
#include <vector>

#include "ir/scalar_number.h"

namespace sinter {

/// One result per program output, in the class of its instruction. `inputs` are in the classes of program.inputs.
std::vector<ScalarNumber> eval_scalar(const ScalarProgram& program, std::span<const ScalarNumber> inputs);

}  // namespace sinter
