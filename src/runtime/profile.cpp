// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs that are looked at: a time per step, or a look at what each step wrote.
#include <chrono>

#include "base/text.h"
#include "runtime/call.h"
#include "sinter/error.h"

namespace sinter::rt {

std::vector<StepTime> Context::profile() {
  begin_run();
  time_bodies(true);
  const bool host = engine_->host_only();
  if (!host && !own_stream_) own_stream_ = engine_->primary().create_stream();
  Stream& stream = host ? static_cast<Stream&>(inline_stream_) : *own_stream_;
  std::vector<std::unique_ptr<Event>> events;  // made before the run: making one may take long
  for (size_t i = 0; i <= calls_.size(); ++i)
    events.push_back(host ? std::unique_ptr<Event>(std::make_unique<InlineEvent>())
                          : engine_->primary().create_event());
  std::vector<StepTime> times(calls_.size());
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double, std::milli>(Clock::now() - begin).count(); };
  check_status(stream.record(*events[0]), "profiling");
  for (size_t i = 0; i < calls_.size(); ++i) {
    times[i].enqueue_start_ms = elapsed();
    run_call(*calls_[i], stream, host);
    check_status(stream.record(*events[i + 1]), "profiling");
    times[i].enqueue_ms = elapsed() - times[i].enqueue_start_ms;
  }
  check_status(stream.synchronize(), "profiling");
  check_async();
  for (size_t i = 0; i < calls_.size(); ++i) {
    StepTime& t = times[i];
    t.step = calls_[i]->step;
    t.ms = events[i + 1]->elapsed_ms(*events[i]);
    t.start_ms = events[i]->elapsed_ms(*events[0]);
    t.copy_bytes = calls_[i]->copy_bytes;
    t.on_host = calls_[i]->on_host;
  }
  for (size_t i = 0; i < calls_.size(); ++i) collect_body_times(calls_[i]->step, times);
  time_bodies(false);
  return times;
}

void Context::run_observed(const std::function<void(uint32_t step)>& after) {
  begin_run();
  const bool host = engine_->host_only();
  if (!host && !own_stream_) own_stream_ = engine_->primary().create_stream();
  Stream& stream = host ? static_cast<Stream&>(inline_stream_) : *own_stream_;
  for (size_t i = 0; i < calls_.size(); ++i) {
    run_call(*calls_[i], stream, host);
    check_status(stream.synchronize(), "waiting for a step");
    check_async();
    after(calls_[i]->step);
  }
}

Dims Context::slot_dims(uint32_t slot) const {
  const int64_t* d = slot_dims_.data() + slot_dims_begin_[slot];
  return Dims(d, d + plan_.slots[slot].dims.size());
}

bool Context::read_slot(uint32_t slot, void* to, int64_t bytes) {
  const void* from = pointer_of(slot);
  if (!from) return false;
  const bool on_host = plan_.slots[slot].space == 0;
  Stream& stream = on_host ? static_cast<Stream&>(inline_stream_) : *own_stream_;
  check_status(stream.copy(to, from, bytes, on_host ? Stream::Copy::kOnDevice : Stream::Copy::kToHost),
               "reading a tensor");
  check_status(stream.synchronize(), "reading a tensor");
  return true;
}

}  // namespace sinter::rt
