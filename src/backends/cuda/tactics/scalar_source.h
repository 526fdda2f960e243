// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// One ScalarProgram as the body of a device function.
#pragma once
#include <optional>
#include <string>

#include "ir/scalar.h"
#include "sinter/types.h"

namespace sinter::cuda {

/// "float" / "double", "i64", "u64", "bool".
const char* class_type(ScalarClass cls, bool wide);
/// The element type in the prelude ("f16", "signed char"); null for dtypes these kernels do not load and store.
const char* element_type(DataType type);
/// Why an instruction cannot be printed, or nullopt.
std::optional<std::string> refuse_program(const ScalarProgram& program);
/// One `const T vN = ...;` per instruction; the program's input i is called xi.
std::string program_source(const ScalarProgram& program, bool wide);

}  // namespace sinter::cuda
