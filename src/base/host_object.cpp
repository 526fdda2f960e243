// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/host_object.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"
#include "base/recipe.h"
#include "sinter/error.h"

namespace sinter {

HostObject HostObject::tensor(DataType dtype, Dims dims) {
  HostObject t;
  const int64_t n = element_count(dims), size = bytes_of(dtype, n);
  if (size > limits::kMaxTensorBytes)
    fail(ErrorCode::kLimit, "a tensor " + std::string(to_string(dtype)) + to_string(dims) + " is too large",
         "use smaller shapes");
  t.dtype = dtype;
  t.dims = std::move(dims);
  if (dtype == DataType::kString)
    t.strings.resize(size_t(n));
  else
    t.bytes.resize(size_t(size));
  return t;
}

HostObject HostObject::string_tensor(Dims dims, std::vector<std::string> strings) {
  HostObject t;
  t.dtype = DataType::kString;
  t.dims = std::move(dims);
  t.strings = std::move(strings);
  if (t.count() != int64_t(t.strings.size()))
    fail(ErrorCode::kShapeMismatch,
         std::to_string(t.strings.size()) + " strings given for a tensor of shape " + to_string(t.dims),
         "give one per element");
  return t;
}

HostObject HostObject::sequence(DataType element, std::vector<std::shared_ptr<const HostObject>> items) {
  if (int64_t(items.size()) > limits::kMaxSequenceLength)
    fail(ErrorCode::kLimit,
         "a sequence has " + std::to_string(items.size()) + " elements, more than " +
             std::to_string(limits::kMaxSequenceLength),
         "use shorter sequences");
  HostObject s;
  s.kind = Kind::kSequence;
  s.dtype = element;
  s.items = std::move(items);
  return s;
}

HostObject HostObject::optional(DataType element, std::shared_ptr<const HostObject> item) {
  HostObject o;
  o.kind = Kind::kOptional;
  o.dtype = element;
  if (item) o.items.push_back(std::move(item));
  return o;
}

void* HostObject::data() {
  return dtype == DataType::kString ? static_cast<void*>(strings.data()) : static_cast<void*>(bytes.data());
}

bool HostObject::operator==(const HostObject& o) const {
  if (kind != o.kind || dtype != o.dtype) return false;
  if (is_tensor()) return dims == o.dims && bytes == o.bytes && strings == o.strings;
  return std::equal(items.begin(), items.end(), o.items.begin(), o.items.end(),
                    [](const auto& a, const auto& b) { return a == b || *a == *b; });
}

std::string describe(const HostObject& o) {
  if (o.is_tensor()) return std::string(to_string(o.dtype)) + to_string(o.dims);
  const std::string inner = std::string(to_string(o.dtype)) + ")";
  if (o.kind == HostObject::Kind::kSequence) return "seq(" + inner + " of " + std::to_string(o.items.size());
  return "opt(" + inner + (o.items.empty() ? ", absent" : ", present");
}

bool has_nesting(const HostObject& o, std::string_view nesting) {
  if (nesting.empty()) return o.is_tensor();
  const auto kind = nesting[0] == 's' ? HostObject::Kind::kSequence : HostObject::Kind::kOptional;
  return o.kind == kind && std::all_of(o.items.begin(), o.items.end(),
                                       [&](const auto& item) { return has_nesting(*item, nesting.substr(1)); });
}

bool is_nesting(std::string_view nesting) {
  return nesting.size() <= size_t(limits::kMaxValueNesting) &&
         std::all_of(nesting.begin(), nesting.end(), [](char c) { return c == 's' || c == 'o'; });
}

std::vector<std::byte> encode_strings(std::span<const std::string> strings) {
  RecipeWriter out;
  out.i64(int64_t(strings.size()));
  for (const auto& s : strings) out.text(s);
  return out.take();
}

int64_t encoded_count(ByteSpan bytes) noexcept {
  int64_t n = -1;
  if (bytes.size() >= 8) std::memcpy(&n, bytes.data(), 8);
  return n >= 0 && uint64_t(n) <= bytes.size() / 8 - 1 ? n : -1;  // every string has at least its length
}

std::vector<std::string> decode_strings(ByteSpan bytes) {
  const int64_t count = encoded_count(bytes);
  if (count < 0) RecipeReader::corrupt();
  RecipeReader in(bytes);
  in.i64();
  std::vector<std::string> out;
  out.reserve(size_t(count));
  for (int64_t i = 0; i < count; ++i) {
    out.push_back(in.text());
    if (int64_t(out.back().size()) > limits::kMaxStringBytes) RecipeReader::corrupt();
  }
  in.done();
  return out;
}

}  // namespace sinter
