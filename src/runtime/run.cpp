// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Walking the calls of a context: synchronously, on a stream, or captured into a graph.
#include "base/text.h"
#include "runtime/call.h"
#include "runtime/control.h"
#include "sinter/error.h"

namespace sinter::rt {

using plan::StepKind;

std::string Context::place_of(const Call& call) const {
  const plan::Step& step = plan_.steps[call.step];
  std::string sources;
  for (const auto& n : step.sources) sources += (sources.empty() ? "" : ", ") + quote(n);
  return "step " + quote(step.name) + " (" + step.op + (sources.empty() ? "" : ", from " + sources) + ")";
}

void Context::step_failed(const Call& call, Status s) const {
  Error e(ErrorCode::kDevice, std::string(s.message) + (s.detail ? " (" + std::to_string(s.detail) + ")" : ""),
          "check the inputs' values and shapes");
  e.in(place_of(call));
  throw e;
}

Status Context::copy_on_host(Call& call) noexcept {
  if (call.inputs[0].object || call.outputs[0].object) return copy_object(call);
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

void Context::run_call(Call& call, Stream& stream, bool direct) {
  const plan::Step& step = plan_.steps[call.step];
  Status s;
  switch (step.kind) {
    case StepKind::kKernel:
      s = !call.on_host || direct ? call.kernel->enqueue(stream, call.args) : stream.host_call(&host_trampoline, &call);
      break;
    case StepKind::kCopy: {
      if (call.inputs[0].is_tensor) call.copy_bytes = bytes_of(call.inputs[0].dtype, call.inputs[0].count());
      const auto from = plan_.slots[step.inputs[0]].space, to = plan_.slots[step.outputs[0]].space;
      if (from == 0 && to == 0) {
        s = direct ? copy_on_host(call) : stream.host_call(&host_trampoline, &call);
        break;
      }
      const auto kind = from == 0 ? Stream::Copy::kToDevice : to == 0 ? Stream::Copy::kToHost : Stream::Copy::kOnDevice;
      // An object that another memory gets was told in a read-back, so it is there.
      const HostObject* object = call.inputs[0].object;
      if (call.outputs[0].object || (object && int64_t(object->bytes.size()) != call.copy_bytes))
        s = Status::bad("a copy got operands that differ");
      else
        s = stream.copy(call.outputs[0].data, object ? object->data() : call.inputs[0].data, call.copy_bytes, kind);
      break;
    }
    case StepKind::kReadBack:
      read_back(call, stream);
      break;
    case StepKind::kIf:
    case StepKind::kLoop:
      controls_[call.step]->run(call, stream, direct);
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
  begin_run();
  if (engine_->host_only()) return walk(inline_stream_, true);
  if (!own_stream_) own_stream_ = engine_->primary().create_stream();
  launch(*own_stream_);
  check_status(own_stream_->synchronize(), "running the plan");
  check_async();
}

void Context::enqueue(Stream& stream) {
  begin_run();
  launch(stream);
}

void Context::launch(Stream& stream) {
  failed_call_.store(nullptr, std::memory_order_relaxed);
  if (captured_ && captured_stream_ == &stream)
    return check_status(captured_->launch(), "launching the captured graph");
  // The first run warms up.
  const bool can_capture = use_graph_ && !has_readback_ && controls_.empty() && runs_since_change_++ > 0;
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

}  // namespace sinter::rt
