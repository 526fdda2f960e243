// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// One producer, one consumer: the ring needs no lock. Each side spins for a moment before it sleeps on the other's
// counter; std::atomic keeps track of sleepers, so that counting up is cheap while nobody sleeps.
#include "backends/cpu/runtime/cpu_stream.h"

#include <chrono>
#include <cstring>
#include <system_error>

namespace sinter::cpu {
namespace {

using StreamClock = std::chrono::steady_clock;
constexpr int kStreamSpins = 2000;  // some ten microseconds

/// Waits until `counter` is not `old` any more.
void await_change(const std::atomic<uint32_t>& counter, uint32_t old) noexcept {
  for (int i = 0; i < kStreamSpins; ++i) {
    if (counter.load(std::memory_order_acquire) != old) return;
    spin_pause();
  }
  counter.wait(old);
}

bool reaches(uint32_t count, uint32_t goal) { return int32_t(count - goal) >= 0; }

}  // namespace

void CpuEvent::reached(uint32_t number) noexcept {
  time_ns_ = std::chrono::duration_cast<std::chrono::nanoseconds>(StreamClock::now().time_since_epoch()).count();
  done_ = number;
  done_.notify_all();
}

void CpuEvent::wait_for(uint32_t number) noexcept {
  for (uint32_t done = done_; !reaches(done, number); done = done_) await_change(done_, done);
}

Status CpuEvent::synchronize() noexcept {
  wait_for(asked_);
  return Status::good();
}

double CpuEvent::elapsed_ms(const Event& earlier) noexcept {
  const auto* other = dynamic_cast<const CpuEvent*>(&earlier);
  if (!other) return -1;
  const int64_t begin = other->time_ns_, end = time_ns_;
  return begin < 0 || end < 0 ? -1 : double(end - begin) * 1e-6;
}

CpuStream::CpuStream(Mode mode) : mode_(mode) {
  if (mode_ == Mode::kQueued) ring_ = std::make_unique<Task[]>(kCapacity);
}

CpuStream::~CpuStream() {
  if (!worker_.joinable()) return;
  (void)synchronize();
  stop_ = true;
  ++enqueued_;  // wakes the worker, which looks at stop_ first
  enqueued_.notify_one();
  worker_.join();
}

Status CpuStream::submit(const Task& task) noexcept {
  if (mode_ == Mode::kInline) return execute(task);
  if (!worker_.joinable()) {
    try {
      worker_ = std::thread([this] { work(); });
    } catch (const std::system_error& e) {
      return Status::bad("the system gives no thread for a stream", e.code().value());
    }
  }
  if (std::this_thread::get_id() == worker_.get_id()) return Status::bad("a callback enqueued work on its own stream");
  const uint32_t at = enqueued_.load(std::memory_order_relaxed);
  for (uint32_t done = executed_; at - done >= kCapacity; done = executed_) await_change(executed_, done);
  ring_[at % kCapacity] = task;
  enqueued_.store(at + 1);
  enqueued_.notify_one();
  return Status::good();
}

Status CpuStream::execute(const Task& task) noexcept {
  switch (task.kind) {
    case Kind::kKernel: return static_cast<const CpuKernel*>(task.subject)->run(task.args);
    case Kind::kCopy:
      if (task.bytes > 0) std::memmove(task.target, task.subject, size_t(task.bytes));
      return Status::good();
    case Kind::kCall: task.call(task.target); return Status::good();
    case Kind::kRecord: static_cast<CpuEvent*>(task.target)->reached(task.number); return Status::good();
    case Kind::kWait: static_cast<CpuEvent*>(task.target)->wait_for(task.number); return Status::good();
  }
  return Status::bad("an unknown task");
}

void CpuStream::work() noexcept {
  for (uint32_t at = 0;; ++at) {
    await_change(enqueued_, at);
    if (stop_) return;
    const Task& task = ring_[at % kCapacity];
    const bool skip = failed_.load(std::memory_order_relaxed) && (task.kind == Kind::kKernel || task.kind == Kind::kCopy);
    const Status s = skip ? Status::good() : execute(task);
    if (!s.ok()) {
      error_ = s;
      failed_ = true;
    }
    executed_.store(at + 1);
    executed_.notify_all();
  }
}

Status CpuStream::copy(void* dst, const void* src, int64_t bytes, Copy) noexcept {
  return submit({.kind = Kind::kCopy, .subject = src, .target = dst, .bytes = bytes});
}

Status CpuStream::host_call(HostCallback f, void* arg) noexcept {
  return submit({.kind = Kind::kCall, .target = arg, .call = f});
}

Status CpuStream::record(Event& e) noexcept {
  auto* event = dynamic_cast<CpuEvent*>(&e);
  if (!event) return Status::bad("an event of another device was recorded on a CPU stream");
  return submit({.kind = Kind::kRecord, .number = ++event->asked_, .target = event});
}

Status CpuStream::wait(Event& e) noexcept {
  auto* event = dynamic_cast<CpuEvent*>(&e);
  if (!event) return e.synchronize();  // of another device: the caller waits
  return submit({.kind = Kind::kWait, .number = event->asked_, .target = event});
}

Status CpuStream::synchronize() noexcept {
  if (mode_ == Mode::kInline) return Status::good();
  const uint32_t goal = enqueued_;
  for (uint32_t done = executed_; !reaches(done, goal); done = executed_) await_change(executed_, done);
  if (!failed_) return Status::good();
  const Status s = error_;
  failed_ = false;
  return s;
}

Status CpuStream::run(const CpuKernel& kernel, const KernelArgs& args) noexcept {
  if (mode_ == Mode::kInline) return kernel.run(args);
  return submit({.kind = Kind::kKernel, .subject = &kernel, .args = args});
}

Status CpuKernel::enqueue(Stream& stream, const KernelArgs& args) const noexcept {
  auto* own = dynamic_cast<CpuStream*>(&stream);
  if (!own) return Status::bad("a CPU kernel was enqueued on another device's stream");
  return own->run(*this, args);
}

std::unique_ptr<Stream> create_inline_stream() { return std::make_unique<CpuStream>(CpuStream::Mode::kInline); }

}  // namespace sinter::cpu
