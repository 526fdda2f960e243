// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The runtime half of the CUDA backend: opens the driver and loads kernels.
#pragma once
#include <memory>
#include <mutex>

#include "backend/kernel.h"
#include "backends/cuda/runtime/cuda_device.h"

namespace sinter::cuda {

class CudaRuntime final : public BackendRuntime {
 public:
  /// Opens nothing yet. `ordinal`: which of the GPUs that the driver shows.
  explicit CudaRuntime(int ordinal = 0) : ordinal_(ordinal) {}
  const char* name() const override { return "cuda"; }
  Device& device() override { return cuda_device(); }
  const char* unavailable() noexcept override;
  std::unique_ptr<Kernel> load(const KernelRecord& record, std::span<const LoadedConstant> constants) override;

  CudaDevice& cuda_device();

 private:
  void open() noexcept;
  int ordinal_;
  std::once_flag opened_;
  std::string why_;  // empty: the driver shows the GPU
  const CudaApi* api_ = nullptr;
  std::mutex mutex_;
  std::unique_ptr<CudaDevice> device_;
};

}  // namespace sinter::cuda
