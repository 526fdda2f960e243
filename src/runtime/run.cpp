// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Walking the calls of a context: synchronously, on a stream, captured into a graph, or with times.
#include "base/text.h"
#include "runtime/call.h"
#include "runtime/shape_eval.h"
#include "sinter/error.h"

namespace sinter::rt {

using plan::StepKind;

void Context::step_failed(const Call& call, Status s) const {
  const plan::Step& step = plan_.steps[call.step];
  Error e(ErrorCode::kDevice, std::string(s.message) + (s.detail ? " (" + std::to_string(s.detail) + ")" : ""),
          "check the inputs' values and shapes");
  std::string sources;
  for (const auto& n : step.sources) sources += (sources.empty() ? "" : ", ") + quote(n);
  e.in("step " + quote(step.name) + " (" + step.op + (sources.empty() ? "" : ", from " + sources) + ")");
  throw e;
}

Status Context::copy_on_host(Call& call) noexcept {
  return call.context->inline_stream_.copy(call.outputs[0].data, call.inputs[0].data, call.copy_bytes,
                                           Stream::Copy::kOnDevice);
}

void Context::host_trampoline(void* p) noexcept {
  Call& call = *static_cast<Call*>(p);
  Context& ctx = *call.context;
  if (ctx.failed_call_.load(std::memory_order_relaxed)) return;  // an earlier step failed: its outputs are not there
  const Status s = call.kernel ? call.kernel->enqueue(ctx.inline_stream_, call.args) : copy_on_host(call);
  if (s.ok()) return;
  ctx.failed_status_ = s;
  ctx.failed_call_.store(&call, std::memory_order_release);
}

void Context::check_async() {
  const Call* c = failed_call_.exchange(nullptr, std::memory_order_acquire);
  if (c) step_failed(*c, failed_status_);
}

void Context::read_back(Call& call, Stream& stream) {
  check_status(stream.synchronize(), "waiting for a data-dependent size");
  check_async();
  const auto* actual = static_cast<const int64_t*>(actual_dims_.data());
  eval_stage(
      plan_, call.stage, input_shapes_,
      [&](int64_t slot, int64_t axis) {
        const int64_t at = actual_begin_[size_t(slot)];
        return at < 0 ? slot_dims_[slot_dims_begin_[size_t(slot)] + size_t(axis)] : actual[at + axis];
      },
      registers_);
  fill_dims(call.stage);
  // Sizes told by the run may not exceed what was reserved for them.
  for (size_t i = 0; i < plan_.slots.size(); ++i) {
    int64_t n = 1;
    bool known = true;
    for (size_t k = 0; k < plan_.slots[i].dims.size(); ++k) {
      const int64_t d = slot_dims_[slot_dims_begin_[i] + k];
      known = known && d >= 0;
      if (known && __builtin_mul_overflow(n, d, &n)) n = INT64_MAX;
    }
    if (known && (n == INT64_MAX || bytes_of(plan_.slots[i].dtype, n) > slot_bytes_[i]))
      fail(ErrorCode::kInternal, "tensor " + quote(plan_.slots[i].name) + " is larger than its bound",
           "report this as a bug");
  }
  for (size_t i = call.step + 1; i < calls_.size(); ++i) {
    const auto& s = plan_.steps[calls_[i]->step];
    for (size_t k = 0; k < s.params.size(); ++k) calls_[i]->params[k] = registers_[s.params[k]];
  }
}

void Context::run_call(Call& call, Stream& stream, bool direct) {
  const plan::Step& step = plan_.steps[call.step];
  Status s;
  switch (step.kind) {
    case StepKind::kKernel:
      s = !call.on_host || direct ? call.kernel->enqueue(stream, call.args) : stream.host_call(&host_trampoline, &call);
      break;
    case StepKind::kCopy: {
      call.copy_bytes = bytes_of(call.inputs[0].dtype, call.inputs[0].count());
      const auto from = plan_.slots[step.inputs[0]].space, to = plan_.slots[step.outputs[0]].space;
      if (from == 0 && to == 0) {
        s = direct ? copy_on_host(call) : stream.host_call(&host_trampoline, &call);
        break;
      }
      const auto kind = from == 0 ? Stream::Copy::kToDevice : to == 0 ? Stream::Copy::kToHost : Stream::Copy::kOnDevice;
      s = stream.copy(call.outputs[0].data, call.inputs[0].data, call.copy_bytes, kind);
      break;
    }
    case StepKind::kReadBack:
      read_back(call, stream);
      break;
    default:
      s = Status::bad("this kind of step cannot be run");
  }
  if (!s.ok()) step_failed(call, s);
}

void Context::walk(Stream& stream, bool direct) {
  for (auto& c : calls_) run_call(*c, stream, direct);
}

void Context::run() {
  prepare();
  if (addresses_changed_) resolve_pointers();
  if (engine_->host_only()) return walk(inline_stream_, true);
  if (!own_stream_) own_stream_ = engine_->primary().create_stream();
  enqueue(*own_stream_);
  check_status(own_stream_->synchronize(), "running the plan");
  check_async();
}

void Context::enqueue(Stream& stream) {
  prepare();
  if (addresses_changed_) resolve_pointers();
  failed_call_.store(nullptr, std::memory_order_relaxed);
  if (captured_ && captured_stream_ == &stream)
    return check_status(captured_->launch(), "launching the captured graph");
  const bool can_capture = use_graph_ && !has_readback_ && runs_since_change_++ > 0;  // the first run warms up
  if (!can_capture) return walk(stream, false);
  check_status(stream.begin_capture(), "beginning to capture");
  Status s;
  try {
    walk(stream, false);
  } catch (...) {
    stream.end_capture(s);
    throw;
  }
  captured_ = stream.end_capture(s);
  captured_stream_ = &stream;
  check_status(s, "capturing");
  check_status(captured_->launch(), "launching the captured graph");
}

void Context::enable_graph(bool on) {
  use_graph_ = on;
  if (!on) captured_.reset();
}

std::vector<StepTime> Context::profile() {
  prepare();
  if (addresses_changed_) resolve_pointers();
  const bool host = engine_->host_only();
  if (!host && !own_stream_) own_stream_ = engine_->primary().create_stream();
  Stream& stream = host ? static_cast<Stream&>(inline_stream_) : *own_stream_;
  std::vector<std::unique_ptr<Event>> events;
  auto mark = [&] {
    events.push_back(host ? std::unique_ptr<Event>(std::make_unique<InlineEvent>())
                          : engine_->primary().create_event());
    check_status(stream.record(*events.back()), "profiling");
  };
  mark();
  for (auto& c : calls_) {
    run_call(*c, stream, host);
    mark();
  }
  check_status(stream.synchronize(), "profiling");
  check_async();
  std::vector<StepTime> times;
  for (size_t i = 0; i < calls_.size(); ++i) times.push_back({calls_[i]->step, events[i + 1]->elapsed_ms(*events[i])});
  return times;
}

}  // namespace sinter::rt
