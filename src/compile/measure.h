// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Times one compiled kernel on its device, at the profile's optimum, on made-up data.
#pragma once
#include <map>

#include "compile/problem.h"
#include "compile/target.h"

namespace sinter::compile {

/// Makes the kernel as the runtime would (constants uploaded) and keeps what that needs.
struct LoadedKernel {
  std::unique_ptr<Kernel> kernel;
  std::vector<Buffer> buffers;
};
LoadedKernel load_kernel(const Target& target, const CompiledKernel& compiled);

/// Milliseconds of one run (the best of several), negative if the kernel failed or does not fit the limits. A kernel
/// whose first run takes several times `to_beat` (negative: none) is not run again.
double measure_kernel(const Target& target, const Problem& problem, const CompiledKernel& compiled,
                      const Kernel& kernel, double to_beat);

}  // namespace sinter::compile
