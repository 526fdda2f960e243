// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The queue behind the streams of backends that compute on the host: one worker thread takes tasks first in, first out.
// After warm-up pushing a task allocates nothing (two vectors change places and keep their capacity).
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "backend/device.h"

namespace sinter {

/// Tasks may be pushed from any thread; they run in the order of the pushes.
class HostQueue {
 public:
  struct Task {
    Status (*run)(Task& self) noexcept = nullptr;
    void* a = nullptr;
    const void* b = nullptr;
    int64_t n = 0;
    std::shared_ptr<void> owned;  // kept until the task has run
  };
  using Hook = void (*)(void* arg) noexcept;

  /// `before`, if given, runs on the worker before each task (the fake device delays its work there).
  /// Error(kDevice) if the system gives no thread.
  explicit HostQueue(Hook before = nullptr, void* arg = nullptr);
  /// Runs what is queued, then ends the worker.
  ~HostQueue();
  HostQueue(const HostQueue&) = delete;
  HostQueue& operator=(const HostQueue&) = delete;

  Status push(Task task) noexcept;
  /// Waits until all tasks pushed so far (and later ones) have run; the first error since the last call. Not to be
  /// called from a task.
  Status synchronize() noexcept;

 private:
  void work() noexcept;
  void run_all(std::vector<Task>& tasks) noexcept;

  std::mutex mutex_;
  std::condition_variable filled_, drained_;
  std::vector<Task> pending_;
  bool busy_ = false, stop_ = false;
  Status error_;
  Hook before_;
  void* before_arg_;
  std::thread worker_;
};

/// An event of a host queue: done when the worker passes the place where it was recorded last. One that was never
/// recorded counts as done. It may be destroyed while it is queued.
class HostEvent final : public Event {
 public:
  HostEvent();
  Status synchronize() noexcept override;
  double elapsed_ms(const Event& earlier) noexcept override;
  /// Records now: the returned task marks the event done when it runs.
  HostQueue::Task record_task() noexcept;
  /// A task that blocks its queue until the latest recording made before this call is done.
  HostQueue::Task wait_task() const noexcept;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// A stream of host memory on a queue of its own. Everything runs later, in order, on the queue's thread.
class HostQueueStream final : public Stream {
 public:
  Status copy(void* dst, const void* src, int64_t bytes, Copy kind) noexcept override;
  Status host_call(HostCallback f, void* arg) noexcept override;
  Status record(Event& e) noexcept override;
  Status wait(Event& e) noexcept override;
  Status synchronize() noexcept override { return queue_.synchronize(); }

 private:
  HostQueue queue_;
};

// Tasks and pushes that other queued streams share.
HostQueue::Task host_call_task(HostCallback f, void* arg) noexcept;
HostQueue::Task host_copy_task(void* dst, const void* src, int64_t bytes) noexcept;
Status push_record(HostQueue& queue, Event& e) noexcept;
Status push_wait(HostQueue& queue, Event& e) noexcept;

}  // namespace sinter
