// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// libFuzzer target: any bytes are a TensorFlow graph, binary or text, or an Error.
#include <cstddef>
#include <cstdint>

#include "import/tensorflow/import.h"
#include "sinter/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    sinter::tensorflow::import_graph(
        sinter::tensorflow::load_graph_bytes({reinterpret_cast<const std::byte*>(data), size}));
  } catch (const sinter::Error&) {
  }
  return 0;
}
