// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Recipes: the parameters of a kernel as little-endian bytes. The reader is bounded: a damaged recipe gives
// Error(kCorruptFile), never a wild read; loaders range-check every value they read.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "sinter/error.h"

namespace sinter {

class RecipeWriter {
 public:
  RecipeWriter& i64(int64_t v) { return raw(&v, 8); }
  RecipeWriter& f64(double v) { return raw(&v, 8); }
  RecipeWriter& ints(const std::vector<int64_t>& v) {
    i64(int64_t(v.size()));
    for (int64_t x : v) i64(x);
    return *this;
  }
  RecipeWriter& text(std::string_view s) {
    i64(int64_t(s.size()));
    return raw(s.data(), s.size());
  }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  RecipeWriter& raw(const void* p, size_t n) {
    const auto* b = static_cast<const std::byte*>(p);
    bytes_.insert(bytes_.end(), b, b + n);
    return *this;
  }
  std::vector<std::byte> bytes_;
};

class RecipeReader {
 public:
  explicit RecipeReader(ByteSpan bytes) : bytes_(bytes) {}
  int64_t i64() {
    int64_t v;
    std::memcpy(&v, take(8), 8);
    return v;
  }
  /// An integer in [lo, hi], else Error(kCorruptFile).
  int64_t i64(int64_t lo, int64_t hi) {
    const int64_t v = i64();
    if (v < lo || v > hi) corrupt();
    return v;
  }
  double f64() {
    double v;
    std::memcpy(&v, take(8), 8);
    return v;
  }
  std::vector<int64_t> ints(size_t max_count = 1024) {
    const int64_t n = i64(0, int64_t(max_count));
    if (size_t(n) * 8 > bytes_.size()) corrupt();
    std::vector<int64_t> v;
    for (int64_t i = 0; i < n; ++i) v.push_back(i64());
    return v;
  }
  std::string text() {
    const int64_t n = i64(0, int64_t(bytes_.size()));
    const auto* p = reinterpret_cast<const char*>(take(size_t(n)));
    return std::string(p, size_t(n));
  }
  void done() const {
    if (!bytes_.empty()) corrupt();
  }
  [[noreturn]] static void corrupt() {
    fail(ErrorCode::kCorruptFile, "a kernel's recipe is damaged", "build the plan again");
  }

 private:
  const std::byte* take(size_t n) {
    if (n > bytes_.size()) corrupt();
    const auto* p = bytes_.data();
    bytes_ = bytes_.subspan(n);
    return p;
  }
  ByteSpan bytes_;
};

}  // namespace sinter
