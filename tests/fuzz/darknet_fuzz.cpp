// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// libFuzzer target: any text with any bytes of weights behind it (after the first zero byte) is a network, or an Error.
// Without such bytes there are more zeros than small networks take, so that all layers are reached. A good corpus to
// start from are small .cfg files.
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "import/darknet/import.h"
#include "sinter/error.h"

namespace {

/// A header of version 0.2 and zeros, which take no memory.
sinter::ByteSpan many_zeros() {
  constexpr size_t kBytes = (size_t{128} << 20) + 20;
  static std::byte* bytes = [] {
    void* p = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) __builtin_trap();
    static_cast<std::byte*>(p)[4] = std::byte{2};
    return static_cast<std::byte*>(p);
  }();
  return {bytes, kBytes};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const size_t end = std::min(all.find('\0'), size);
  const std::string_view rest = all.substr(std::min(end + 1, size));
  const sinter::ByteSpan weights = rest.empty() ? many_zeros() : sinter::as_byte_span(rest);
  try {
    sinter::darknet::import_text(all.substr(0, end), weights, nullptr);
  } catch (const sinter::Error&) {
  }
  return 0;
}
