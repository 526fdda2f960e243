// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/runtime/cpu_device.h"

#include <cpuid.h>

#include <cstring>

#include "backends/cpu/cpu_info.h"
#include "backend/host_queue.h"
#include "sinter/error.h"

namespace sinter::cpu {
namespace {

/// The processor's own name for itself, for people only.
std::string brand_name() {
  char text[49] = {};
  for (unsigned i = 0; i < 3; ++i) {
    unsigned r[4] = {};
    if (!__get_cpuid(0x80000002u + i, &r[0], &r[1], &r[2], &r[3])) return "CPU";
    std::memcpy(text + 16 * i, r, 16);
  }
  std::string s(text);
  const size_t first = s.find_first_not_of(' '), last = s.find_last_not_of(' ');
  return first == std::string::npos ? "CPU" : s.substr(first, last - first + 1);
}

}  // namespace

std::string CpuDevice::fingerprint() const { return cpu::fingerprint(); }

std::string CpuDevice::description() const {
  return brand_name() + ", " + std::to_string(threads_) + (threads_ == 1 ? " thread" : " threads");
}

std::unique_ptr<Stream> CpuDevice::create_stream(void* native) {
  if (native) fail(ErrorCode::kInvalidArgument, "the CPU has no native streams", "Pass null to create one");
  return std::make_unique<HostQueueStream>();
}

std::unique_ptr<Event> CpuDevice::create_event() { return std::make_unique<HostEvent>(); }

}  // namespace sinter::cpu
