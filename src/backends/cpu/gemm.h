// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The blocked matrix product around a microkernel: C = epilogue(A x B), batched, in parallel, without allocation.
//
// The result does not depend on blocking, threads or the order of tasks: each element of C is summed in the order of k
// (see jit/gemm_kernel.h), whatever the tiles.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "backends/cpu/jit/gemm_kernel.h"
#include "backends/cpu/pack.h"
#include "base/function_ref.h"

namespace sinter::cpu {

/// Writes whole panels (see pack.h), all of k, for lanes [first, first + count) of one batch item: an implicit im2col,
/// or any source that a MatrixView cannot describe. Called from several threads at once; must not throw.
using PanelPacker = FunctionRef<void(int64_t batch, int64_t first, int64_t count, float* panels)>;

/// One side of the product. Exactly one of: `packed` panels, a `packer`, or a strided view to be packed on the way.
struct GemmOperand {
  MatrixView view;                      ///< where `packed`: view.data is the panels, the strides are unused
  int64_t batch_stride = 0;             ///< elements (floats where `packed`) from one batch item to the next; 0 shares
  bool packed = false;                  ///< panels made by pack_a or pack_b for the recipe's tile
  const PanelPacker* packer = nullptr;  ///< used instead of `view` if given
};

/// Block sizes. Only speed depends on them, but gemm_workspace does too: use the same ones for both.
struct GemmBlocking {
  int64_t kc = 256;                ///< steps of k between two visits to C
  int64_t mc = 96;                 ///< rows of a block of A
  int64_t nc = 256;                ///< columns of a block of B
  int64_t slot_bytes = 512 << 10;  ///< packed block of a side that is packed on the way
  /// Sizes for this machine's caches.
  static GemmBlocking for_caches(const CpuInfo& info);
};

/// C (m x n, rows contiguous) = epilogue(A (m x k) x B (k x n)) for each of `batch` items. For a C with contiguous
/// columns compute the transpose: swap and transpose A and B. The recipe of the kernel says which of bias and residual
/// are used. C must overlap nothing that is read.
struct GemmProblem {
  int64_t batch = 1, m = 0, n = 0, k = 0;
  GemmOperand a, b;
  float* c = nullptr;
  int64_t ldc = 0, c_batch_stride = 0;  ///< floats
  const float* bias = nullptr;          ///< m floats (kPerRow) or n floats (kPerColumn), shared by the batch
  const float* residual = nullptr;      ///< m x n floats
  int64_t ldr = 0, residual_batch_stride = 0;
  GemmBlocking blocking;
};

/// Bytes of workspace for `threads` threads; never shrinks when a dim, the batch or the threads grow, so the largest
/// shape's is enough for all. Pointers in the problem may be null, but null-ness of packers counts. Throws
/// Error(kLimit) on overflow.
int64_t gemm_workspace(const GemmRecipe& recipe, const GemmProblem& problem, int threads);

/// Whether the recipe can read this A: with kRows it must be unpacked floats with contiguous rows.
bool gemm_accepts(const GemmRecipe& recipe, const GemmProblem& problem) noexcept;

/// Runs the product. `threads` is how many threads `parallel` has, for choosing the size of tasks. `workspace` should
/// be aligned to 64 bytes. Returns false, with nothing written, if the workspace is too small or gemm_accepts is false.
[[nodiscard]] bool gemm(const GemmKernel& kernel, const GemmProblem& problem, ParallelFor parallel, int threads,
                        std::span<std::byte> workspace) noexcept;

}  // namespace sinter::cpu
