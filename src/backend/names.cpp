// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kernel.h"

namespace sinter {

const char* to_string(MemorySpace space) noexcept {
  switch (space) {
    case MemorySpace::kHost: return "host";
    case MemorySpace::kFake: return "fake";
    case MemorySpace::kCuda: return "cuda";
  }
  return "?";
}

const char* to_string(Format format) noexcept { return format == Format::kLinear ? "linear" : "channels_last"; }

}  // namespace sinter
