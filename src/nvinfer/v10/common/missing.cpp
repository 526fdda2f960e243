// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>

#include "nvinfer/v10/abi.h"

namespace sinter::nvinfer {

// A loud end is the honest answer: the caller expects an object or an effect that we cannot give, and a null or false
// would show up far away from here.
void missing(const char* name) noexcept {
  std::fprintf(stderr, "%s is not available in this build of SinterRT\n", name);
  std::fflush(stderr);
  std::abort();
}

}  // namespace sinter::nvinfer
