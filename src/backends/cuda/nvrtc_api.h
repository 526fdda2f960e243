// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The part of NVRTC (NVIDIA's run-time compiler for CUDA C++) that this backend calls. Needed to build plans, not to
// run them. Declared here so that building needs no CUDA headers.
#pragma once
#include <cstddef>
#include <string>

namespace sinter::cuda {

using NvrtcResult = int;  // 0: success
using NvrtcProgram = struct NvrtcProgramHandle*;
inline constexpr NvrtcResult kNvrtcSuccess = 0;
inline constexpr NvrtcResult kNvrtcErrorCompilation = 6;

#define SINTER_NVRTC_FUNCTIONS(X)                                                                               \
  X(version, "nvrtcVersion", (int*, int*))                                                                      \
  X(create, "nvrtcCreateProgram",                                                                               \
    (NvrtcProgram*, const char* source, const char* name, int headers, const char* const*, const char* const*)) \
  X(destroy, "nvrtcDestroyProgram", (NvrtcProgram*))                                                            \
  X(compile, "nvrtcCompileProgram", (NvrtcProgram, int options, const char* const*))                            \
  X(cubin_size, "nvrtcGetCUBINSize", (NvrtcProgram, size_t*))                                                   \
  X(cubin, "nvrtcGetCUBIN", (NvrtcProgram, char*))                                                              \
  X(log_size, "nvrtcGetProgramLogSize", (NvrtcProgram, size_t*))                                                \
  X(log, "nvrtcGetProgramLog", (NvrtcProgram, char*))

struct NvrtcApi {
#define SINTER_MEMBER(member, symbol, parameters) NvrtcResult(*member) parameters = nullptr;
  SINTER_NVRTC_FUNCTIONS(SINTER_MEMBER)
#undef SINTER_MEMBER
};

/// NVRTC 13 or 12, opened once for the process; null with a reason where there is none. Needs no driver and no GPU.
const NvrtcApi* nvrtc_api(std::string& why);

}  // namespace sinter::cuda
