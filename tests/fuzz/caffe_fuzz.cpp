// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// libFuzzer target: any bytes are a Caffe network, or an Error. A line of "@@" separates the network from its weights,
// another one those from a mean.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "import/caffe/import.h"
#include "sinter/error.h"

namespace {

std::string_view take_part(std::string_view& rest) {
  constexpr std::string_view kMark = "\n@@\n";
  const size_t end = rest.find(kMark);
  const std::string_view part = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + kMark.size());
  return part;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view net = take_part(rest), weights = take_part(rest), mean = take_part(rest);
  try {
    sinter::caffe::import_bytes(
        {sinter::as_byte_span(net), sinter::as_byte_span(weights), sinter::as_byte_span(mean), {}});
  } catch (const sinter::Error&) {
  }
  return 0;
}
