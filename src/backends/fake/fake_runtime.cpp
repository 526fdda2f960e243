// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/fake/fake_runtime.h"

#include <cstdlib>

#include "backends/fake/fake_kernel.h"
#include "backends/fake/fake_stream.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter::fake {
namespace {

constexpr std::string_view kFingerprintPrefix = "fake ";
constexpr int64_t kDefaultDelayUs = 200, kLongestDelayUs = 1'000'000;

int64_t delay_from_environment() {
  const char* text = std::getenv("SINTER_FAKE_DELAY_US");
  if (!text || !*text) return kDefaultDelayUs;
  const auto us = parse_int64(text);
  if (!us || *us < 0 || *us > kLongestDelayUs)
    fail(ErrorCode::kInvalidArgument, "SINTER_FAKE_DELAY_US is " + quote(text),
         "set it to the longest delay in microseconds, 0 to " + std::to_string(kLongestDelayUs));
  return *us;
}

}  // namespace

FakeDevice::FakeDevice(std::string fingerprint)
    : fingerprint_(std::move(fingerprint)), delay_us_(delay_from_environment()) {}

std::string FakeDevice::description() const {
  return "fake device, " + std::to_string(memory_.capacity() >> 20) + " MiB of address space, delays up to " +
         std::to_string(delay_us_) + " us";
}

std::unique_ptr<Stream> FakeDevice::create_stream(void* native) {
  if (native)
    fail(ErrorCode::kInvalidArgument, "the fake device cannot take a stream of another library",
         "pass null to get a stream of its own");
  const uint64_t seed = 0x9E3779B97F4A7C15u * (1 + streams_.fetch_add(1, std::memory_order_relaxed));
  return std::make_unique<FakeStream>(memory_, Delays{delay_us_, seed | 1});
}

std::unique_ptr<Event> FakeDevice::create_event() { return std::make_unique<HostEvent>(); }

FakeDevice& FakeRuntime::device() {
  std::lock_guard lock(mutex_);
  if (!device_) device_ = std::make_unique<FakeDevice>(std::string(kFingerprintPrefix) + host_.device().fingerprint());
  return *device_;
}

bool FakeRuntime::accepts(const std::string& fingerprint) {
  return fingerprint.starts_with(kFingerprintPrefix) && host_.accepts(fingerprint.substr(kFingerprintPrefix.size()));
}

std::unique_ptr<Kernel> FakeRuntime::load(const KernelRecord& record, std::span<const LoadedConstant> constants) {
  const std::string prefix = std::string(host_.name()) + ":";
  if (!record.name.starts_with(prefix))
    fail(ErrorCode::kCorruptFile, "the fake device has no kernel " + quote(record.name), "build the plan again");
  FakeMemory& memory = device().memory();
  std::vector<LoadedConstant> shadows;
  for (const auto& c : constants) {
    const void* p = c.bytes == 0 ? nullptr : memory.shadow(c.data, c.bytes);
    if (!p && c.bytes != 0)
      fail(ErrorCode::kInternal, "a constant of a kernel does not lie in the fake device's memory",
           "report this as a bug");
    shadows.push_back({p, c.bytes});
  }
  KernelRecord inner = record;
  inner.backend = host_.name();
  inner.name = record.name.substr(prefix.size());
  return std::make_unique<FakeKernel>(host_.load(inner, shadows), memory);
}

}  // namespace sinter::fake
