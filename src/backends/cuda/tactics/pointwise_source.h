// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Prints a ScalarProgram as CUDA C++. Self-contained text: no headers, so NVRTC alone compiles it. Shapes are not in
// it (they are kernel parameters), so one kernel serves all shapes, dynamic ones included.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ir/scalar.h"
#include "sinter/types.h"

namespace sinter::cuda {

struct PointwiseSpec {
  ScalarProgram program;
  std::vector<DataType> inputs, outputs;  // of the program's inputs and outputs
  bool wide = false;                      // kFloat is double, else float
};

/// Why this cannot be printed ("elements of f8e4m3fn ..."), or nullopt.
std::optional<std::string> refuse_pointwise(const PointwiseSpec& spec);
/// Elements a thread of the flat kernel computes: 16-byte accesses where the types are small.
int pointwise_per_thread(const PointwiseSpec& spec);
/// The three entry points of kernels/pointwise_kernel.h. The spec must not be refused.
std::string pointwise_source(const PointwiseSpec& spec, int block);

/// Types and functions that the printed programs use.
extern const char* const kPointwisePrelude;

}  // namespace sinter::cuda
