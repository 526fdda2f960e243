// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "api/build_job.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

#include "api/targets.h"
#include "base/text.h"
#include "base/thread_pool.h"
#include "compile/builder.h"
#include "plan/plan_file.h"
#include "sinter/config.h"
#include "sinter/error.h"

namespace sinter {
namespace {

using namespace std::chrono_literals;
constexpr auto kAskEvery = 20ms;
constexpr auto kGrace = 500ms;  // for a cancelled build to end by itself
constexpr auto kAtExit = 10s;   // for those left to themselves, when the program ends

// What the two threads share. The job's side owns it too: it may outlive the call.
struct Mailbox {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<BuildProgress> progress;  // the latest of each stage; older ones are of no interest
  std::vector<std::string> lines;
  bool done = false;
  std::exception_ptr error;
  std::atomic<bool> stop{false};
};

// Builds that were left: the program's end waits for them, since they use its globals.
class Abandoned {
 public:
  static Abandoned& instance() {
    static Abandoned one;
    return one;
  }
  void add() {
    const std::lock_guard lock(mutex_);
    ++count_;
  }
  void remove() {
    const std::lock_guard lock(mutex_);
    --count_;
    none_.notify_all();
  }
  ~Abandoned() {
    std::unique_lock lock(mutex_);
    none_.wait_for(lock, kAtExit, [&] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  int count_ = 0;
};

// Callbacks of the caller become letters.
void divert_callbacks(BuildOptions& o, const std::shared_ptr<Mailbox>& box) {
  o.cancelled = [box] { return box->stop.load(std::memory_order_relaxed); };
  if (o.progress)
    o.progress = [box](const BuildProgress& p) {
      const std::lock_guard lock(box->mutex);
      if (!box->progress.empty() && box->progress.back().stage == p.stage) {
        box->progress.back() = p;
        return;
      }
      box->progress.push_back(p);
      box->changed.notify_all();
    };
  if (o.log)
    o.log = [box](const std::string& line) {
      const std::lock_guard lock(box->mutex);
      box->lines.push_back(line);
    };
}

void deliver(Mailbox& box, std::unique_lock<std::mutex>& lock, const BuildOptions& caller) {
  const auto progress = std::exchange(box.progress, {});
  const auto lines = std::exchange(box.lines, {});
  lock.unlock();
  for (const auto& p : progress)
    if (caller.progress) caller.progress(p);
  for (const auto& line : lines)
    if (caller.log) caller.log(line);
  lock.lock();
}

// Until the job is done (true) or the caller wants no more (false). Exceptions of callbacks pass.
bool attend(Mailbox& box, const BuildOptions& caller) {
  std::unique_lock lock(box.mutex);
  for (;;) {
    box.changed.wait_for(lock, kAskEvery);
    const bool done = box.done;
    deliver(box, lock, caller);
    if (done) return true;
    lock.unlock();
    if (caller.cancelled()) return false;
    lock.lock();
  }
}

void leave(std::thread thread, Mailbox& box) {
  box.stop = true;
  std::unique_lock lock(box.mutex);
  if (box.changed.wait_for(lock, kGrace, [&] { return box.done; })) {
    lock.unlock();
    return thread.join();
  }
  thread.detach();
}

using Work = std::function<void(const std::function<bool()>& stop)>;

// The other thread's side: what the work owns is gone before the caller is told that it is done.
void work_and_tell(Work& work, const std::shared_ptr<Mailbox>& box) noexcept {
  std::exception_ptr error;
  try {
    work([box] { return box->stop.load(std::memory_order_relaxed); });
  } catch (...) {
    error = std::current_exception();
  }
  work = nullptr;
  const std::lock_guard lock(box->mutex);
  box->error = std::move(error);
  box->done = true;
  box->changed.notify_all();
}

// Does the work on another thread while this one passes on letters and asks the caller whether to go on; `message` and
// `remedy` are of the error when not. False if no thread is to be had: nothing was done then, and `work` is as it was.
bool work_beside(Work& work, const std::shared_ptr<Mailbox>& box, const BuildOptions& caller,
                 const std::string& message, const std::string& remedy) {
  const auto moved = std::make_shared<Work>(std::move(work));
  Abandoned& abandoned = Abandoned::instance();
  abandoned.add();
  std::thread thread;
  try {
    thread = std::thread([moved, box] {
      work_and_tell(*moved, box);
      Abandoned::instance().remove();
    });
  } catch (const std::system_error&) {
    abandoned.remove();
    work = std::move(*moved);
    return false;
  }
  bool finished = false;
  try {
    finished = attend(*box, caller);
  } catch (...) {
    leave(std::move(thread), *box);
    throw;
  }
  if (!finished) {
    leave(std::move(thread), *box);
    fail(ErrorCode::kCancelled, message, remedy);
  }
  thread.join();
  if (box->error) std::rethrow_exception(box->error);
  return true;
}

}  // namespace

compile::Targets targets_of(BackendRegistry& registry, const BackendCompilers& compilers,
                            const std::vector<std::string>& names) {
  if (names.empty()) fail(ErrorCode::kInvalidArgument, "no backend was chosen", "use --backend cpu");
  compile::Targets targets;
  for (const auto& name : names) {
    compile::Target t{&find_compiler(compilers, name), registry.runtimes().find(name)};
    if (!t.runtime) fail(ErrorCode::kInternal, "backend " + name + " has no runtime");
    if (const char* why = t.runtime->unavailable())
      fail(ErrorCode::kDevice, "backend '" + name + "' cannot be used here: " + why,
           "choose another backend (sinter doctor lists them)");
    targets.push_back(t);
  }
  compile::add_host_for_objects(targets, find_compiler(compilers, "cpu"), registry.runtimes().find("cpu"));
  return targets;
}

void BuildJob::run() {
  BackendRegistry registry(options.threads);
  const auto compilers = make_compilers();
  const compile::Targets targets = targets_of(registry, compilers, options.backends);
  ThreadPool pool(registry.threads());
  plan::Plan made = compile::build(*graph, name, targets, options, report, &pool);
  if (options.portable) {
    BuildOptions kept = options;
    kept.timing_cache.clear();  // no paths in plans
    kept.threads = 0;           // nor how many threads built them
    made.build_options = options_to_json(kept);
  }
  plan = plan::write_plan(made, &pool);
}

void run_or_leave(std::function<void(const std::function<bool()>&)> work, const std::function<bool()>& cancelled,
                  const std::string& message, const std::string& remedy) {
  BuildOptions caller;
  caller.cancelled = cancelled;
  if (!work_beside(work, std::make_shared<Mailbox>(), caller, message, remedy)) work(cancelled);
}

void run_cancellable(std::shared_ptr<BuildJob> job) {
  const BuildOptions caller = job->options;
  const auto box = std::make_shared<Mailbox>();
  divert_callbacks(job->options, box);
  Work work = [job](const std::function<bool()>&) { job->run(); };
  if (work_beside(work, box, caller, "the build was cancelled", "start it again; finished measurements are kept"))
    return;
  job->options = caller;  // as without cancellation in the middle of things
  job->run();
}

}  // namespace sinter
