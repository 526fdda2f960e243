// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/fake/fake_stream.h"

#include <chrono>
#include <thread>
#include <utility>

namespace sinter::fake {
namespace {

void wait_before_task(void* delays) noexcept { static_cast<Delays*>(delays)->wait(); }

class FakeGraph final : public CapturedGraph {
 public:
  FakeGraph(FakeStream& stream, std::vector<HostQueue::Task> tasks) : stream_(stream), tasks_(std::move(tasks)) {}
  Status launch() noexcept override {
    for (const auto& t : tasks_)
      if (Status s = stream_.push(t); !s.ok()) return s;
    return {};
  }

 private:
  FakeStream& stream_;
  std::vector<HostQueue::Task> tasks_;
};

}  // namespace

void Delays::wait() noexcept {
  if (max_us <= 0) return;
  state ^= state << 13;  // xorshift64
  state ^= state >> 7;
  state ^= state << 17;
  if (state % 4 != 0) return;  // most tasks follow at once, which keeps long models quick
  std::this_thread::sleep_for(std::chrono::microseconds(int64_t((state >> 8) % uint64_t(max_us + 1))));
}

FakeStream::FakeStream(FakeMemory& memory, Delays delays)
    : memory_(memory), delays_(delays), queue_(&wait_before_task, &delays_) {}

Status FakeStream::push(HostQueue::Task task) noexcept {
  if (!capturing_) return queue_.push(std::move(task));
  try {
    captured_.push_back(std::move(task));
    return {};
  } catch (...) {
    return Status::bad("no memory for the captured work");
  }
}

Status FakeStream::copy(void* dst, const void* src, int64_t bytes, Copy kind) noexcept {
  if (bytes < 0) return Status::bad("a copy of a negative number of bytes", bytes);
  if (bytes == 0) return {};
  const bool to = kind != Copy::kToHost, from = kind != Copy::kToDevice;
  void* real_dst = to ? memory_.shadow(dst, bytes) : dst;
  const void* real_src = from ? memory_.shadow(src, bytes) : src;
  if (!real_dst) return Status::bad("a copy writes to an address that is not memory of the fake device");
  if (!real_src) return Status::bad("a copy reads from an address that is not memory of the fake device");
  if (memory_.owns(real_dst)) return Status::bad("a copy to the host got a device address to write to");
  if (memory_.owns(real_src)) return Status::bad("a copy from the host got a device address to read from");
  return push(host_copy_task(real_dst, real_src, bytes));
}

Status FakeStream::host_call(HostCallback f, void* arg) noexcept { return push(host_call_task(f, arg)); }

Status FakeStream::record(Event& e) noexcept {
  return capturing_ ? Status::bad("events cannot be captured") : push_record(queue_, e);
}
Status FakeStream::wait(Event& e) noexcept {
  return capturing_ ? Status::bad("events cannot be captured") : push_wait(queue_, e);
}
Status FakeStream::synchronize() noexcept {
  return capturing_ ? Status::bad("a stream cannot be synchronized while its work is captured") : queue_.synchronize();
}

Status FakeStream::begin_capture() noexcept {
  if (capturing_) return Status::bad("the stream's work is being captured already");
  capturing_ = true;
  captured_.clear();
  return {};
}

std::unique_ptr<CapturedGraph> FakeStream::end_capture(Status& status) noexcept {
  status = capturing_ ? Status() : Status::bad("no capture was begun");
  if (!std::exchange(capturing_, false)) return nullptr;
  try {
    return std::make_unique<FakeGraph>(*this, std::exchange(captured_, {}));
  } catch (...) {
    status = Status::bad("no memory for the captured work");
    return nullptr;
  }
}

}  // namespace sinter::fake
