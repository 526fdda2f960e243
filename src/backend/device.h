// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Devices, their memory, streams and events. A stream is a FIFO queue on every device, the CPU's included: work is
// enqueued and runs in order, later. A plan uses host memory and at most one other memory space; the context enqueues
// everything on one stream, and host kernels of a plan that also uses another device become host callbacks on it.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "base/allocator.h"
#include "base/status.h"

namespace sinter {

/// Address spaces. Stored in plans: append only.
enum class MemorySpace : uint8_t { kHost = 0, kFake = 1, kCuda = 2 };
const char* to_string(MemorySpace space) noexcept;

class Event {
 public:
  virtual ~Event() = default;
  virtual Status synchronize() noexcept = 0;
  /// Milliseconds between two recorded events of this device; negative if unknown.
  virtual double elapsed_ms(const Event& earlier) noexcept = 0;
};

/// Work captured from a stream, ready to be launched again with the same addresses (a CUDA graph).
class CapturedGraph {
 public:
  virtual ~CapturedGraph() = default;
  virtual Status launch() noexcept = 0;  // on the stream it was captured from
};

using HostCallback = void (*)(void* arg) noexcept;

/// One thread enqueues on a stream at a time. Everything is noexcept; errors of earlier work may show up later.
class Stream {
 public:
  virtual ~Stream() = default;
  enum class Copy : uint8_t { kToDevice, kToHost, kOnDevice };
  virtual Status copy(void* dst, const void* src, int64_t bytes, Copy kind) noexcept = 0;
  virtual Status host_call(HostCallback f, void* arg) noexcept = 0;
  virtual Status record(Event& e) noexcept = 0;
  virtual Status wait(Event& e) noexcept = 0;
  virtual Status synchronize() noexcept = 0;
  /// The library's own handle (CUstream), or null.
  virtual void* native() const noexcept { return nullptr; }
  /// Capture of what is enqueued between the two calls instead of running it. end_capture gives null if the device
  /// cannot capture, with the reason in `status`.
  virtual Status begin_capture() noexcept { return Status::bad("this device cannot capture work"); }
  virtual std::unique_ptr<CapturedGraph> end_capture(Status& status) noexcept {
    status = Status::bad("this device cannot capture work");
    return nullptr;
  }
};

class Device {
 public:
  virtual ~Device() = default;
  virtual MemorySpace space() const = 0;
  /// What a plan's kernels depend on ("x86-64 avx512 vnni", "sm_90"): equal fingerprints run each other's kernels.
  virtual std::string fingerprint() const = 0;
  /// For people: "Intel Xeon, 2 threads", "NVIDIA H200, driver 13.0".
  virtual std::string description() const = 0;
  virtual Allocator& allocator() = 0;
  /// Host memory this device copies from and to without delay (pinned); by default ordinary memory.
  virtual Allocator& staging_allocator() { return host_allocator(); }
  /// native != null wraps the library's own stream without owning it.
  virtual std::unique_ptr<Stream> create_stream(void* native = nullptr) = 0;
  virtual std::unique_ptr<Event> create_event() = 0;
};

}  // namespace sinter
