// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Streams, events and captured graphs of the driver API.
#pragma once
#include <memory>
#include <vector>

#include "backend/device.h"
#include "backends/cuda/runtime/cuda_context.h"

namespace sinter::cuda {

class CudaEvent final : public Event {
 public:
  /// Error(kDevice) if the driver gives none.
  explicit CudaEvent(const CudaContext& context);
  ~CudaEvent() override;
  Status synchronize() noexcept override;
  double elapsed_ms(const Event& earlier) noexcept override;
  CuEvent handle() const { return handle_; }

 private:
  const CudaContext& context_;
  CuEvent handle_ = nullptr;
};

/// A captured graph reads ordinary (pageable) host memory when it is launched, not when its copy's turn comes: what an
/// earlier step of the same graph writes there would be missed. So a host function of the graph copies such memory to
/// pinned memory first.
class StagedCopy {
 public:
  StagedCopy(const CudaContext& context, const void* source, size_t bytes) noexcept;
  ~StagedCopy();
  StagedCopy(const StagedCopy&) = delete;
  StagedCopy& operator=(const StagedCopy&) = delete;
  void* pinned() const { return pinned_; }  // null: no memory
  static void run(void* self) noexcept;

 private:
  const CudaContext& context_;
  const void* source_;
  size_t bytes_;
  void* pinned_;
};
using StagedCopies = std::vector<std::unique_ptr<StagedCopy>>;

class CudaGraph final : public CapturedGraph {
 public:
  CudaGraph(const CudaContext& context, CuGraphExec exec, CuStream stream, StagedCopies staged)
      : context_(context), exec_(exec), stream_(stream), staged_(std::move(staged)) {}
  ~CudaGraph() override;
  Status launch() noexcept override;

 private:
  const CudaContext& context_;
  CuGraphExec exec_;
  CuStream stream_;
  StagedCopies staged_;
};

class CudaStream final : public Stream {
 public:
  /// native null: a stream of its own, else the caller's, not owned. Error(kDevice) if the driver gives none.
  CudaStream(const CudaContext& context, void* native);
  ~CudaStream() override;
  Status copy(void* dst, const void* src, int64_t bytes, Copy kind) noexcept override;
  Status host_call(HostCallback f, void* arg) noexcept override;
  Status record(Event& e) noexcept override;
  Status wait(Event& e) noexcept override;
  Status synchronize() noexcept override;
  void* native() const noexcept override { return stream_; }
  Status begin_capture() noexcept override;
  std::unique_ptr<CapturedGraph> end_capture(Status& status) noexcept override;

 private:
  CuResult enqueue_copy(void* dst, const void* src, size_t bytes, Copy kind) noexcept;
  Status copy_staged(void* dst, const void* src, size_t bytes) noexcept;
  bool pageable(const void* p) const noexcept;
  const CudaContext& context_;
  CuStream stream_ = nullptr;
  bool owned_ = false, capturing_ = false;
  StagedCopies staged_;  // of the capture in progress
};

}  // namespace sinter::cuda
