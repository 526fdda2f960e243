// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/element.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "ir/narrow_float.h"
#include "ir/weights.h"
#include "sinter/error.h"

namespace sinter {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double through(DataType t, double v) {
  std::byte b[16] = {};
  store_f64(t, b, 0, 1, &v);
  load_f64(t, b, 0, 1, &v);
  return v;
}
int64_t int_through(DataType t, int64_t v) {
  std::byte b[16] = {};
  store_i64(t, b, 0, 1, &v);
  load_i64(t, b, 0, 1, &v);
  return v;
}

TEST(Element, EveryCodeOfNarrowFormatsReadsBack) {
  for (DataType t : {DataType::kFloat8E4M3FN, DataType::kFloat8E4M3FNUZ, DataType::kFloat8E5M2,
                     DataType::kFloat8E5M2FNUZ, DataType::kFloat8E8M0, DataType::kFloat4E2M1}) {
    const NarrowFormat& f = *narrow_format(t);
    for (int code = 0; code < 1 << bits_of(t); ++code) {
      const double v = f.value[size_t(code)];
      if (std::isnan(v)) {
        EXPECT_TRUE(std::isnan(through(t, v)));
      } else if (std::isfinite(v)) {
        EXPECT_EQ(int(encode_narrow(f, v)), code) << to_string(t);
      }
    }
  }
}

TEST(Element, NarrowFloatsHaveTheirRanges) {
  EXPECT_EQ(through(DataType::kFloat8E4M3FN, 1e9), 448);
  EXPECT_EQ(through(DataType::kFloat8E4M3FN, -kInfinity), -448);
  EXPECT_EQ(through(DataType::kFloat8E4M3FNUZ, 1e9), 240);
  EXPECT_EQ(through(DataType::kFloat8E5M2, 1e9), 57344);
  EXPECT_EQ(through(DataType::kFloat8E5M2FNUZ, 1e9), 57344);
  EXPECT_EQ(through(DataType::kFloat4E2M1, 100), 6);
  EXPECT_EQ(through(DataType::kFloat8E8M0, 3.1), 4);
  EXPECT_EQ(through(DataType::kFloat8E8M0, 0.75), 1);
  EXPECT_EQ(through(DataType::kFloat8E4M3FN, 0x1p-9), 0x1p-9);  // the smallest subnormal
  EXPECT_EQ(through(DataType::kFloat8E4M3FN, 17), 16);          // a tie goes to the even code
  EXPECT_EQ(through(DataType::kFloat8E4M3FN, 19), 20);
  EXPECT_TRUE(std::signbit(through(DataType::kFloat8E4M3FN, -0.0)));
  EXPECT_FALSE(std::signbit(through(DataType::kFloat8E4M3FNUZ, -0.0)));
}

TEST(Element, HalvesRoundOnce) {
  // Just above the middle between two halves: rounding to float first would give the middle, then the even neighbour.
  EXPECT_EQ(through(DataType::kFloat16, 1 + 0x1p-11 + 0x1p-40), 1 + 0x1p-10);
  EXPECT_EQ(through(DataType::kFloat16, 1 + 0x1p-11), 1);
  EXPECT_EQ(through(DataType::kBFloat16, 1 + 0x1p-8 + 0x1p-50), 1 + 0x1p-7);
  EXPECT_EQ(through(DataType::kFloat16, 65520), kInfinity);
  EXPECT_EQ(through(DataType::kFloat16, 65519.999), 65504);
  EXPECT_EQ(through(DataType::kBFloat16, 1e300), kInfinity);
  EXPECT_TRUE(std::isnan(through(DataType::kBFloat16, std::nan(""))));
  const int64_t big = (int64_t{1} << 40) + (int64_t{1} << 32) + 1;  // one above the middle between two bf16
  std::byte b[2];
  double back;
  store_i64(DataType::kBFloat16, b, 0, 1, &big);
  load_f64(DataType::kBFloat16, b, 0, 1, &back);
  EXPECT_EQ(back, 0x1p40 + 0x1p33);
}

TEST(Element, FloatsToIntegersTruncateAndSaturate) {
  EXPECT_EQ(through(DataType::kInt8, -1.9), -1);
  EXPECT_EQ(through(DataType::kInt8, 300), 127);
  EXPECT_EQ(through(DataType::kInt8, -300), -128);
  EXPECT_EQ(through(DataType::kUInt8, -5), 0);
  EXPECT_EQ(through(DataType::kUInt32, 1e18), 4294967295.0);
  EXPECT_EQ(through(DataType::kInt64, 1e300), 0x1p63);
  EXPECT_EQ(through(DataType::kInt32, std::nan("")), 0);
  EXPECT_EQ(through(DataType::kInt4, 9), 7);
  EXPECT_EQ(through(DataType::kUInt2, 9), 3);
  EXPECT_EQ(through(DataType::kBool, 0.25), 1);
  uint64_t u;
  const double huge = 1e300, minus = -4;
  load_u64(DataType::kFloat64, &huge, 0, 1, &u);
  EXPECT_EQ(u, UINT64_MAX);
  load_u64(DataType::kFloat64, &minus, 0, 1, &u);
  EXPECT_EQ(u, 0u);
}

TEST(Element, IntegersWrap) {
  EXPECT_EQ(int_through(DataType::kInt8, 200), -56);
  EXPECT_EQ(int_through(DataType::kUInt8, -1), 255);
  EXPECT_EQ(int_through(DataType::kInt4, 9), -7);
  EXPECT_EQ(int_through(DataType::kUInt4, -1), 15);
  EXPECT_EQ(int_through(DataType::kInt2, 3), -1);
  EXPECT_EQ(int_through(DataType::kBool, -5), 1);
  EXPECT_EQ(int_through(DataType::kInt64, INT64_MIN), INT64_MIN);
}

TEST(Element, PackedElementsLeaveTheirNeighboursAlone) {
  std::byte b[2] = {};
  const int64_t v[] = {1, -2, 3};
  store_i64(DataType::kInt4, b, 0, 3, v);
  EXPECT_EQ(b[0], std::byte{0xE1});  // the first element in the low nibble
  EXPECT_EQ(b[1], std::byte{0x03});
  store_i64(DataType::kInt4, b, 1, 1, v);
  int64_t back[3];
  load_i64(DataType::kInt4, b, 0, 3, back);
  EXPECT_EQ(back[0], 1);
  EXPECT_EQ(back[1], 1);
  EXPECT_EQ(back[2], 3);
}

TEST(Element, ComplexKeepsBothParts) {
  std::byte b[32];
  const std::complex<double> v[] = {{1, -2}, {3, 4}};
  store_c128(DataType::kComplex64, b, 0, 2, v);
  std::complex<double> back[2];
  load_c128(DataType::kComplex64, b, 0, 2, back);
  EXPECT_EQ(back[0], v[0]);
  EXPECT_EQ(back[1], v[1]);
}

TEST(Element, StringsAreNoNumbers) {
  double v;
  EXPECT_THROW(load_f64(DataType::kString, &v, 0, 1, &v), Error);
}

TEST(Weights, CheckTheirSize) {
  EXPECT_THROW(Weights::own(DataType::kFloat32, {2}, std::vector<std::byte>(4)), Error);
  EXPECT_THROW(Weights::of_doubles(DataType::kFloat32, {int64_t{1} << 40}, {}), Error);
  EXPECT_THROW(Weights::own(DataType::kString, {1}, std::vector<std::byte>(32)), Error);
  EXPECT_EQ(Weights::own(DataType::kInt4, {3}, std::vector<std::byte>(2)).count(), 3);
}

TEST(Weights, CompareAndHashByContent) {
  const double v[] = {1, 2, 3};
  const Weights a = Weights::of_doubles(DataType::kFloat32, {3}, v),
                b = Weights::of_doubles(DataType::kFloat32, {3}, v),
                c = Weights::of_doubles(DataType::kFloat32, {1, 3}, v);
  EXPECT_EQ(a, b);
  EXPECT_EQ(a.hash(), b.hash());
  EXPECT_FALSE(a == c);
  EXPECT_NE(a.hash(), c.hash());
  const Weights s = Weights::of_strings({2}, {"a", "bc"}), t = Weights::of_strings({2}, {"ab", "c"});
  EXPECT_FALSE(s == t);
  EXPECT_NE(s.hash(), t.hash());
  EXPECT_TRUE(Weights() == Weights());
  EXPECT_EQ(Weights::scalar(DataType::kInt64, 7).to_ints(), std::vector<int64_t>{7});
}

}  // namespace
}  // namespace sinter
