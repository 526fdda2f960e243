// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What follows the sums of a GEMM-based kernel: bias and residual inside the microkernel, the rest as a pointwise pass.
#pragma once
#include <optional>

#include "backends/cpu/gemm.h"
#include "backends/cpu/kernels/pointwise.h"
#include "backends/cpu/runtime/cpu_kernel.h"

namespace sinter::cpu {

/// Written by tactics/epilogue.cpp. Indices are kernel inputs, -1 if there is none.
struct GemmEpilogue {
  std::shared_ptr<const GemmKernel> kernel;
  bool constant_bias = false;  // the bias is a constant of the record
  const float* bias = nullptr;
  int64_t bias_input = -1, residual_input = -1;
  std::optional<PostProgram> post;

  const GemmRecipe& recipe() const { return kernel->recipe(); }

  /// Whether sums go to the output itself; else to the workspace, and `post` reads them there.
  bool in_place(const TensorArg& out) const { return out.dtype == DataType::kFloat32; }
  /// Bytes of the workspace in front, for the sums.
  int64_t accumulator_bytes(const TensorArg& out) const {
    return in_place(out) ? 0 : (out.count() * 4 + 63) / 64 * 64;
  }
  /// Finds bias (`bias_count` floats) and residual (dims of the output) among the arguments, and checks them.
  Status bind(const KernelArgs& args, int64_t bias_count, const float*& bias_out,
              const float*& residual) const noexcept;
  /// The pass over the output. `sums` holds floats in the order of the output.
  Status finish(const KernelArgs& args, float* sums, ThreadPool& pool) const noexcept;
};

/// Reads what tactics/epilogue.cpp wrote; a constant bias is constant `bias_constant` of the record, `bias_count`
/// floats.
GemmEpilogue read_gemm_epilogue(const LoadContext& c, size_t bias_constant, int64_t bias_count);

/// Whether a dtype is one that GEMM packs; and its type there.
bool pack_type_of(DataType type, PackType& out) noexcept;

}  // namespace sinter::cpu
