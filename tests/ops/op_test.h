// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How one op is tested by hand: its reference on given values, and what its inference says.
#pragma once
#include <gtest/gtest.h>

#include <limits>

#include "support/op_cases/case_list.h"

namespace sinter::test {

inline constexpr double kInf = std::numeric_limits<double>::infinity();
inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
inline constexpr DataType kF32 = DataType::kFloat32, kI32 = DataType::kInt32, kI64 = DataType::kInt64;

/// Outputs of a node of `op`, run by the reference.
std::vector<HostTensor> run_op(const Op& op, const std::vector<CaseInput>& inputs);
/// Expects output `output` to have these dims and, within 1e-6 (1 + |v|), these values.
void expect_values(const Op& op, const std::vector<CaseInput>& inputs, const Dims& dims,
                   const std::vector<double>& values, int output = 0);
/// Inferred type of an output: "f32[N,4]". Only the inputs' types, constants and host values count.
std::string inferred(const Op& op, const std::vector<CaseInput>& inputs, int output = 0);
/// Elements that inference knows: "[N,3]", or "unknown".
std::string inferred_elements(const Op& op, const std::vector<CaseInput>& inputs);
/// The message of the Error that building the node throws; a test failure if it throws none.
std::string build_error(const Op& op, const std::vector<CaseInput>& inputs);
/// The same for running it.
std::string run_error(const Op& op, const std::vector<CaseInput>& inputs);
/// An input without data, for inference only.
CaseInput typed(DataType dtype, SymDims dims);

}  // namespace sinter::test
