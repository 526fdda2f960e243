// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "backend/device.h"

namespace sinter::cpu {

/// The host's processors. Streams are independent of each other; kernels of all streams share one thread pool.
class CpuDevice final : public Device {
 public:
  explicit CpuDevice(int threads) : threads_(threads) {}
  MemorySpace space() const override { return MemorySpace::kHost; }
  std::string fingerprint() const override;
  std::string description() const override;
  Allocator& allocator() override { return host_allocator(); }
  /// A queued stream. There is no native stream to wrap: Error(kInvalidArgument) if one is given.
  std::unique_ptr<Stream> create_stream(void* native = nullptr) override;
  std::unique_ptr<Event> create_event() override;

 private:
  int threads_;
};

}  // namespace sinter::cpu
