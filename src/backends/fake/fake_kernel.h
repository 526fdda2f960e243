// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "backend/kernel.h"
#include "backends/fake/fake_memory.h"

namespace sinter::fake {

/// A host kernel behind the device's queue. Arguments are checked and copied when it is enqueued, as a GPU's launch
/// does, so the caller may change dims and params afterwards; bytes and actual_dims are touched when it runs.
class FakeKernel final : public Kernel {
 public:
  FakeKernel(std::unique_ptr<Kernel> host, FakeMemory& memory) : host_(std::move(host)), memory_(memory) {}
  int64_t workspace(const KernelArgs& shapes) const noexcept override { return host_->workspace(shapes); }
  Status enqueue(Stream& stream, const KernelArgs& args) const noexcept override;

 private:
  std::unique_ptr<Kernel> host_;
  FakeMemory& memory_;
};

}  // namespace sinter::fake
