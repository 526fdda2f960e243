// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"

#include <gtest/gtest.h>

namespace sinter {
namespace {

// Stored in plans and caches: these values must never change.
TEST(Hash, KnownValues) {
  EXPECT_EQ(hex(hash64({})), "2d06800538d394c2");
  EXPECT_EQ(hex(hash128({})), "99aa06d3014798d86001c324468d497f");
}

TEST(Hash, StreamEqualsWhole) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += static_cast<char>(i * 7);
  for (const uint64_t seed : {uint64_t{0}, uint64_t{42}}) {
    Hasher hasher(seed);
    for (size_t at = 0; at < text.size(); at += 77) {
      hasher.update(as_byte_span(std::string_view(text).substr(at, 77)));
      const Hasher copy = hasher;  // copying mid-stream does not disturb
      EXPECT_EQ(copy.finish128(), hasher.finish128());
    }
    EXPECT_EQ(hasher.finish64(), hash64(as_byte_span(text), seed));
    EXPECT_EQ(hasher.finish128(), hash128(as_byte_span(text), seed));
  }
}

TEST(Hash, FramesValues) {
  EXPECT_NE(Hasher().add("ab").add("c").finish64(), Hasher().add("a").add("bc").finish64());
  EXPECT_NE(Hasher().add(1).finish64(), Hasher().add(1.0).finish64());
  EXPECT_EQ(Hasher().add(int32_t{-1}).finish64(), Hasher().add(int64_t{-1}).finish64());
  EXPECT_NE(Hasher().add(0.0).finish64(), Hasher().add(-0.0).finish64());
}

}  // namespace
}  // namespace sinter
