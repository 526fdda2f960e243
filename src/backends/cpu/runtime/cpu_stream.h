// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A CPU stream is a FIFO queue like a device's, run by a thread of its own that starts with the first work; or, inline,
// no queue at all: work runs at once on the thread that enqueues it.
#pragma once
#include <atomic>
#include <memory>
#include <thread>

#include "backend/device.h"
#include "backends/cpu/runtime/cpu_kernel.h"

namespace sinter::cpu {

/// Recorded by a stream when it gets there. An event must outlive the work that names it.
class CpuEvent final : public Event {
 public:
  Status synchronize() noexcept override;
  double elapsed_ms(const Event& earlier) noexcept override;

 private:
  friend class CpuStream;
  void reached(uint32_t number) noexcept;
  void wait_for(uint32_t number) noexcept;

  std::atomic<uint32_t> asked_{0}, done_{0};  // how often recording was enqueued, and the last one reached
  std::atomic<int64_t> time_ns_{-1};
};

class CpuStream final : public Stream {
 public:
  enum class Mode : uint8_t { kQueued, kInline };
  explicit CpuStream(Mode mode);
  /// Waits for all work.
  ~CpuStream() override;

  Status copy(void* dst, const void* src, int64_t bytes, Copy kind) noexcept override;
  Status host_call(HostCallback f, void* arg) noexcept override;
  Status record(Event& e) noexcept override;
  Status wait(Event& e) noexcept override;
  /// The first error of the work since the last call. Work after an error is skipped, except callbacks and events.
  Status synchronize() noexcept override;

  /// Runs the kernel now (inline) or when its turn comes.
  Status run(const CpuKernel& kernel, const KernelArgs& args) noexcept;

 private:
  enum class Kind : uint8_t { kKernel, kCopy, kCall, kRecord, kWait };
  struct Task {
    Kind kind = Kind::kKernel;
    uint32_t number = 0;            // of kRecord, kWait
    const void* subject = nullptr;  // kernel, source, event
    void* target = nullptr;         // destination, argument
    int64_t bytes = 0;
    HostCallback call = nullptr;
    KernelArgs args{};
  };
  /// Tasks that may wait; a stream that is further ahead makes its caller wait.
  static constexpr uint32_t kCapacity = 1024;

  Status submit(const Task& task) noexcept;
  Status execute(const Task& task) noexcept;
  void work() noexcept;

  const Mode mode_;
  std::unique_ptr<Task[]> ring_;
  alignas(64) std::atomic<uint32_t> enqueued_{0};  // both count on and on, and wrap
  alignas(64) std::atomic<uint32_t> executed_{0};
  std::atomic<bool> stop_{false}, failed_{false};
  Status error_;  // of the first failed task; written by the worker before failed_
  std::thread worker_;
};

/// A stream in inline mode.
std::unique_ptr<Stream> create_inline_stream();

}  // namespace sinter::cpu
