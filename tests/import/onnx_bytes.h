// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes protobuf's wire format by hand, for tests of the reader: `bytes(7, node + node)` is field 7 with a message.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace sinter::test {

inline std::string varint(uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  return out + static_cast<char>(value);
}
inline std::string tag(uint32_t field, int wire_type) {
  return varint(uint64_t{field} << 3 | static_cast<unsigned>(wire_type));
}
inline std::string number(uint32_t field, int64_t value) {
  return tag(field, 0) + varint(static_cast<uint64_t>(value));
}
inline std::string bytes(uint32_t field, std::string_view value) {
  return tag(field, 2) + varint(value.size()) + std::string(value);
}
template <class T>
std::string raw(T value) {
  std::string out(sizeof(T), '\0');
  std::memcpy(out.data(), &value, sizeof(T));
  return out;
}
inline std::string fixed(uint32_t field, float value) { return tag(field, 5) + raw(value); }
inline std::string fixed(uint32_t field, double value) { return tag(field, 1) + raw(value); }
inline std::string entry(std::string_view key, std::string_view value) { return bytes(1, key) + bytes(2, value); }

/// A value info of a tensor type with the given dims.
inline std::string value_info(std::string_view name, int elem_type, std::initializer_list<int64_t> dims) {
  std::string shape;
  for (const int64_t dim : dims) shape += bytes(1, number(1, dim));
  return bytes(1, name) + bytes(2, bytes(1, number(1, elem_type) + bytes(2, shape)));
}
/// A float tensor with raw data.
inline std::string float_tensor(std::string_view name, std::initializer_list<float> values) {
  std::string data;
  for (const float value : values) data += raw(value);
  return number(1, static_cast<int64_t>(values.size())) + number(2, 1) + bytes(8, name) + bytes(9, data);
}
inline std::string model(std::string_view graph) {
  return number(1, 9) + bytes(2, "test") + bytes(8, bytes(1, "") + number(2, 18)) + bytes(7, graph);
}
/// y = Conv(x, w) with one attribute of most kinds, an If with two subgraphs, and a function.
inline std::string small_model() {
  const std::string conv =
      bytes(1, "x") + bytes(1, "w") + bytes(1, "") + bytes(2, "c") + bytes(3, "conv") + bytes(4, "Conv") +
      bytes(5, bytes(1, "group") + number(3, 2) + number(20, 2)) +
      bytes(5, bytes(1, "alpha") + fixed(2, 0.5f) + number(20, 1)) +
      bytes(5, bytes(1, "auto_pad") + bytes(4, "VALID") + number(20, 3)) +
      bytes(5, bytes(1, "pads") + bytes(8, varint(1) + varint(2)) + number(8, 3) + number(20, 7)) +
      bytes(5, bytes(1, "scales") + bytes(7, raw(1.f) + raw(2.f)) + fixed(7, 3.f) + number(20, 6)) +
      bytes(5, bytes(1, "value") + bytes(5, float_tensor("t", {1, 2})) + number(20, 4)) + bytes(9, entry("k", "v"));
  const std::string branch = bytes(2, "branch") + bytes(1, bytes(2, "b") + bytes(4, "Identity") + bytes(1, "c"));
  const std::string cond = bytes(1, "p") + bytes(2, "y") + bytes(4, "If") +
                           bytes(5, bytes(1, "then_branch") + bytes(6, branch) + number(20, 5)) +
                           bytes(5, bytes(1, "else_branch") + bytes(6, branch) + number(20, 5));
  const std::string graph = bytes(2, "g") + bytes(1, conv) + bytes(1, cond) + bytes(5, float_tensor("w", {1, 2, 3})) +
                            bytes(11, value_info("x", 1, {1, 3})) + bytes(12, value_info("y", 1, {}));
  const std::string function = bytes(1, "F") + bytes(10, "my") + bytes(4, "a") + bytes(5, "b") + bytes(6, "axis") +
                               bytes(7, bytes(1, "a") + bytes(2, "b") + bytes(4, "Softmax") +
                                            bytes(5, bytes(1, "axis") + bytes(21, "axis") + number(20, 2)));
  return model(graph) + bytes(25, function) + bytes(14, entry("author", "us"));
}

}  // namespace sinter::test
