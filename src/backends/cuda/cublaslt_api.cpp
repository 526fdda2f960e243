// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/cublaslt_api.h"

#include "backends/cuda/library.h"

namespace sinter::cuda {
namespace {

struct LoadedCublasLt {
  CublasLtApi api;
  std::string why;
  bool ok = false;
  LoadedCublasLt() {
    static constexpr const char* kNames[] = {"libcublasLt.so.13", "libcublasLt.so.12"};
    ApiLoader loader(kNames, why);
#define SINTER_LOAD(member, symbol, parameters) loader.load(api.member, symbol);
    SINTER_CUBLASLT_FUNCTIONS(SINTER_LOAD)
#undef SINTER_LOAD
    ok = loader.ok();
    if (!ok) why += " (install NVIDIA's cuBLAS, or set SINTER_CUDA_LIB_PATH to its folder)";
  }
};

}  // namespace

const CublasLtApi* cublaslt_api(std::string& why) {
  static const LoadedCublasLt lt;
  why = lt.why;
  return lt.ok ? &lt.api : nullptr;
}

}  // namespace sinter::cuda
