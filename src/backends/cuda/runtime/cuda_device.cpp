// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/runtime/cuda_device.h"

#include "backends/cuda/runtime/cuda_stream.h"
#include "sinter/error.h"

namespace sinter::cuda {
namespace {

void check_driver(const CudaApi& api, CuResult r, const char* what) {
  if (r == kCuSuccess) return;
  fail(ErrorCode::kDevice, std::string(what) + " failed: " + api.name_of(r), "see whether nvidia-smi works here");
}

}  // namespace

CudaDevice::CudaDevice(const CudaApi& api, int ordinal) {
  context_.api = &api;
  check_driver(api, api.device_get(&context_.device, ordinal), "finding the GPU");
  char name[256] = "";
  check_driver(api, api.device_name(name, int(sizeof(name)), context_.device), "reading the GPU's name");
  name_ = name;
  check_driver(api, api.device_attribute(&major_, kCuAttributeMajor, context_.device),
               "reading the GPU's architecture");
  check_driver(api, api.device_attribute(&minor_, kCuAttributeMinor, context_.device),
               "reading the GPU's architecture");
  check_driver(api, api.driver_version(&driver_), "reading the driver's version");
  check_driver(api, api.primary_retain(&context_.handle, context_.device), "opening the GPU");
}

CudaDevice::~CudaDevice() {
  if (lt_) {
    ContextScope scope(context_);
    std::string why;
    cublaslt_api(why)->destroy(lt_);
  }
  context_.api->primary_release(context_.device);
}

std::string CudaDevice::fingerprint() const { return "sm_" + std::to_string(major_) + std::to_string(minor_); }

std::string CudaDevice::description() const {
  return name_ + ", driver " + std::to_string(driver_ / 1000) + "." + std::to_string(driver_ % 1000 / 10);
}

std::unique_ptr<Stream> CudaDevice::create_stream(void* native) {
  return std::make_unique<CudaStream>(context_, native);
}
std::unique_ptr<Event> CudaDevice::create_event() { return std::make_unique<CudaEvent>(context_); }

LtHandle CudaDevice::cublaslt() {
  const std::lock_guard lock(lt_mutex_);
  if (lt_) return lt_;
  std::string why;
  const CublasLtApi* api = cublaslt_api(why);
  if (!api)
    fail(ErrorCode::kDevice, "the plan needs cuBLASLt: " + why, "install it, or build the plan without its tactics");
  ContextScope scope(context_);
  const LtStatus s = api->create(&lt_);
  if (s != kLtSuccess)
    fail(ErrorCode::kDevice, "cuBLASLt could not be started (status " + std::to_string(s) + ")",
         "use a cuBLASLt that fits the driver");
  return lt_;
}

}  // namespace sinter::cuda
