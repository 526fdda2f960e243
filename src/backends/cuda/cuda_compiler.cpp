// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/cuda_compiler.h"

#include "backends/cuda/tactics/tactics.h"

namespace sinter::cuda {

std::span<const Tactic* const> CudaCompiler::tactics() const {
  static const Tactic* const kList[] = {
#define SINTER_CUDA_TACTIC(function) &function(),
#include "backends/cuda/tactics/tactic_list.def"
#undef SINTER_CUDA_TACTIC
  };
  return kList;
}

}  // namespace sinter::cuda
