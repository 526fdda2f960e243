// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// libFuzzer target: any bytes are a UFF network, or an Error.
#include <cstddef>
#include <cstdint>

#include "import/uff/import.h"
#include "sinter/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    sinter::uff::import_bytes({reinterpret_cast<const std::byte*>(data), size});
  } catch (const sinter::Error&) {
  }
  return 0;
}
