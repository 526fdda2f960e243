// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Small Darknet networks for tests: a .cfg, and .weights bytes with as many numbers as it takes.
#pragma once
#include <cstring>
#include <string>
#include <vector>

#include "import/darknet/import.h"

namespace sinter::test {

/// A header of version 0.2.5 and these floats.
inline std::vector<std::byte> darknet_weights(const std::vector<float>& values, int32_t major = 0, int32_t minor = 2) {
  const int32_t version[3] = {major, minor, 5};
  const uint64_t seen = 32;
  const size_t wide = major * 10 + minor >= 2 && major < 1000 && minor < 1000 ? 8 : 4;
  std::vector<std::byte> out(12 + wide + values.size() * 4);
  std::memcpy(out.data(), version, 12);
  std::memcpy(out.data() + 12, &seen, wide);
  if (!values.empty()) std::memcpy(out.data() + 12 + wide, values.data(), values.size() * 4);
  return out;
}

/// 1/8, 2/8, ... 1, again and again: variances must be positive.
inline std::vector<float> darknet_numbers(size_t count) {
  std::vector<float> out;
  for (size_t i = 0; i < count; ++i) out.push_back(float(i % 8 + 1) / 8);
  return out;
}

/// The weights must outlive the graph: nothing is copied.
inline ImportResult import_darknet(const std::string& cfg, const std::vector<std::byte>& weights,
                                   const ReadOptions& options = {}) {
  return darknet::import_text(cfg, ByteSpan(weights), nullptr, options);
}

/// Two convolutions with everything, a route, a shortcut, pooling, a head: 111 numbers.
inline const std::string kSmallDarknet = R"([net]
batch=64
subdivisions=16
width=8
height=8
channels=3
[convolutional]
batch_normalize=1
filters=2
size=3
stride=1
pad=1
activation=leaky
# a comment
[maxpool]
size=2
stride=2
[route]
layers = -1, 1
[convolutional]
filters=2
size=1
activation=linear
[shortcut]
from=-3
activation=linear
[upsample]
stride=2
[convolutional]
size=1
filters = 7
activation=linear
[yolo]
mask = 1
anchors = 10,13, 16,30
classes=2
num=2
)";
inline constexpr size_t kSmallDarknetNumbers = 4 * 2 + 2 * 3 * 9 + 2 + 2 * 4 + 7 + 7 * 2;

}  // namespace sinter::test
