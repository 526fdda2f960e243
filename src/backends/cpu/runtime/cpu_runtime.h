// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "backends/cpu/runtime/cpu_device.h"
#include "backends/cpu/runtime/cpu_kernel.h"

namespace sinter::cpu {

/// The run-time half of the CPU backend. Owns the thread pool: it must outlive the kernels it loads.
class CpuRuntime final : public BackendRuntime {
 public:
  /// `threads` for kernels, the calling one included; 0: as many as physical cores that this process may use.
  explicit CpuRuntime(int threads = 0);

  const char* name() const override { return "cpu"; }
  CpuDevice& device() override { return device_; }
  const char* unavailable() noexcept override;
  std::unique_ptr<Kernel> load(const KernelRecord& record, std::span<const LoadedConstant> constants) override;
  /// The same, as the type it is.
  std::unique_ptr<CpuKernel> load_kernel(const KernelRecord& record, std::span<const LoadedConstant> constants);
  ThreadPool& pool() { return pool_; }

 private:
  ThreadPool pool_;
  CpuDevice device_;
};

}  // namespace sinter::cpu
