// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/nvrtc_api.h"

#include "backends/cuda/library.h"

namespace sinter::cuda {
namespace {

struct LoadedNvrtc {
  NvrtcApi api;
  std::string why;
  bool ok = false;
  LoadedNvrtc() {
    static constexpr const char* kNames[] = {"libnvrtc.so.13", "libnvrtc.so.12"};
    ApiLoader loader(kNames, why);
#define SINTER_LOAD(member, symbol, parameters) loader.load(api.member, symbol);
    SINTER_NVRTC_FUNCTIONS(SINTER_LOAD)
#undef SINTER_LOAD
    ok = loader.ok();
    if (ok) open_builtins();
    if (!ok) why += " (install NVIDIA's NVRTC, or set SINTER_CUDA_LIB_PATH to its folder)";
  }
  // NVRTC opens its second library by name alone, which fails where the folder is not on the loader's path.
  void open_builtins() {
    int major = 0, minor = 0;
    if (api.version(&major, &minor) != kNvrtcSuccess) return;
    open_beside(reinterpret_cast<const void*>(api.version),
                "libnvrtc-builtins.so." + std::to_string(major) + "." + std::to_string(minor));
  }
};

}  // namespace

const NvrtcApi* nvrtc_api(std::string& why) {
  static const LoadedNvrtc nvrtc;
  why = nvrtc.why;
  return nvrtc.ok ? &nvrtc.api : nullptr;
}

}  // namespace sinter::cuda
