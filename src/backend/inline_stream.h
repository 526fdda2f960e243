// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A stream of the host that runs everything at once on the calling thread. Kernels of host backends do their work
// inside Kernel::enqueue on the calling thread, whatever the stream; to put them on a queue, the runtime wraps them in
// Stream::host_call. So a host kernel needs no queueing of its own.
#pragma once
#include "backend/device.h"

namespace sinter {

class InlineStream final : public Stream {
 public:
  Status copy(void* dst, const void* src, int64_t bytes, Copy kind) noexcept override;
  Status host_call(HostCallback f, void* arg) noexcept override;
  Status record(Event& e) noexcept override;
  Status wait(Event& e) noexcept override;
  Status synchronize() noexcept override { return {}; }
};

/// An event of an inline stream: a time stamp.
class InlineEvent final : public Event {
 public:
  Status synchronize() noexcept override { return {}; }
  double elapsed_ms(const Event& earlier) noexcept override;
  void stamp() noexcept;

 private:
  int64_t ns_ = -1;
};

}  // namespace sinter
