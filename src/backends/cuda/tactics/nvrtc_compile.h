// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// CUDA C++ text to a cubin, by NVRTC alone: no driver and no GPU.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace sinter::cuda {

/// The architecture for a device's fingerprint: "sm_90a" for "sm_90" (from there on an architecture has instructions
/// of its own), the same for older ones.
std::string arch_of(const std::string& fingerprint);
/// The architecture to compile for: SINTER_CUDA_ARCH if set, else that of the GPU here, else sm_90a.
std::string compile_arch();

/// Error(kDevice) if there is no NVRTC or it knows no such architecture; Error(kInternal) with the compiler's log if
/// the source is wrong. `arch` is like "sm_90a". Thread-safe.
std::vector<std::byte> compile_cuda_source(const std::string& source, const std::string& arch);

}  // namespace sinter::cuda
