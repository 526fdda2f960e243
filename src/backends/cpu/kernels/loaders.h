// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The loaders of runtime/loader_list.def: each reads its recipe to the end, checks every value, and makes the kernel.
#pragma once
#include "backends/cpu/runtime/cpu_kernel.h"

namespace sinter::cpu {

#define SINTER_CPU_LOADER(name, version, function) std::unique_ptr<CpuKernel> function(const LoadContext& context);
#include "backends/cpu/runtime/loader_list.def"
#undef SINTER_CPU_LOADER

}  // namespace sinter::cpu
