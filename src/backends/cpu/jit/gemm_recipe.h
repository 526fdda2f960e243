// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The recipe of a GEMM microkernel: a few parameters that a plan stores instead of machine code. It is data from a
// file, so reading it checks every field against its range: a changed byte gives an Error or another correct kernel,
// never code that reads or writes outside what its caller hands it.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "backends/cpu/cpu_info.h"

namespace sinter::cpu {

/// What is added to the product once its sum over k is complete. Numbers are stored: append only.
enum class GemmBias : uint8_t {
  kNone = 0,
  kPerRow = 1,     ///< one value a row of C: NCHW convolution, whose rows are output channels
  kPerColumn = 2,  ///< one value a column of C: matmul and NHWC convolution
};

/// NaN goes through every activation, as with NumPy's maximum and minimum. Numbers are stored: append only.
enum class GemmActivation : uint8_t {
  kNone = 0,
  kRelu = 1,       ///< max(x, 0); -0 stays -0
  kClip = 2,       ///< min(max(x, low), high): `high` where low > high
  kLeakyRelu = 3,  ///< x < 0 ? x * low : x
};

/// Where the residual tensor is added. Numbers are stored: append only.
enum class GemmResidual : uint8_t { kNone = 0, kBeforeActivation = 1, kAfterActivation = 2 };

/// How the kernel finds A. Numbers are stored: append only.
enum class GemmALayout : uint8_t {
  kPanels = 0,  ///< panels of mr rows, the column index outermost: element (i, k) at a[k * mr + i]
  kRows = 1,    ///< as it lies in a row-major matrix of floats: element (i, k) at a[i * lda + k]
};

struct GemmRecipe {
  static constexpr uint8_t kGenerator = 1;  ///< the number of this generator among all recipes
  static constexpr uint8_t kVersion = 1;    ///< raised when equal bytes would come to mean another kernel
  static constexpr size_t kBytes = 20;
  using Bytes = std::array<std::byte, kBytes>;

  Isa isa = Isa::kScalar;
  uint8_t mr = 4;   ///< rows of the register tile
  uint8_t nr = 16;  ///< columns of the register tile: a multiple of 16 (AVX-512) or 8 (others)
  GemmBias bias = GemmBias::kNone;
  GemmActivation activation = GemmActivation::kNone;
  GemmResidual residual = GemmResidual::kNone;
  GemmALayout a_layout = GemmALayout::kPanels;
  float low = 0;   ///< kClip: lower bound; kLeakyRelu: slope; else +0
  float high = 0;  ///< kClip: upper bound; else +0

  bool operator==(const GemmRecipe&) const = default;

  /// The tile we found fastest: 6x64 on AVX-512, 6x16 on AVX2, 4x16 in portable C++.
  static GemmRecipe for_isa(Isa isa);
  /// Throws Error(kInvalidArgument) if a field is out of its range or the tile does not fit the registers of `isa`.
  void validate() const;
  /// Bytes to store. Equal recipes give equal bytes.
  Bytes serialize() const;
  /// Reads and validates. Throws Error(kCorruptFile), or Error(kIncompatiblePlan) for another generator's version.
  static GemmRecipe parse(std::span<const std::byte> bytes);
  /// "gemm f32 avx512 6x64 bias-row relu": for profiles and messages.
  std::string name() const;
};

/// Floats in one vector register.
constexpr int vector_floats(Isa isa) { return isa == Isa::kAvx512 ? 16 : 8; }

}  // namespace sinter::cpu
