// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What bodies of control flow add to the numbers of a context: times of their steps, memory.
#include <chrono>

#include "runtime/control.h"

namespace sinter::rt {
namespace {

constexpr size_t kMostSpans = 1000;  // of a step, in a trace

}  // namespace

void Context::time_bodies(bool on) {
  timing_ = on;
  body_times_.assign(on ? plan_.steps.size() : 0, {});
  for (auto& c : controls_)
    for (size_t i = 0; c && i < c->num_bodies(); ++i)
      if (Context* body = c->body(i)) body->time_bodies(on);
}

void Context::walk_timed(Stream& stream, bool direct) {
  using Clock = std::chrono::steady_clock;
  for (auto& c : calls_) {
    const auto begin = Clock::now();
    run_call(*c, stream, direct);
    if (!direct) check_status(stream.synchronize(), "profiling");
    BodyTime& t = body_times_[c->step];
    const auto end = Clock::now();
    t.ms += std::chrono::duration<double, std::milli>(end - begin).count();
    ++t.runs;
    const auto ns = [](Clock::time_point at) {
      return int64_t(std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count());
    };
    if (t.spans.size() < kMostSpans) t.spans.emplace_back(ns(begin), ns(end));
  }
}

void Context::collect_body_times(uint32_t step, std::vector<StepTime>& out) const {
  if (controls_.empty() || !controls_[step]) return;
  const Control& control = *controls_[step];
  for (size_t i = 0; i < control.num_bodies(); ++i) {
    const Context* body = control.body(i);
    for (uint32_t s = 0; body && s < body->body_times_.size(); ++s) {
      if (body->body_times_[s].runs == 0) continue;
      StepTime t{s, body->body_times_[s].ms};
      t.body = control.block(i);
      t.runs = body->body_times_[s].runs;
      t.spans = body->body_times_[s].spans;
      out.push_back(t);
      body->collect_body_times(s, out);
    }
  }
}

int64_t Context::high_water() const {
  int64_t n = 0;
  for (const CountingAllocator* a : allocators_) n += a ? a->high_water() : 0;
  return n;
}

int64_t Context::body_bytes() const {
  int64_t n = 0;
  for (const auto& c : controls_) {
    if (!c) continue;
    n += c->buffer_bytes();
    for (size_t i = 0; i < c->num_bodies(); ++i) n += c->body(i) ? c->body(i)->buffer_bytes() : 0;
  }
  return n;
}

int64_t Context::buffer_bytes() const {
  int64_t n = body_bytes();
  for (size_t i = 0; i < arena_.size(); ++i) n += arena_[i].size() + scratch_memory_[i].size() + workspace_[i].size();
  for (const auto& stage : stages_)
    for (const auto& memory : stage.memory) n += memory.size();
  return n;
}

int64_t Control::buffer_bytes() const {
  int64_t n = condition_.buffer.size();
  for (const auto& o : outputs_) n += o.places[0].buffer.size() + o.places[1].buffer.size() + o.element.buffer.size();
  return n;
}

}  // namespace sinter::rt
