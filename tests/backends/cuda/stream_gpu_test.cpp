// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <numeric>

#include "backends/cuda/runtime/cuda_stream.h"
#include "gpu.h"
#include "sinter/error.h"

namespace sinter::cuda {
namespace {

class StreamGpu : public GpuTest {};

constexpr int64_t kCount = 1 << 20;
constexpr int64_t kBytes = kCount * 4;

struct Increment {
  int32_t* data;
  int64_t count;
  int calls = 0;
  static void run(void* self) noexcept {
    auto& me = *static_cast<Increment*>(self);
    for (int64_t i = 0; i < me.count; ++i) ++me.data[i];
    ++me.calls;
  }
};

// A round trip through the device with a host step in the middle, several times over: any reordering shows.
void enqueue_round_trip(Stream& s, int32_t* host, void* device, Increment& step) {
  ASSERT_TRUE(s.copy(device, host, kBytes, Stream::Copy::kToDevice).ok());
  ASSERT_TRUE(s.copy(static_cast<char*>(device) + kBytes, device, kBytes, Stream::Copy::kOnDevice).ok());
  ASSERT_TRUE(s.copy(host, static_cast<char*>(device) + kBytes, kBytes, Stream::Copy::kToHost).ok());
  ASSERT_TRUE(s.host_call(&Increment::run, &step).ok());
}

TEST_F(StreamGpu, WorkRunsInOrder) {
  Device& d = gpu().device();
  const Buffer device(d.allocator(), 2 * kBytes, "a test"), pinned(d.staging_allocator(), kBytes, "a test");
  auto* host = static_cast<int32_t*>(pinned.data());
  std::iota(host, host + kCount, 0);
  const auto s = d.create_stream();
  Increment step{host, kCount};
  for (int i = 0; i < 5; ++i) enqueue_round_trip(*s, host, device.data(), step);
  ASSERT_TRUE(s->synchronize().ok());
  for (int64_t i = 0; i < kCount; i += 777) ASSERT_EQ(host[i], i + 5);
}

TEST_F(StreamGpu, EventsOrderTwoStreamsAndTellTimes) {
  Device& d = gpu().device();
  const Buffer device(d.allocator(), 2 * kBytes, "a test"), pinned(d.staging_allocator(), kBytes, "a test");
  auto* host = static_cast<int32_t*>(pinned.data());
  std::iota(host, host + kCount, 0);
  const auto one = d.create_stream(), two = d.create_stream();
  const auto start = d.create_event(), done = d.create_event();
  Increment step{host, kCount};
  ASSERT_TRUE(one->record(*start).ok());
  enqueue_round_trip(*one, host, device.data(), step);
  ASSERT_TRUE(one->record(*done).ok());
  ASSERT_TRUE(two->wait(*done).ok());
  enqueue_round_trip(*two, host, device.data(), step);
  ASSERT_TRUE(two->synchronize().ok());
  EXPECT_EQ(host[12345], 12347);
  EXPECT_GT(done->elapsed_ms(*start), 0);
  EXPECT_TRUE(done->synchronize().ok());
}

TEST_F(StreamGpu, CapturedWorkRunsAgainAndAgain) {
  Device& d = gpu().device();
  const Buffer device(d.allocator(), 2 * kBytes, "a test"), pinned(d.staging_allocator(), kBytes, "a test");
  auto* host = static_cast<int32_t*>(pinned.data());
  std::iota(host, host + kCount, 0);
  const auto s = d.create_stream();
  Increment step{host, kCount};
  ASSERT_TRUE(s->begin_capture().ok());
  enqueue_round_trip(*s, host, device.data(), step);
  Status status;
  const auto graph = s->end_capture(status);
  ASSERT_TRUE(graph) << status.message << " " << status.detail;
  EXPECT_EQ(step.calls, 0);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(graph->launch().ok());
  ASSERT_TRUE(s->synchronize().ok());
  EXPECT_EQ(step.calls, 3);
  EXPECT_EQ(host[777], 780);
}

// A caller's buffers are ordinary memory. A captured copy must read it in its turn: here each launch reads what the
// host step of the one before wrote.
TEST_F(StreamGpu, OrdinaryMemoryCanBeCapturedToo) {
  Device& d = gpu().device();
  const Buffer device(d.allocator(), 2 * kBytes, "a test");
  std::vector<int32_t> host(kCount);
  std::iota(host.begin(), host.end(), 0);
  const auto s = d.create_stream();
  Increment step{host.data(), kCount};
  ASSERT_TRUE(s->begin_capture().ok());
  enqueue_round_trip(*s, host.data(), device.data(), step);
  Status status;
  const auto graph = s->end_capture(status);
  ASSERT_TRUE(graph) << status.message << " " << status.detail;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(graph->launch().ok());
  ASSERT_TRUE(s->synchronize().ok());
  EXPECT_EQ(host[777], 780);
}

TEST_F(StreamGpu, ForeignStreamsAreWrapped) {
  Device& d = gpu().device();
  const auto own = d.create_stream();
  const auto same = d.create_stream(own->native());
  EXPECT_EQ(own->native(), same->native());
  EXPECT_TRUE(same->synchronize().ok());
}

TEST_F(StreamGpu, DeviceDescribesItself) {
  EXPECT_EQ(gpu().device().fingerprint().rfind("sm_", 0), 0u);
  EXPECT_NE(gpu().device().description().find("driver"), std::string::npos) << gpu().device().description();
  EXPECT_EQ(gpu().device().space(), MemorySpace::kCuda);
  EXPECT_EQ(gpu().device().allocator().allocate(int64_t{1} << 50, 64), nullptr);
}

TEST(CudaRuntime, SaysWhyItCannotBeUsed) {
  CudaRuntime runtime;
  const char* why = runtime.unavailable();
  if (!why) GTEST_SKIP() << "there is a GPU here";
  EXPECT_NE(std::string(why).size(), 0u);
  try {
    runtime.device();
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kDevice);
    EXPECT_NE(std::string(e.what()).find(why), std::string::npos);
  }
}

}  // namespace
}  // namespace sinter::cuda
