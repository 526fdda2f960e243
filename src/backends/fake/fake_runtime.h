// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The fake device: kernels of a host backend (the CPU's) on another address space and an asynchronous queue. What runs
// here keeps the rules that a GPU wants: host code never touches device memory, work is awaited before its results are
// used, memory is written before it is read.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>

#include "backend/kernel.h"
#include "backends/fake/fake_memory.h"

namespace sinter::fake {

/// Environment, read when the device is made: SINTER_FAKE_DELAY_US is the longest delay of a task in microseconds
/// (default 200, 0 for none).
class FakeDevice final : public Device {
 public:
  explicit FakeDevice(std::string fingerprint);
  MemorySpace space() const override { return MemorySpace::kFake; }
  std::string fingerprint() const override { return fingerprint_; }
  std::string description() const override;
  Allocator& allocator() override { return memory_; }
  std::unique_ptr<Stream> create_stream(void* native = nullptr) override;
  std::unique_ptr<Event> create_event() override;
  FakeMemory& memory() { return memory_; }

 private:
  std::string fingerprint_;
  FakeMemory memory_;
  int64_t delay_us_;
  std::atomic<uint64_t> streams_{0};  // made so far: the seed of the next one's delays
};

class FakeRuntime final : public BackendRuntime {
 public:
  /// `host` is the backend whose kernels run here; it must outlive this.
  explicit FakeRuntime(BackendRuntime& host) : host_(host) {}
  const char* name() const override { return "fake"; }
  FakeDevice& device() override;
  const char* unavailable() noexcept override { return host_.unavailable(); }
  bool accepts(const std::string& fingerprint) override;
  /// Records are those of the host backend with their name prefixed: "cpu:gemm".
  std::unique_ptr<Kernel> load(const KernelRecord& record, std::span<const LoadedConstant> constants) override;

 private:
  BackendRuntime& host_;
  std::mutex mutex_;  // not call_once: under ThreadSanitizer that hangs when the device cannot be made
  std::unique_ptr<FakeDevice> device_;
};

}  // namespace sinter::fake
