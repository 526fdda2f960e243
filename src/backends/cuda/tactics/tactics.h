// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The tactics of tactic_list.def.
#pragma once
#include "backend/tactic.h"

namespace sinter::cuda {

#define SINTER_CUDA_TACTIC(function) const Tactic& function();
#include "backends/cuda/tactics/tactic_list.def"
#undef SINTER_CUDA_TACTIC

}  // namespace sinter::cuda
