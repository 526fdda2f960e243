// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs that are looked at: times per layer, traces, and what each step wrote.
#include <algorithm>
#include <chrono>
#include <cstring>

#include "api/engine_impl.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter {

void PoolRecorder::begin(int threads) {
  const std::lock_guard lock(mutex_);
  work_.assign(size_t(threads), {});
  for (auto& w : work_) w.reserve(kRoom);
}

void PoolRecorder::worked(int thread, int64_t begin_ns, int64_t end_ns) noexcept {
  const std::lock_guard lock(mutex_);
  if (size_t(thread) >= work_.size()) return;
  auto& w = work_[size_t(thread)];
  if (w.size() < w.capacity()) w.push_back({begin_ns, end_ns});
}

std::vector<std::vector<PoolRecorder::Work>> PoolRecorder::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(work_, {});
}

namespace {

std::string kind_of(const plan::Plan& p, const rt::StepTime& t) {
  const plan::Step& s = p.steps[t.step];
  switch (s.kind) {
    case plan::StepKind::kCopy:
      return "copy";
    case plan::StepKind::kReadBack:
      return "read back";
    case plan::StepKind::kIf:
      return "if";
    case plan::StepKind::kLoop:
      return "loop";
    default:
      break;
  }
  const bool on_device = std::any_of(p.slots.begin(), p.slots.end(), [](const plan::Slot& x) { return x.space != 0; });
  return t.on_host && on_device ? "host call" : "kernel";
}

int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void add_steps(const plan::Plan& p, const std::vector<rt::StepTime>& times, std::vector<TraceSpan>& out) {
  for (const auto& t : times) {
    const plan::Step& s = p.steps[t.step];
    out.push_back({s.name, kind_of(p, t), "run", 1e3 * std::max(0.0, t.start_ms), 1e3 * std::max(0.0, t.ms),
                   int(t.step), t.copy_bytes});
  }
  for (const auto& t : times)
    out.push_back(
        {p.steps[t.step].name, "enqueue", "caller", 1e3 * t.enqueue_start_ms, 1e3 * t.enqueue_ms, int(t.step), 0});
}

// The step during which a thread began to work, by its enqueueing: host kernels work inside it.
int step_at(const std::vector<rt::StepTime>& times, double ms) {
  int found = -1;
  for (const auto& t : times)
    if (t.enqueue_start_ms <= ms) found = int(t.step);
  return found;
}

// Channels-last to row-major: dims N,C,spatial stored as N,spatial,C.
std::vector<std::byte> to_linear(const std::vector<std::byte>& from, const Dims& dims, size_t element) {
  int64_t inner = 1;
  for (size_t i = 2; i < dims.size(); ++i) inner *= dims[i];
  std::vector<std::byte> to(from.size());
  for (int64_t n = 0; n < dims[0]; ++n)
    for (int64_t c = 0; c < dims[1]; ++c)
      for (int64_t s = 0; s < inner; ++s)
        std::memcpy(to.data() + size_t((n * dims[1] + c) * inner + s) * element,
                    from.data() + size_t((n * inner + s) * dims[1] + c) * element, element);
  return to;
}

bool observable(const plan::Slot& s, const Dims& dims) {
  if (s.dtype == DataType::kInvalid || s.dtype == DataType::kString || s.cls == plan::SlotClass::kHostValue)
    return false;
  if (s.format != uint8_t(Format::kLinear) && (dims.size() < 2 || bits_of(s.dtype) < 8)) return false;
  return std::none_of(dims.begin(), dims.end(), [](int64_t d) { return d < 0; });
}

}  // namespace

std::vector<LayerTime> ExecutionContext::profile() {
  const auto& p = impl_->engine->engine->plan();
  std::vector<LayerTime> out;
  for (const auto& t : impl_->context->profile()) {
    const plan::Plan& of = t.body == plan::kNone ? p : p.subplans[t.body];
    const plan::Step& s = of.steps[t.step];
    const std::string body = t.body == plan::kNone ? std::string() : of.model_name + " " + std::to_string(t.body);
    out.push_back({s.name, s.op, s.backend, s.tactic, s.sources, t.ms, kind_of(of, t), t.start_ms, body, t.runs});
  }
  return out;
}

std::vector<TraceSpan> ExecutionContext::trace() {
  EngineImpl& engine = *impl_->engine;
  const auto& p = engine.engine->plan();
  const std::lock_guard lock(engine.trace_mutex);
  impl_->context->arena_bytes();  // prepares the context, so that the run is like any later one
  engine.recorder.begin(engine.registry.threads());
  engine.registry.pool().observe(&engine.recorder);
  const int64_t begin = now_ns();
  std::vector<rt::StepTime> times;
  try {
    times = impl_->context->profile();
  } catch (...) {
    engine.registry.pool().observe(nullptr);
    throw;
  }
  engine.registry.pool().observe(nullptr);
  std::vector<TraceSpan> out;
  for (const auto& t : times) {
    if (t.body == plan::kNone) continue;
    const plan::Plan& of = p.subplans[t.body];
    for (const auto& [from, to] : t.spans)
      out.push_back({of.steps[t.step].name, kind_of(of, t), "body " + of.model_name + " " + std::to_string(t.body),
                     double(from - begin) * 1e-3, double(to - from) * 1e-3, -1, 0});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const TraceSpan& a, const TraceSpan& b) { return a.start_us < b.start_us; });
  std::erase_if(times, [](const rt::StepTime& t) { return t.body != plan::kNone; });
  add_steps(p, times, out);
  const auto work = engine.recorder.take();
  for (size_t i = 0; i < work.size(); ++i)
    for (const auto& w : work[i]) {
      const double start_us = double(w.begin_ns - begin) * 1e-3;
      const int step = step_at(times, start_us * 1e-3);
      out.push_back({step < 0 ? "work" : p.steps[size_t(step)].name, "work", "thread " + std::to_string(i),
                     std::max(0.0, start_us), double(w.end_ns - w.begin_ns) * 1e-3, step, 0});
    }
  return out;
}

void ExecutionContext::run_observed(const std::function<void(const ObservedValue&)>& observer) {
  const auto& p = impl_->engine->engine->plan();
  rt::Context& context = *impl_->context;
  std::vector<std::byte> bytes;
  context.run_observed([&](uint32_t step) {
    const auto& outputs = p.steps[step].outputs;
    for (size_t i = 0; i < outputs.size(); ++i) {
      if (outputs[i] == plan::kNone) continue;
      const plan::Slot& s = p.slots[outputs[i]];
      const Dims dims = context.slot_dims(outputs[i]);
      if (!observable(s, dims)) continue;
      const int64_t n = bytes_of(s.dtype, element_count(dims));
      bytes.resize(size_t(n));
      if (n > 0 && !context.read_slot(outputs[i], bytes.data(), n)) continue;
      if (s.format != uint8_t(Format::kLinear)) bytes = to_linear(bytes, dims, size_t(bits_of(s.dtype) / 8));
      observer({s.name, s.dtype, dims, bytes.data(), n, int(step), int(i)});
    }
  });
}

}  // namespace sinter
