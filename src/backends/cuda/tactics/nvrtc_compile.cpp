// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/tactics/nvrtc_compile.h"

#include <algorithm>
#include <cstdlib>

#include "backends/cuda/cuda_api.h"
#include "backends/cuda/nvrtc_api.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter::cuda {
namespace {

struct NvrtcJob {
  const NvrtcApi& api;
  NvrtcProgram program = nullptr;
  ~NvrtcJob() {
    if (program) api.destroy(&program);
  }
};

// "sm_90" of the first GPU; empty without one. Opens no context.
std::string fingerprint_here() {
  std::string why;
  const CudaApi* api = cuda_api(why);
  CuDevice device = 0;
  int major = 0, minor = 0;
  const bool found = api && api->init(0) == kCuSuccess && api->device_get(&device, 0) == kCuSuccess &&
                     api->device_attribute(&major, kCuAttributeMajor, device) == kCuSuccess &&
                     api->device_attribute(&minor, kCuAttributeMinor, device) == kCuSuccess;
  return found ? "sm_" + std::to_string(major) + std::to_string(minor) : "";
}

std::string compile_log(const NvrtcJob& job) {
  size_t size = 0;
  if (job.api.log_size(job.program, &size) != kNvrtcSuccess || size <= 1) return "no log";
  std::string log(size, '\0');
  if (job.api.log(job.program, log.data()) != kNvrtcSuccess) return "no log";
  return escape_for_message(std::string_view(log).substr(0, size - 1), 4096);
}

}  // namespace

std::string arch_of(const std::string& fingerprint) {
  const auto number = parse_int64(std::string_view(fingerprint).substr(std::min<size_t>(3, fingerprint.size())));
  return number && *number >= 90 ? fingerprint + "a" : fingerprint;
}

std::string compile_arch() {
  const char* asked = std::getenv("SINTER_CUDA_ARCH");
  if (asked && *asked) return asked;
  static const std::string here = fingerprint_here();
  return here.empty() ? "sm_90a" : arch_of(here);
}

std::vector<std::byte> compile_cuda_source(const std::string& source, const std::string& arch) {
  std::string why;
  const NvrtcApi* api = nvrtc_api(why);
  if (!api)
    fail(ErrorCode::kDevice, "CUDA kernels cannot be compiled: " + why, "install NVRTC, or build for another backend");
  NvrtcJob job{*api};
  if (api->create(&job.program, source.c_str(), "sinter_kernel.cu", 0, nullptr, nullptr) != kNvrtcSuccess)
    fail(ErrorCode::kDevice, "NVRTC could not start a compilation", "free some memory");
  const std::string option = "--gpu-architecture=" + arch;
  const char* options[] = {option.c_str(), "--std=c++17"};
  const NvrtcResult r = api->compile(job.program, 2, options);
  if (r == kNvrtcErrorCompilation)
    fail(ErrorCode::kInternal, "NVRTC refuses a generated kernel: " + compile_log(job), "report this as a bug");
  size_t size = 0;
  if (r != kNvrtcSuccess || api->cubin_size(job.program, &size) != kNvrtcSuccess || size == 0)
    fail(ErrorCode::kDevice,
         "NVRTC gave no code for " + quote(arch) + " (error " + std::to_string(r) + "): " + compile_log(job),
         "use a newer NVRTC, or set SINTER_CUDA_ARCH to an architecture it knows");
  std::vector<std::byte> cubin(size);
  if (api->cubin(job.program, reinterpret_cast<char*>(cubin.data())) != kNvrtcSuccess)
    fail(ErrorCode::kDevice, "NVRTC did not hand over its result", "report this as a bug");
  return cubin;
}

}  // namespace sinter::cuda
