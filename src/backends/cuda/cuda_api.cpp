// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/cuda_api.h"

#include <memory>

#include "backends/cuda/library.h"

namespace sinter::cuda {
namespace {

struct LoadedDriver {
  CudaApi api;
  std::string why;
  bool ok = false;
  LoadedDriver() {
    static constexpr const char* kNames[] = {"libcuda.so.1"};
    ApiLoader loader(kNames, why);
#define SINTER_LOAD(member, symbol, parameters) loader.load(api.member, symbol);
    SINTER_CUDA_FUNCTIONS(SINTER_LOAD)
#undef SINTER_LOAD
    ok = loader.ok();
    if (!ok) why += " (no NVIDIA driver here?)";
  }
};

}  // namespace

std::string CudaApi::name_of(CuResult result) const {
  const char* name = nullptr;
  if (error_name(result, &name) != kCuSuccess || !name) return "error " + std::to_string(result);
  return name;
}

const CudaApi* cuda_api(std::string& why) {
  static const LoadedDriver driver;
  why = driver.why;
  return driver.ok ? &driver.api : nullptr;
}

}  // namespace sinter::cuda
