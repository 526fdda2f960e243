// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The tactics of tactic_list.def and what they share.
#pragma once
#include "backend/tactic.h"
#include "base/recipe.h"

namespace sinter::cpu {

#define SINTER_CPU_TACTIC(function) const Tactic& function();
#include "backends/cpu/tactics/tactic_list.def"
#undef SINTER_CPU_TACTIC

/// Dims that any of our kernels takes.
inline constexpr int kMaxTacticRank = 16;

/// A kernel of recipe version 1.
inline CompiledKernel make_kernel(std::string name, RecipeWriter& recipe, std::vector<PackedConstant> constants = {},
                                  std::vector<int> consumed = {}) {
  CompiledKernel k;
  k.name = std::move(name);
  k.version = 1;
  k.recipe = recipe.take();
  k.constants = std::move(constants);
  k.consumed_inputs = std::move(consumed);
  return k;
}

}  // namespace sinter::cpu
