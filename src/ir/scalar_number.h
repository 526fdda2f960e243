// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// One number of any ScalarClass, and conversions between the classes. Shared by constant folding and the evaluator.
#pragma once
#include "ir/scalar.h"

namespace sinter {

/// kFloat uses f; kInt i; kUInt the bits of i; kBool i, which is 0 or 1.
struct ScalarNumber {
  double f = 0;
  int64_t i = 0;
  static ScalarNumber of(double v) { return {v, 0}; }
  static ScalarNumber of_int(int64_t v) { return {0, v}; }
  static ScalarNumber of_bool(bool v) { return {0, v}; }
};

/// Floats truncate towards zero and saturate, NaN gives 0; signed and unsigned wrap; to bool: != 0.
ScalarNumber convert_scalar(ScalarNumber v, ScalarClass from, ScalarClass to);
/// The value of a kConst instruction.
ScalarNumber scalar_const(const ScalarInstr& instr);

int64_t saturate_to_i64(double v);
uint64_t saturate_to_u64(double v);

}  // namespace sinter
