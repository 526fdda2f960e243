// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <numeric>
#include <thread>

#include "backend/inline_stream.h"
#include "backends/fake/fake_compiler.h"
#include "backends/fake/fake_runtime.h"
#include "sinter/error.h"

namespace sinter::fake {
namespace {

// A host backend of one kernel: out = in + constant[0] + param[0], after a short sleep.
class AddKernel final : public Kernel {
 public:
  explicit AddKernel(float add) : add_(add) {}
  int64_t workspace(const KernelArgs& a) const noexcept override { return a.inputs[0].count() * 4; }
  Status enqueue(Stream&, const KernelArgs& a) const noexcept override {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    if (a.params.empty()) return Status::bad("no parameter");
    const int64_t n = a.inputs[0].count();
    for (int64_t i = 0; i < n; ++i)
      a.outputs[0].as<float>()[i] = a.inputs[0].as<float>()[i] + add_ + float(a.params[0]);
    if (a.outputs[0].actual_dims) a.outputs[0].actual_dims[0] = n;
    return {};
  }

 private:
  float add_;
};

class HostDevice final : public Device {
 public:
  MemorySpace space() const override { return MemorySpace::kHost; }
  std::string fingerprint() const override { return "host"; }
  std::string description() const override { return "host"; }
  Allocator& allocator() override { return host_allocator(); }
  std::unique_ptr<Stream> create_stream(void*) override { return std::make_unique<InlineStream>(); }
  std::unique_ptr<Event> create_event() override { return std::make_unique<InlineEvent>(); }
};

class HostBackend final : public BackendRuntime {
 public:
  const char* name() const override { return "host"; }
  Device& device() override { return device_; }
  const char* unavailable() noexcept override { return nullptr; }
  std::unique_ptr<Kernel> load(const KernelRecord& r, std::span<const LoadedConstant> constants) override {
    if (r.name != "add" || r.backend != "host") fail(ErrorCode::kCorruptFile, "no such kernel", "build again");
    return std::make_unique<AddKernel>(constants.empty() ? 0.0f : *static_cast<const float*>(constants[0].data));
  }

 private:
  HostDevice device_;
};

class FakeDeviceTest : public ::testing::Test {
 protected:
  FakeDeviceTest() {
    ::testing::FLAGS_gtest_death_test_style = "threadsafe";  // streams have threads
    setenv("SINTER_FAKE_DELAY_US", "300", 1);
    stream = device().create_stream();
  }
  ~FakeDeviceTest() override { unsetenv("SINTER_FAKE_DELAY_US"); }
  FakeDevice& device() { return runtime.device(); }
  Buffer buffer(int64_t floats) { return Buffer(device().allocator(), floats * 4, "test"); }
  void upload(const Buffer& b, const std::vector<float>& v) {
    ASSERT_TRUE(stream->copy(b.data(), v.data(), int64_t(v.size()) * 4, Stream::Copy::kToDevice).ok());
    ASSERT_TRUE(stream->synchronize().ok());
  }
  std::vector<float> download(const Buffer& b) {
    std::vector<float> v(size_t(b.size()) / 4);
    EXPECT_TRUE(stream->copy(v.data(), b.data(), b.size(), Stream::Copy::kToHost).ok());
    EXPECT_TRUE(stream->synchronize().ok());
    return v;
  }

  HostBackend host;
  FakeRuntime runtime{host};
  std::unique_ptr<Stream> stream;
};

// Operands of the add kernel.
struct AddCall {
  int64_t dims[1];
  int64_t param;
  TensorArg in[1], out[1];
  KernelArgs args;
  AddCall(const Buffer& from, const Buffer& to, int64_t n, int64_t p) : dims{n}, param(p) {
    in[0] = {from.data(), dims, 1, DataType::kFloat32, Format::kLinear, nullptr};
    out[0] = {to.data(), dims, 1, DataType::kFloat32, Format::kLinear, nullptr};
    args = {in, out, {&param, 1}, nullptr, 0};
  }
};

using FakeDeathTest = FakeDeviceTest;

TEST_F(FakeDeathTest, HostReadsTrap) {
  const Buffer b = buffer(16);
  EXPECT_DEATH(
      {
        volatile float x = *static_cast<volatile float*>(b.data());
        (void)x;
      },
      "");
}

TEST_F(FakeDeathTest, HostWritesTrap) {
  const Buffer b = buffer(16);
  EXPECT_DEATH(*static_cast<volatile float*>(b.data()) = 1, "");
}

TEST_F(FakeDeviceTest, CopiesThereAndBack) {
  std::vector<float> v(1000);
  std::iota(v.begin(), v.end(), 0.0f);
  const Buffer a = buffer(1000), b = buffer(1000);
  upload(a, v);
  ASSERT_TRUE(stream->copy(b.data(), a.data(), 4000, Stream::Copy::kOnDevice).ok());
  EXPECT_EQ(download(b), v);
}

TEST_F(FakeDeviceTest, NewAndFreedMemoryIsPoisoned) {
  const void* first;
  {
    const Buffer b = buffer(64);
    first = b.data();
    for (float x : download(b)) EXPECT_TRUE(std::isnan(x));
    upload(b, std::vector<float>(64, 1.0f));
  }
  const Buffer again = buffer(64);
  EXPECT_EQ(again.data(), first);  // first fit: the same addresses
  for (float x : download(again)) EXPECT_TRUE(std::isnan(x));
}

TEST_F(FakeDeviceTest, WildPointersAreRefused) {
  const Buffer b = buffer(16);
  float host_memory[64] = {};
  using Copy = Stream::Copy;
  char* p = static_cast<char*>(b.data());
  EXPECT_FALSE(stream->copy(host_memory, host_memory + 8, 4, Copy::kToDevice).ok());
  EXPECT_FALSE(stream->copy(host_memory, host_memory + 8, 4, Copy::kToHost).ok());
  EXPECT_FALSE(stream->copy(host_memory, host_memory + 8, 4, Copy::kOnDevice).ok());
  EXPECT_FALSE(stream->copy(p, p, 4, Copy::kToDevice).ok());
  EXPECT_FALSE(stream->copy(p, p, 4, Copy::kToHost).ok());
  EXPECT_FALSE(stream->copy(p, host_memory, 65, Copy::kToDevice).ok());  // past the end
  EXPECT_FALSE(stream->copy(p + 60, host_memory, 8, Copy::kToDevice).ok());
  EXPECT_FALSE(stream->copy(p - 4, host_memory, 4, Copy::kToDevice).ok());
  EXPECT_FALSE(stream->copy(p + 4096, host_memory, 4, Copy::kToDevice).ok());  // nobody's
  EXPECT_FALSE(stream->copy(nullptr, host_memory, 4, Copy::kToDevice).ok());
  EXPECT_FALSE(stream->copy(p, host_memory, -1, Copy::kToDevice).ok());
  EXPECT_TRUE(stream->copy(p, host_memory, 64, Copy::kToDevice).ok());
  EXPECT_TRUE(stream->synchronize().ok());
  EXPECT_EQ(device().allocator().allocate(INT64_MAX, 64), nullptr);
}

TEST_F(FakeDeviceTest, AllocationsAreApart) {
  std::vector<Buffer> all;
  for (int64_t i = 1; i < 50; ++i) all.push_back(buffer(i * 7));
  for (size_t i = 0; i < all.size(); i += 2) all[i] = Buffer();
  for (int64_t i = 1; i < 50; ++i) all.push_back(buffer(i * 3));
  for (const auto& a : all) {
    if (!a.data()) continue;
    EXPECT_EQ(reinterpret_cast<uintptr_t>(a.data()) % 64, 0u);
    for (const auto& b : all) {
      if (&a == &b || !b.data()) continue;
      const auto x = reinterpret_cast<uintptr_t>(a.data()), y = reinterpret_cast<uintptr_t>(b.data());
      EXPECT_TRUE(x + uintptr_t(a.size()) < y || y + uintptr_t(b.size()) < x);
    }
  }
}

TEST_F(FakeDeviceTest, KernelsRunInOrderAndLater) {
  const int64_t n = 100;
  const Buffer a = buffer(n), b = buffer(n), w = buffer(16);
  upload(w, {0.5f});
  const LoadedConstant constants[] = {{w.data(), 4}};
  const auto kernel = runtime.load({"fake", "host:add", 1, {}, {0}}, constants);
  upload(a, std::vector<float>(n, 1.0f));
  AddCall there(a, b, n, 1), back(b, a, n, 2);
  EXPECT_EQ(kernel->workspace(there.args), 400);
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(kernel->enqueue(*stream, there.args).ok());
    ASSERT_TRUE(kernel->enqueue(*stream, back.args).ok());
  }
  std::vector<float> result(n, -7.0f);
  ASSERT_TRUE(stream->copy(result.data(), a.data(), n * 4, Stream::Copy::kToHost).ok());
  EXPECT_EQ(result[0], -7.0f);        // the kernels take 20 ms: nothing has arrived yet
  there.dims[0] = back.dims[0] = -1;  // what was enqueued keeps its own dims and params
  there.param = back.param = 1000;
  ASSERT_TRUE(stream->synchronize().ok());
  EXPECT_EQ(result, std::vector<float>(n, 1.0f + 5 * (0.5f + 1 + 0.5f + 2)));
}

TEST_F(FakeDeviceTest, KernelsRefuseWildOperands) {
  const Buffer a = buffer(16), b = buffer(16);
  const auto kernel = runtime.load({"fake", "host:add", 1, {}, {}}, {});
  float host_memory[16] = {};
  AddCall call(a, b, 16, 0);
  InlineStream other;
  EXPECT_FALSE(kernel->enqueue(other, call.args).ok());
  call.in[0].data = host_memory;
  EXPECT_FALSE(kernel->enqueue(*stream, call.args).ok());
  call.in[0].data = static_cast<char*>(a.data()) + 4;  // not aligned, and beyond the end
  EXPECT_FALSE(kernel->enqueue(*stream, call.args).ok());
  call.in[0].data = a.data();
  call.dims[0] = 17;
  EXPECT_FALSE(kernel->enqueue(*stream, call.args).ok());
  call.dims[0] = -1;
  EXPECT_FALSE(kernel->enqueue(*stream, call.args).ok());
  call.dims[0] = 16;
  call.args.workspace_bytes = 64;
  EXPECT_FALSE(kernel->enqueue(*stream, call.args).ok());
  call.args.workspace_bytes = 0;
  EXPECT_TRUE(kernel->enqueue(*stream, call.args).ok());
  EXPECT_TRUE(stream->synchronize().ok());
}

TEST_F(FakeDeviceTest, ErrorsOfKernelsArriveWithSynchronize) {
  const Buffer a = buffer(4), b = buffer(4);
  const auto kernel = runtime.load({"fake", "host:add", 1, {}, {}}, {});
  AddCall call(a, b, 4, 0);
  call.args.params = {};
  EXPECT_TRUE(kernel->enqueue(*stream, call.args).ok());
  EXPECT_STREQ(stream->synchronize().message, "no parameter");
  EXPECT_TRUE(stream->synchronize().ok());
}

TEST_F(FakeDeviceTest, ActualDimsAreHostMemory) {
  const Buffer a = buffer(16), b = buffer(16);
  upload(a, std::vector<float>(16, 0.0f));
  const auto kernel = runtime.load({"fake", "host:add", 1, {}, {}}, {});
  AddCall call(a, b, 5, 0);
  int64_t actual = -1;
  call.out[0].actual_dims = &actual;
  ASSERT_TRUE(kernel->enqueue(*stream, call.args).ok());
  ASSERT_TRUE(stream->synchronize().ok());
  EXPECT_EQ(actual, 5);
  call.out[0].actual_dims = static_cast<int64_t*>(b.data());
  EXPECT_FALSE(kernel->enqueue(*stream, call.args).ok());
}

TEST_F(FakeDeviceTest, EventsOrderTwoStreams) {
  const auto second = device().create_stream();
  const auto event = device().create_event(), later = device().create_event();
  EXPECT_TRUE(event->synchronize().ok());  // never recorded: done
  const Buffer b = buffer(1);
  const float one = 1, two = 2;
  float seen = 0;
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(
        stream->host_call([](void*) noexcept { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }, nullptr)
            .ok());
    ASSERT_TRUE(stream->copy(b.data(), i % 2 ? &one : &two, 4, Stream::Copy::kToDevice).ok());
    ASSERT_TRUE(stream->record(*event).ok());
    ASSERT_TRUE(second->wait(*event).ok());
    ASSERT_TRUE(second->copy(&seen, b.data(), 4, Stream::Copy::kToHost).ok());
    ASSERT_TRUE(second->record(*later).ok());
    ASSERT_TRUE(later->synchronize().ok());
    EXPECT_EQ(seen, i % 2 ? one : two);
    EXPECT_GE(later->elapsed_ms(*event), 0);
  }
}

TEST_F(FakeDeviceTest, HostCallsRunInOrder) {
  std::vector<int> order;
  struct Call {
    std::vector<int>* order;
    int number;
  };
  std::vector<Call> calls;
  for (int i = 0; i < 50; ++i) calls.push_back({&order, i});
  for (auto& c : calls)
    ASSERT_TRUE(
        stream
            ->host_call(
                [](void* p) noexcept { static_cast<Call*>(p)->order->push_back(static_cast<Call*>(p)->number); }, &c)
            .ok());
  ASSERT_TRUE(stream->synchronize().ok());
  for (int i = 0; i < 50; ++i) EXPECT_EQ(order[size_t(i)], i);
}

TEST_F(FakeDeviceTest, CapturedWorkRunsWhenLaunched) {
  const Buffer a = buffer(1), b = buffer(1);
  upload(a, {1.0f});
  const auto kernel = runtime.load({"fake", "host:add", 1, {}, {}}, {});
  AddCall call(a, b, 1, 1);
  ASSERT_TRUE(stream->begin_capture().ok());
  EXPECT_FALSE(stream->begin_capture().ok());
  ASSERT_TRUE(kernel->enqueue(*stream, call.args).ok());
  ASSERT_TRUE(stream->copy(a.data(), b.data(), 4, Stream::Copy::kOnDevice).ok());
  EXPECT_FALSE(stream->synchronize().ok());
  Status s;
  const auto graph = stream->end_capture(s);
  ASSERT_TRUE(graph && s.ok());
  EXPECT_EQ(download(a)[0], 1.0f);  // nothing ran
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(graph->launch().ok());
  EXPECT_EQ(download(a)[0], 4.0f);
  EXPECT_EQ(stream->end_capture(s), nullptr);
  EXPECT_FALSE(s.ok());
}

TEST_F(FakeDeviceTest, FingerprintsAreTheHostsOwnMarked) {
  EXPECT_EQ(device().fingerprint(), "fake host");
  EXPECT_TRUE(runtime.accepts("fake host"));
  EXPECT_FALSE(runtime.accepts("host"));
  EXPECT_FALSE(runtime.accepts("fake other"));
  EXPECT_THROW(runtime.load({"fake", "add", 1, {}, {}}, {}), Error);
  EXPECT_THROW(runtime.load({"fake", "host:sub", 1, {}, {}}, {}), Error);
  EXPECT_THROW(device().create_stream(&host), Error);
}

TEST_F(FakeDeviceTest, ConstantsMustLieOnTheDevice) {
  const float w = 1;
  const LoadedConstant constants[] = {{&w, 4}};
  EXPECT_THROW(runtime.load({"fake", "host:add", 1, {}, {0}}, constants), Error);
}

TEST(FakeDevice, BadDelaysAreRefused) {
  HostBackend host;
  FakeRuntime runtime(host);
  setenv("SINTER_FAKE_DELAY_US", "soon", 1);
  EXPECT_THROW(runtime.device(), Error);
  setenv("SINTER_FAKE_DELAY_US", "0", 1);
  EXPECT_NO_THROW(runtime.device());
  unsetenv("SINTER_FAKE_DELAY_US");
}

// ---- the build-time half ----

class AddTactic final : public Tactic {
 public:
  const char* name() const override { return "add"; }
  uint32_t version() const override { return 3; }
  Verdict supports(const Problem&) const override { return Verdict::no("not today"); }
  std::vector<Config> configs(const Problem&) const override { return {{"a", {1}}, {"b", {2}}}; }
  CompiledKernel compile(const Problem&, const Config& c) const override { return {"add." + c.label, 1, {}, {}, {}}; }
};
class HostCompiler final : public BackendCompiler {
 public:
  const char* name() const override { return "host"; }
  std::span<const Tactic* const> tactics() const override { return list_; }
  bool wants_fusion(std::string_view kind) const override { return kind == "conv"; }

 private:
  AddTactic tactic_;
  const Tactic* list_[1] = {&tactic_};
};

TEST(FakeCompiler, WrapsEveryTactic) {
  FakeCompiler fake(std::make_unique<HostCompiler>());
  EXPECT_STREQ(fake.name(), "fake");
  EXPECT_TRUE(fake.wants_fusion("conv"));
  EXPECT_FALSE(fake.wants_fusion("matmul"));
  ASSERT_EQ(fake.tactics().size(), 1u);
  const Tactic& t = *fake.tactics()[0];
  EXPECT_STREQ(t.name(), "fake.add");
  EXPECT_EQ(t.version(), 3u);
  EXPECT_EQ(t.supports({}).reason(), "not today");
  EXPECT_EQ(t.compile({}, t.configs({})[1]).name, "host:add.b");
}

}  // namespace
}  // namespace sinter::fake
