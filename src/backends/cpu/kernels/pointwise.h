// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Pointwise work: a scalar program over broadcast inputs. Also the second half of kernels whose epilogue does more than
// their microkernel can.
#pragma once
#include "backends/cpu/kernels/block_program.h"
#include "base/thread_pool.h"

namespace sinter::cpu {

/// Runs the program over the elements of the outputs, which must all have the same dims. Checks dtypes and dims.
Status run_pointwise(const BlockProgram& program, std::span<const TensorArg* const> inputs,
                     std::span<const TensorArg> outputs, ThreadPool& pool) noexcept;

/// A program whose inputs are inputs of a kernel: args[i] is the kernel input of program input i, or kAccumulator for
/// what the kernel itself has computed.
struct PostProgram {
  static constexpr int64_t kAccumulator = -1;
  BlockProgram program;
  std::vector<int64_t> args;

  /// Applies it; `accumulator` may be the memory of the output (of equal dtype).
  Status run(const KernelArgs& kernel_args, const TensorArg* accumulator, ThreadPool& pool) const noexcept;
};
PostProgram read_post_program(RecipeReader& r);

}  // namespace sinter::cpu
