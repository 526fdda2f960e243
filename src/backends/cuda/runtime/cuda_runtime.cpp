// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/runtime/cuda_runtime.h"

#include "backends/cuda/kernels/cublaslt_matmul.h"
#include "backends/cuda/kernels/pointwise_kernel.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter::cuda {

void CudaRuntime::open() noexcept {
  try {
    api_ = cuda_api(why_);
    if (!api_) return;
    int count = 0;
    CuResult r = api_->init(0);
    if (r == kCuSuccess) r = api_->device_count(&count);
    if (r != kCuSuccess)
      why_ = "the NVIDIA driver does not start: " + api_->name_of(r);
    else if (count <= ordinal_)
      why_ = "the NVIDIA driver shows " + std::to_string(count) + " GPUs";
  } catch (...) {
    api_ = nullptr;  // no memory for a message
  }
}

const char* CudaRuntime::unavailable() noexcept {
  std::call_once(opened_, [this] { open(); });
  if (!why_.empty()) return why_.c_str();
  return api_ ? nullptr : "out of memory";
}

CudaDevice& CudaRuntime::cuda_device() {
  if (const char* why = unavailable())
    fail(ErrorCode::kDevice, std::string("no GPU can be used: ") + why,
         "run on a machine with an NVIDIA GPU, or use --backend cpu");
  const std::lock_guard lock(mutex_);
  if (!device_) device_ = std::make_unique<CudaDevice>(*api_, ordinal_);
  return *device_;
}

std::unique_ptr<Kernel> CudaRuntime::load(const KernelRecord& record, std::span<const LoadedConstant> constants) {
  if (!constants.empty()) RecipeReader::corrupt();  // none of our kernels has packed constants
  CudaDevice& gpu = cuda_device();
  if (record.name == kPointwiseKernel) return load_pointwise(gpu, record);
  if (record.name == kCublasLtKernel) return load_cublaslt_matmul(gpu, record);
  fail(ErrorCode::kIncompatiblePlan, "the CUDA backend has no kernel " + quote(record.name),
       "build the plan with this version");
}

}  // namespace sinter::cuda
