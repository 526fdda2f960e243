// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The fake device's streams: everything runs later on a worker thread, after a small pseudo-random delay, so that a
// missing synchronisation shows. Pointers are checked when work is enqueued.
#pragma once
#include <atomic>
#include <memory>
#include <vector>

#include "backend/host_queue.h"
#include "backends/fake/fake_memory.h"

namespace sinter::fake {

/// Delays before tasks: some of them wait up to `max_us` microseconds. Seeded, so a stream's delays repeat.
struct Delays {
  int64_t max_us = 0;
  uint64_t state = 1;
  void wait() noexcept;
};

class FakeStream final : public Stream {
 public:
  FakeStream(FakeMemory& memory, Delays delays);

  /// Memory on the device must be within one live allocation, host memory must not be the device's.
  Status copy(void* dst, const void* src, int64_t bytes, Copy kind) noexcept override;
  Status host_call(HostCallback f, void* arg) noexcept override;
  Status record(Event& e) noexcept override;
  Status wait(Event& e) noexcept override;
  Status synchronize() noexcept override;
  Status begin_capture() noexcept override;
  std::unique_ptr<CapturedGraph> end_capture(Status& status) noexcept override;

  /// Work of a kernel of this device.
  Status push(HostQueue::Task task) noexcept;
  FakeMemory& memory() const { return memory_; }

 private:
  FakeMemory& memory_;
  Delays delays_;
  bool capturing_ = false;
  std::vector<HostQueue::Task> captured_;
  HostQueue queue_;  // last: its worker uses what is above
};

}  // namespace sinter::fake
