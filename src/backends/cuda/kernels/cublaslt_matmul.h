// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The runtime half of the cuBLASLt tactic: MatMul with NumPy's meaning, and the epilogues that the library has.
#pragma once
#include <memory>
#include <vector>

#include "backend/kernel.h"
#include "base/recipe.h"
#include "sinter/types.h"

namespace sinter::cuda {

class CudaDevice;

inline constexpr const char* kCublasLtKernel = "cublaslt_matmul";
inline constexpr uint32_t kCublasLtVersion = 1;

struct CublasLtRecipe {
  DataType dtype = DataType::kFloat32;  // f32 (exact products, no TF32), f16 and bf16 (sums in f32), f64
  bool transpose_a = false, transpose_b = false;
  bool bias = false;  // n elements, added to every row
  bool relu = false;
  int64_t a = 0, b = 1, bias_input = 2;       // which kernel inputs
  int64_t max_workspace = int64_t{32} << 20;  // bytes the library may use

  std::vector<std::byte> write() const;
  /// Error(kCorruptFile) if a value is out of range.
  static CublasLtRecipe read(ByteSpan bytes);
};

std::unique_ptr<Kernel> load_cublaslt_matmul(CudaDevice& device, const KernelRecord& record);

}  // namespace sinter::cuda
