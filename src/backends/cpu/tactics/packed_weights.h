// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Constant weights as panels of a matrix product (backends/cpu/pack.h), made at build time: of convolutions,
// transposed convolutions and matrix products.
#pragma once
#include <cstdint>
#include <string>

#include "backend/tactic.h"
#include "backends/cpu/pack.h"

namespace sinter::cpu {

enum class PackedSide { kA, kB };

/// Matrices of equal size, one per group, that lie behind each other in the weights. Each is `lanes` rows of A or
/// columns of B over `depth` steps of the sum; strides count elements, one of them is 1.
struct WeightPanels {
  PackedSide side = PackedSide::kA;
  int64_t groups = 1, lanes = 0, depth = 0;
  int64_t lane_stride = 1, depth_stride = 1;
  int64_t width = 0;  ///< lanes of a panel: mr or nr of the recipe
};

/// f32 panels, group by group. The weights are f32, f16 or bf16; `name` is that of their value.
PackedConstant pack_weights(const Weights& weights, const std::string& name, const WeightPanels& panels);

}  // namespace sinter::cpu
