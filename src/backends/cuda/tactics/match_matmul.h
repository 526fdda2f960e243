// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Recognises what the cuBLASLt kernel computes: a MatMul, alone or as Fusion: MatMul, + bias, relu.
#pragma once
#include "backend/tactic.h"
#include "backends/cuda/kernels/cublaslt_matmul.h"

namespace sinter::cuda {

/// Fills the recipe, or says why not. Looks at the problem only, not at what is installed here.
Verdict match_matmul(const Problem& problem, CublasLtRecipe& recipe);

}  // namespace sinter::cuda
