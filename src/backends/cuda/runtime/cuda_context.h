// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The primary context of one GPU. CUDA keeps a current context per thread, and the caller's thread may have none or
// another library's: every call into the driver happens inside a ContextScope.
#pragma once
#include "backends/cuda/cuda_api.h"

namespace sinter::cuda {

/// What streams, events, kernels and allocators share; owned by the device, which outlives them.
struct CudaContext {
  const CudaApi* api = nullptr;
  CuDevice device = 0;
  CuContext handle = nullptr;
};

/// Makes the context current for a block. One query where it is current already (the usual case in a run).
class ContextScope {
 public:
  explicit ContextScope(const CudaContext& context) noexcept : context_(context) {
    CuContext current = nullptr;
    result_ = context.api->context_current(&current);
    if (result_ != kCuSuccess || current == context.handle) return;
    result_ = context.api->context_push(context.handle);
    pushed_ = result_ == kCuSuccess;
  }
  ~ContextScope() {
    CuContext popped = nullptr;
    if (pushed_) context_.api->context_pop(&popped);
  }
  ContextScope(const ContextScope&) = delete;
  ContextScope& operator=(const ContextScope&) = delete;
  CuResult result() const { return result_; }

 private:
  const CudaContext& context_;
  CuResult result_ = kCuSuccess;
  bool pushed_ = false;
};

/// Runs a driver call with the context current; the call's own error, or that of making the context current.
template <class Call>
Status with_context(const CudaContext& context, const char* what, Call call) noexcept {
  ContextScope scope(context);
  return context.api->status(scope.result() == kCuSuccess ? call() : scope.result(), what);
}

}  // namespace sinter::cuda
