// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// One GPU: its primary context (shared with other libraries of the process), memory, streams and events.
#pragma once
#include <memory>
#include <mutex>

#include "backend/device.h"
#include "backends/cuda/cublaslt_api.h"
#include "backends/cuda/runtime/cuda_allocator.h"

namespace sinter::cuda {

class CudaDevice final : public Device {
 public:
  /// Error(kDevice) naming the driver's error.
  CudaDevice(const CudaApi& api, int ordinal);
  ~CudaDevice() override;
  CudaDevice(const CudaDevice&) = delete;
  CudaDevice& operator=(const CudaDevice&) = delete;

  MemorySpace space() const override { return MemorySpace::kCuda; }
  /// "sm_90".
  std::string fingerprint() const override;
  /// "NVIDIA H200, driver 13.0".
  std::string description() const override;
  Allocator& allocator() override { return allocator_; }
  Allocator& staging_allocator() override { return pinned_; }
  std::unique_ptr<Stream> create_stream(void* native = nullptr) override;
  std::unique_ptr<Event> create_event() override;

  const CudaContext& context() const { return context_; }
  /// The cuBLASLt handle of this device, made on first use. Thread-safe; so is using it. Error(kDevice) without it.
  LtHandle cublaslt();

 private:
  CudaContext context_;
  CudaAllocator allocator_{context_};
  PinnedAllocator pinned_{context_};
  int major_ = 0, minor_ = 0, driver_ = 0;
  std::string name_;
  std::mutex lt_mutex_;
  LtHandle lt_ = nullptr;
};

}  // namespace sinter::cuda
