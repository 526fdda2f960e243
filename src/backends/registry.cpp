// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/registry.h"

#include "backends/cpu/runtime/cpu_runtime.h"
#include "backends/cuda/runtime/cuda_runtime.h"
#include "backends/fake/fake_runtime.h"
#include "backends/reference/reference_runtime.h"

namespace sinter {

BackendRegistry::BackendRegistry(int threads) {
  auto cpu = std::make_unique<cpu::CpuRuntime>(threads);
  pool_ = &cpu->pool();
  threads_ = pool_->threads();
  BackendRuntime& host = *cpu;
  owned_.push_back(std::move(cpu));
  owned_.push_back(std::make_unique<cuda::CudaRuntime>());
  owned_.push_back(std::make_unique<fake::FakeRuntime>(host));
  owned_.push_back(std::make_unique<reference::ReferenceRuntime>());
  for (const auto& b : owned_) set_.add(b.get());
}

BackendRegistry::~BackendRegistry() {
  while (!owned_.empty()) owned_.pop_back();  // the fake device before the CPU whose kernels it runs
}

}  // namespace sinter
