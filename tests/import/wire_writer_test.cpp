// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/protobuf/wire_writer.h"

#include <gtest/gtest.h>

#include <limits>

#include "import/protobuf/wire_reader.h"

namespace sinter {
namespace {

TEST(WireWriter, ScalarsComeBack) {
  WireWriter w;
  const int64_t numbers[] = {0, 1, 127, 128, 300, -1, INT64_MIN, INT64_MAX};
  for (int64_t v : numbers) w.int64(1, v);
  w.float32(2, -1.5f);
  w.float64(3, 1e300);
  w.string(2047, "text");
  const std::string bytes = w.whole();
  EXPECT_EQ(bytes.size(), w.size());
  WireReader in(as_byte_span(bytes));
  for (int64_t v : numbers) {
    ASSERT_TRUE(in.next());
    EXPECT_EQ(in.int64(), v);
  }
  ASSERT_TRUE(in.next());
  EXPECT_EQ(in.float32(), -1.5f);
  ASSERT_TRUE(in.next());
  EXPECT_EQ(in.float64(), 1e300);
  ASSERT_TRUE(in.next());
  EXPECT_EQ(in.field(), 2047u);
  EXPECT_EQ(in.string(), "text");
  EXPECT_FALSE(in.next());
}

TEST(WireWriter, PackedListsComeBack) {
  WireWriter w;
  const std::vector<int64_t> ints{3, -7, int64_t{1} << 40};
  const std::vector<float> floats{0.5f, std::numeric_limits<float>::infinity()};
  w.packed(1, std::span<const int64_t>(ints));
  w.packed(2, std::span<const float>(floats));
  w.packed(3, std::span<const int64_t>());
  const std::string bytes = w.whole();
  WireReader in(as_byte_span(bytes));
  std::vector<int64_t> got_ints;
  std::vector<float> got_floats;
  ASSERT_TRUE(in.next());
  in.append_to(got_ints, 100);
  ASSERT_TRUE(in.next());
  in.append_to(got_floats, 100);
  EXPECT_FALSE(in.next());  // an empty list is no field
  EXPECT_EQ(got_ints, ints);
  EXPECT_EQ(got_floats, floats);
}

TEST(WireWriter, NestedViewsAreNotCopied) {
  const std::string large(5000, 'x'), small(10, 'y');
  WireWriter inner;
  inner.string(1, "before");
  inner.view(2, as_byte_span(large));
  inner.view(3, as_byte_span(small));
  WireWriter outer;
  outer.message(7, inner);
  outer.message(7, inner);
  EXPECT_GT(outer.size(), 2 * large.size());
  int views = 0;
  uint64_t total = 0;
  for (ByteSpan p : outer.pieces()) {
    views += p.data() == as_byte_span(large).data();
    total += p.size();
  }
  EXPECT_EQ(views, 2);
  EXPECT_EQ(total, outer.size());
  const std::string bytes = outer.whole();
  WireReader in(as_byte_span(bytes));
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(in.next());
    WireReader m = in.message();
    ASSERT_TRUE(m.next());
    EXPECT_EQ(m.string(), "before");
    ASSERT_TRUE(m.next());
    EXPECT_EQ(m.string(), large);
    ASSERT_TRUE(m.next());
    EXPECT_EQ(m.string(), small);
    EXPECT_FALSE(m.next());
  }
}

TEST(WireWriter, VarintSizes) {
  EXPECT_EQ(varint_size(0), 1);
  EXPECT_EQ(varint_size(127), 1);
  EXPECT_EQ(varint_size(128), 2);
  EXPECT_EQ(varint_size(UINT64_MAX), 10);
}

}  // namespace
}  // namespace sinter
