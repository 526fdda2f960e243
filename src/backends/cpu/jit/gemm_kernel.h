// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A GEMM microkernel expanded from its recipe: one tile of C, at most mr rows by nr columns, from one piece of K.
//
// What a kernel reads and writes, and no more:
//   a         rows x k floats: kPanels reads a[kk * mr + i], kRows reads a[i * lda + kk], for i < rows and kk < k
//   b         k x nr floats, b[kk * nr + j]; the packing fills the columns past the matrix with zeros
//   c         rows x cols floats; read only with kAccumulate
//   bias      rows floats (kPerRow) or cols floats (kPerColumn); only with kFinish
//   residual  rows x cols floats; only with kFinish
// rows outside [1, mr] or cols outside [1, nr] make it return at once; k <= 0 is a sum of no terms. Nothing need be
// aligned. c must not overlap what is read, except that residual may be c itself if kAccumulate is off.
//
// Every element of C is one chain of additions in the order of k, begun from C itself with kAccumulate: how K is cut
// into pieces, how C is cut into tiles and which thread does which cannot change a bit of the result. The AVX2 and
// AVX-512 kernels round each step once (FMA) and agree to the bit; the portable one is as the compiler makes it.
#pragma once
#include <cstdint>
#include <memory>

#include "backends/cpu/jit/gemm_recipe.h"

namespace sinter::cpu {

/// Steps of one call, or-ed together in GemmArgs::flags.
enum GemmFlags : uint32_t {
  kAccumulate = 1,  ///< begin from C instead of zero: not the first piece of K
  kFinish = 2,      ///< the last piece of K: bias, residual and activation follow
};

/// The generated code reads these fields by their offsets. Leading dimensions count floats.
struct GemmArgs {
  const float* a;
  const float* b;
  float* c;
  const float* bias;
  const float* residual;
  int64_t lda;  ///< used by kRows only
  int64_t ldc;
  int64_t ldr;
  int64_t k;
  int32_t rows;
  int32_t cols;
  uint32_t flags;
};

using GemmFunction = void (*)(const GemmArgs*);

/// The portable twin of the generated kernels: plain C++, for any valid recipe.
void gemm_kernel_portable(const GemmRecipe& recipe, const GemmArgs& args) noexcept;

/// An expanded recipe. Immutable; calls are thread-safe.
class GemmKernel {
 public:
  /// Generates the code (writable memory, then read-and-execute only) unless recipe.isa is kScalar. Throws
  /// Error(kInvalidArgument) for an invalid recipe, Error(kIncompatiblePlan) if effective_isa() is below recipe.isa,
  /// Error(kOutOfMemory) or Error(kUnsupported) if the system gives no executable memory.
  explicit GemmKernel(const GemmRecipe& recipe);
  ~GemmKernel();
  GemmKernel(const GemmKernel&) = delete;
  GemmKernel& operator=(const GemmKernel&) = delete;

  const GemmRecipe& recipe() const noexcept { return recipe_; }
  /// Bytes of generated code; 0 for the portable kernel.
  int64_t code_bytes() const noexcept { return code_bytes_; }

  void operator()(const GemmArgs& args) const noexcept {
    if (function_ != nullptr) {
      function_(&args);
    } else {
      gemm_kernel_portable(recipe_, args);
    }
  }

 private:
  GemmRecipe recipe_;
  GemmFunction function_ = nullptr;
  void* memory_ = nullptr;
  int64_t memory_bytes_ = 0, code_bytes_ = 0;
};

/// The kernel of a recipe, generated on first use and shared by all that hold it. Thread-safe. Throws as GemmKernel.
std::shared_ptr<const GemmKernel> get_gemm_kernel(const GemmRecipe& recipe);

}  // namespace sinter::cpu
