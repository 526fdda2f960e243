// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/host_queue.h"

#include <chrono>
#include <cstring>
#include <system_error>
#include <utility>

#include "sinter/error.h"

namespace sinter {
namespace {

int64_t steady_ns() {
  using namespace std::chrono;
  return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace

HostQueue::HostQueue(Hook before, void* arg) : before_(before), before_arg_(arg) {
  try {
    worker_ = std::thread([this] { work(); });
  } catch (const std::system_error& e) {
    fail(ErrorCode::kDevice, std::string("no thread could be started for a stream: ") + e.what(),
         "raise the limit of processes (ulimit -u), or use fewer streams");
  }
}

HostQueue::~HostQueue() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  filled_.notify_one();
  worker_.join();
}

Status HostQueue::push(Task task) noexcept {
  try {
    std::lock_guard lock(mutex_);
    pending_.push_back(std::move(task));
  } catch (...) {
    return Status::bad("no memory for the stream's queue");
  }
  filled_.notify_one();
  return {};
}

Status HostQueue::synchronize() noexcept {
  if (std::this_thread::get_id() == worker_.get_id())
    return Status::bad("a stream cannot be synchronized from its own host call");
  std::unique_lock lock(mutex_);
  drained_.wait(lock, [&] { return pending_.empty() && !busy_; });
  return std::exchange(error_, Status());
}

void HostQueue::work() noexcept {
  std::vector<Task> mine;
  std::unique_lock lock(mutex_);
  for (;;) {
    filled_.wait(lock, [&] { return !pending_.empty() || stop_; });
    if (pending_.empty()) return;  // told to stop, and nothing is left
    mine.swap(pending_);
    busy_ = true;
    lock.unlock();
    run_all(mine);
    lock.lock();
    busy_ = false;
    if (pending_.empty()) drained_.notify_all();
  }
}

void HostQueue::run_all(std::vector<Task>& tasks) noexcept {
  for (auto& t : tasks) {
    if (before_) before_(before_arg_);
    const Status s = t.run(t);
    t.owned.reset();
    if (s.ok()) continue;
    std::lock_guard lock(mutex_);
    if (error_.ok()) error_ = s;
  }
  tasks.clear();
}

struct HostEvent::State {
  std::mutex mutex;
  std::condition_variable passed;
  int64_t asked = 0, done = 0;  // numbers of recordings
  int64_t ns = -1;              // when the last recording was passed

  void wait_for(int64_t number) {
    std::unique_lock lock(mutex);
    passed.wait(lock, [&] { return done >= number; });
  }
};

HostEvent::HostEvent() : state_(std::make_shared<State>()) {}

Status HostEvent::synchronize() noexcept {
  int64_t number;
  {
    std::lock_guard lock(state_->mutex);
    number = state_->asked;
  }
  state_->wait_for(number);
  return {};
}

double HostEvent::elapsed_ms(const Event& earlier) noexcept {
  const auto* e = dynamic_cast<const HostEvent*>(&earlier);
  if (!e) return -1;
  auto time_of = [](State& s) {
    std::lock_guard lock(s.mutex);
    return s.done == s.asked ? s.ns : -1;
  };
  const int64_t from = time_of(*e->state_), to = time_of(*state_);
  return from < 0 || to < 0 ? -1 : double(to - from) * 1e-6;
}

HostQueue::Task HostEvent::record_task() noexcept {
  HostQueue::Task t;
  {
    std::lock_guard lock(state_->mutex);
    t.n = ++state_->asked;
  }
  t.owned = state_;
  t.run = [](HostQueue::Task& self) noexcept {
    auto& s = *static_cast<State*>(self.owned.get());
    std::lock_guard lock(s.mutex);
    s.done = self.n;
    s.ns = steady_ns();
    s.passed.notify_all();
    return Status();
  };
  return t;
}

HostQueue::Task HostEvent::wait_task() const noexcept {
  HostQueue::Task t;
  {
    std::lock_guard lock(state_->mutex);
    t.n = state_->asked;
  }
  t.owned = state_;
  t.run = [](HostQueue::Task& self) noexcept {
    static_cast<State*>(self.owned.get())->wait_for(self.n);
    return Status();
  };
  return t;
}

HostQueue::Task host_call_task(HostCallback f, void* arg) noexcept {
  HostQueue::Task t;
  t.a = arg;
  t.b = reinterpret_cast<const void*>(f);  // POSIX lets a function's address pass through void*
  t.run = [](HostQueue::Task& self) noexcept {
    reinterpret_cast<HostCallback>(const_cast<void*>(self.b))(self.a);
    return Status();
  };
  return t;
}

HostQueue::Task host_copy_task(void* dst, const void* src, int64_t bytes) noexcept {
  HostQueue::Task t;
  t.a = dst;
  t.b = src;
  t.n = bytes;
  t.run = [](HostQueue::Task& self) noexcept {
    if (self.n > 0) std::memmove(self.a, self.b, size_t(self.n));
    return Status();
  };
  return t;
}

Status push_record(HostQueue& queue, Event& e) noexcept {
  auto* mine = dynamic_cast<HostEvent*>(&e);
  return mine ? queue.push(mine->record_task()) : Status::bad("the event belongs to another device");
}

Status push_wait(HostQueue& queue, Event& e) noexcept {
  auto* mine = dynamic_cast<HostEvent*>(&e);
  return mine ? queue.push(mine->wait_task()) : Status::bad("the event belongs to another device");
}

Status HostQueueStream::copy(void* dst, const void* src, int64_t bytes, Copy) noexcept {
  return queue_.push(host_copy_task(dst, src, bytes));
}
Status HostQueueStream::host_call(HostCallback f, void* arg) noexcept { return queue_.push(host_call_task(f, arg)); }
Status HostQueueStream::record(Event& e) noexcept { return push_record(queue_, e); }
Status HostQueueStream::wait(Event& e) noexcept { return push_wait(queue_, e); }

}  // namespace sinter
