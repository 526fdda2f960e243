// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A node as a recipe: the op with its attributes, the dtypes of its outputs, and its regions as text. Nothing is
// inferred again when it is loaded, so a node whose shapes came from other nodes' host values loads as well. Larger
// weights of attributes and regions travel as constants of the plan.
#pragma once
#include <memory>
#include <span>
#include <vector>

#include "backend/kernel.h"
#include "backend/tactic.h"
#include "base/recipe.h"
#include "ir/graph.h"

namespace sinter::reference {

inline constexpr uint32_t kRecipeVersion = 1;

struct NodeRecipe {
  Op op;
  std::vector<DataType> outputs;  // kInvalid: absent
  std::vector<std::unique_ptr<Graph>> regions;
};

/// Fills recipe and constants of `kernel`.
void write_recipe(const Problem& problem, CompiledKernel& kernel);
/// Bounded; weights refer to the memory of `constants`. Error(kCorruptFile) says what is damaged.
NodeRecipe read_recipe(const std::vector<std::byte>& recipe, std::span<const LoadedConstant> constants);
/// The same to the end of a reader's bytes.
NodeRecipe read_recipe(RecipeReader& recipe, std::span<const LoadedConstant> constants);

}  // namespace sinter::reference
