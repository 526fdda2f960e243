// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/runtime/cuda_stream.h"

#include <cstring>
#include <new>
#include <utility>

#include "backends/cuda/runtime/cuda_allocator.h"
#include "sinter/error.h"

namespace sinter::cuda {
namespace {

constexpr Status kForeignEvent = Status::bad("the event belongs to another device");

[[noreturn]] void fail_to_create(const CudaContext& context, const char* what, Status s) {
  fail(ErrorCode::kDevice,
       std::string("the driver could not create ") + what + ": " + context.api->name_of(int(s.detail)),
       "see whether other programs fill the GPU (nvidia-smi)");
}

}  // namespace

CudaEvent::CudaEvent(const CudaContext& context) : context_(context) {
  const Status s = with_context(context_, "", [&] { return context_.api->event_create(&handle_, kCuEventDefault); });
  if (!s.ok()) fail_to_create(context_, "an event", s);
}

CudaEvent::~CudaEvent() {
  (void)with_context(context_, "", [&] { return context_.api->event_destroy(handle_); });
}

Status CudaEvent::synchronize() noexcept {
  return with_context(context_, "waiting for an event", [&] { return context_.api->event_synchronize(handle_); });
}

double CudaEvent::elapsed_ms(const Event& earlier) noexcept {
  const auto* from = dynamic_cast<const CudaEvent*>(&earlier);
  float ms = -1;
  if (!from) return ms;
  const Status s = with_context(context_, "", [&] { return context_.api->event_elapsed(&ms, from->handle_, handle_); });
  return s.ok() ? ms : -1;
}

StagedCopy::StagedCopy(const CudaContext& context, const void* source, size_t bytes) noexcept
    : context_(context),
      source_(source),
      bytes_(bytes),
      pinned_(PinnedAllocator(context).allocate(int64_t(bytes), 64)) {}

StagedCopy::~StagedCopy() { PinnedAllocator(context_).free(pinned_, int64_t(bytes_)); }

void StagedCopy::run(void* self) noexcept {
  const auto& me = *static_cast<const StagedCopy*>(self);
  std::memcpy(me.pinned_, me.source_, me.bytes_);
}

// A launch in flight uses the staged copies' memory. The stream may be a caller's, and gone by now.
CudaGraph::~CudaGraph() {
  if (!staged_.empty()) (void)with_context(context_, "", [&] { return context_.api->context_synchronize(); });
  (void)with_context(context_, "", [&] { return context_.api->graph_exec_destroy(exec_); });
}

Status CudaGraph::launch() noexcept {
  return with_context(context_, "launching a CUDA graph", [&] { return context_.api->graph_launch(exec_, stream_); });
}

CudaStream::CudaStream(const CudaContext& context, void* native)
    : context_(context), stream_(static_cast<CuStream>(native)), owned_(native == nullptr) {
  if (!owned_) return;
  const Status s =
      with_context(context_, "", [&] { return context_.api->stream_create(&stream_, kCuStreamNonBlocking); });
  if (!s.ok()) fail_to_create(context_, "a stream", s);
}

CudaStream::~CudaStream() {
  if (owned_) (void)with_context(context_, "", [&] { return context_.api->stream_destroy(stream_); });
}

CuResult CudaStream::enqueue_copy(void* dst, const void* src, size_t bytes, Copy kind) noexcept {
  switch (kind) {
    case Copy::kToDevice:
      return context_.api->copy_to_device(device_ptr(dst), src, bytes, stream_);
    case Copy::kToHost:
      return context_.api->copy_to_host(dst, device_ptr(src), bytes, stream_);
    case Copy::kOnDevice:
      break;
  }
  return context_.api->copy_on_device(device_ptr(dst), device_ptr(src), bytes, stream_);
}

bool CudaStream::pageable(const void* p) const noexcept {
  unsigned type = 0;
  ContextScope scope(context_);
  const CuResult r = context_.api->pointer_attribute(&type, kCuPointerMemoryType, device_ptr(p));
  return r != kCuSuccess || type != kCuMemoryTypeHost;  // the driver does not know ordinary memory
}

Status CudaStream::copy_staged(void* dst, const void* src, size_t bytes) noexcept {
  try {
    staged_.push_back(std::make_unique<StagedCopy>(context_, src, bytes));
  } catch (const std::bad_alloc&) {
    return Status::bad("out of memory");
  }
  StagedCopy& staged = *staged_.back();
  if (!staged.pinned()) return Status::bad("out of pinned memory");
  if (Status s = host_call(&StagedCopy::run, &staged); !s.ok()) return s;
  return with_context(context_, "copying", [&] { return enqueue_copy(dst, staged.pinned(), bytes, Copy::kToDevice); });
}

Status CudaStream::copy(void* dst, const void* src, int64_t bytes, Copy kind) noexcept {
  if (bytes <= 0) return {};
  if (capturing_ && kind == Copy::kToDevice && pageable(src)) return copy_staged(dst, src, size_t(bytes));
  return with_context(context_, "copying", [&] { return enqueue_copy(dst, src, size_t(bytes), kind); });
}

Status CudaStream::host_call(HostCallback f, void* arg) noexcept {
  return with_context(context_, "enqueueing a host function",
                      [&] { return context_.api->host_function(stream_, f, arg); });
}

Status CudaStream::record(Event& e) noexcept {
  auto* event = dynamic_cast<CudaEvent*>(&e);
  if (!event) return kForeignEvent;
  return with_context(context_, "recording an event",
                      [&] { return context_.api->event_record(event->handle(), stream_); });
}

Status CudaStream::wait(Event& e) noexcept {
  auto* event = dynamic_cast<CudaEvent*>(&e);
  if (!event) return kForeignEvent;
  return with_context(context_, "waiting for an event",
                      [&] { return context_.api->stream_wait(stream_, event->handle(), 0); });
}

Status CudaStream::synchronize() noexcept {
  return with_context(context_, "waiting for the GPU", [&] { return context_.api->stream_synchronize(stream_); });
}

Status CudaStream::begin_capture() noexcept {
  const Status s = with_context(context_, "beginning to capture",
                                [&] { return context_.api->capture_begin(stream_, kCuCaptureRelaxed); });
  capturing_ = s.ok();
  return s;
}

std::unique_ptr<CapturedGraph> CudaStream::end_capture(Status& status) noexcept {
  CuGraph graph = nullptr;
  CuGraphExec exec = nullptr;
  StagedCopies staged = std::exchange(staged_, {});
  capturing_ = false;
  status = with_context(context_, "ending the capture", [&] { return context_.api->capture_end(stream_, &graph); });
  if (!status.ok() || !graph) {
    if (status.ok()) status = Status::bad("the capture recorded nothing");
    return nullptr;
  }
  status = with_context(context_, "instantiating a CUDA graph", [&] {
    const CuResult r = context_.api->graph_instantiate(&exec, graph, 0);
    context_.api->graph_destroy(graph);
    return r;
  });
  if (!status.ok()) return nullptr;
  auto* captured = new (std::nothrow) CudaGraph(context_, exec, stream_, std::move(staged));
  if (captured) return std::unique_ptr<CapturedGraph>(captured);
  (void)with_context(context_, "", [&] { return context_.api->graph_exec_destroy(exec); });
  status = Status::bad("out of memory");
  return nullptr;
}

}  // namespace sinter::cuda
