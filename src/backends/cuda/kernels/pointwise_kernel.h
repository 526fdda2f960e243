// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The runtime half of NVRTC-compiled pointwise kernels. The recipe holds the cubin and the launch record; the entry
// points and their parameters are fixed (see tactics/pointwise_source.h, which prints them).
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "backend/kernel.h"
#include "base/recipe.h"
#include "sinter/types.h"

namespace sinter::cuda {

class CudaDevice;

inline constexpr const char* kPointwiseKernel = "pointwise";
inline constexpr uint32_t kPointwiseVersion = 1;

// Entry points of the cubin:
//   flat(Pointers, i64 count, u32 scalars)             per_thread elements a thread, in 16-byte accesses
//   strided32 / strided64(Pointers, i64 count, Shape)  one element a thread; index arithmetic in 32 or 64 bits
inline constexpr const char* kFlatEntry = "flat";
inline constexpr const char* kStrided32Entry = "strided32";
inline constexpr const char* kStrided64Entry = "strided64";

struct PointwiseRecipe {
  std::vector<DataType> inputs, outputs;
  int64_t block = 256;     // threads of a block
  int64_t per_thread = 4;  // elements a thread of `flat` computes
  std::string arch;        // "sm_90a": for people
  std::vector<std::byte> cubin;

  std::vector<std::byte> write() const;
  /// Error(kCorruptFile) if a value is out of range.
  static PointwiseRecipe read(ByteSpan bytes);
};

std::unique_ptr<Kernel> load_pointwise(CudaDevice& device, const KernelRecord& record);

}  // namespace sinter::cuda
