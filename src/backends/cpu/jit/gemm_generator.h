// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The wall around Xbyak: nothing outside gemm_generator.cpp includes it.
#pragma once
#include <cstddef>

#include "backends/cpu/jit/gemm_recipe.h"

namespace sinter::cpu {

/// Room that the code of any valid recipe fits in.
inline constexpr size_t kGemmCodeRoom = size_t(512) << 10;

/// Writes the code of a valid recipe (isa above kScalar) to `memory`, where it will also run, and returns its length.
/// The entry, a GemmFunction, is the first byte. Throws Error(kInternal) if it does not fit.
size_t generate_gemm(const GemmRecipe& recipe, void* memory, size_t room);

}  // namespace sinter::cpu
