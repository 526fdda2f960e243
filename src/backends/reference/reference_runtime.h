// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "backend/kernel.h"

namespace sinter::reference {

/// Host memory and queued streams of any machine.
class ReferenceDevice final : public Device {
 public:
  MemorySpace space() const override { return MemorySpace::kHost; }
  std::string fingerprint() const override { return "reference"; }
  std::string description() const override { return "reference, 1 thread"; }
  Allocator& allocator() override { return host_allocator(); }
  std::unique_ptr<Stream> create_stream(void* native = nullptr) override;
  std::unique_ptr<Event> create_event() override;
};

/// The backend that runs every op by its definition: slow and complete, what everything else is compared with.
class ReferenceRuntime final : public BackendRuntime {
 public:
  const char* name() const override { return "reference"; }
  Device& device() override { return device_; }
  const char* unavailable() noexcept override { return nullptr; }
  std::unique_ptr<Kernel> load(const KernelRecord& record, std::span<const LoadedConstant> constants) override;

 private:
  ReferenceDevice device_;
};

}  // namespace sinter::reference
