// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Weights times factors: the bits of a product in double that is rounded once, on any number of threads.
#include "passes/scaled_weights.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "base/thread_pool.h"

namespace sinter::test {
namespace {

// At an odd address, as weights in a mapped file may lie.
Weights floats_at_odd_address(const std::vector<float>& values) {
  auto owner = std::make_shared<std::vector<std::byte>>(values.size() * 4 + 1);
  std::memcpy(owner->data() + 1, values.data(), values.size() * 4);
  return Weights(DataType::kFloat32, {int64_t(values.size())}, ByteSpan(*owner).subspan(1), owner);
}

std::vector<float> some_floats(size_t n) {
  std::vector<float> out(n);
  for (size_t i = 0; i < n; ++i) out[i] = std::ldexp(float(int(i * 2654435761u % 2001) - 1000), int(i % 40) - 160 + 20);
  return out;
}

TEST(ScaleWeights, GivesTheBitsOfARoundedProduct) {
  const std::vector<double> factors = {0.1, -3.7, 1e-9, 0.0, 1.0 / 3};
  ThreadPool pool(3);
  for (size_t n : {1u, 3u, 4u, 7u, 4096u, 4097u, 300001u}) {
    const std::vector<float> values = some_floats(n);
    const Weights w = floats_at_odd_address(values);
    for (int64_t inner : {1, 3, 9, 5000}) {
      std::vector<float> want(n);
      for (size_t i = 0; i < n; ++i)
        want[i] = float(double(values[i]) * factors[size_t(int64_t(i) / inner) % factors.size()]);
      for (ThreadPool* p : {static_cast<ThreadPool*>(nullptr), &pool}) {
        const auto scaled = scale_weights(w, factors, inner, p);
        ASSERT_TRUE(scaled);
        EXPECT_EQ(scaled->dims(), w.dims());
        EXPECT_EQ(std::memcmp(scaled->bytes().data(), want.data(), n * 4), 0) << n << " " << inner;
      }
    }
  }
}

TEST(ScaleWeights, RefusesWhatBecomesInfinite) {
  constexpr float kMost = std::numeric_limits<float>::max(), kInf = std::numeric_limits<float>::infinity();
  constexpr double kHuge = std::numeric_limits<double>::infinity();
  for (size_t at : {0u, 3u, 4u, 6u}) {
    std::vector<float> values(7, 1.0f);
    values[at] = kMost;
    EXPECT_FALSE(scale_weights(floats_at_odd_address(values), {2.0}, 1)) << at;
    EXPECT_TRUE(scale_weights(floats_at_odd_address(values), {0.5}, 1)) << at;
    values[at] = kInf;  // it was before
    EXPECT_TRUE(scale_weights(floats_at_odd_address(values), {2.0}, 1)) << at;
    values[at] = std::nanf("");
    EXPECT_TRUE(scale_weights(floats_at_odd_address(values), {2.0}, 1)) << at;
  }
  EXPECT_FALSE(scale_weights(floats_at_odd_address({0.0f}), {kHuge}, 1));  // NaN
  EXPECT_TRUE(scale_weights(floats_at_odd_address({kInf}), {kHuge}, 1));   // lanes behind the last are no elements
  EXPECT_TRUE(scale_weights(floats_at_odd_address({}), {2.0}, 1));
  const Weights half = Weights::of_doubles(DataType::kFloat16, {2}, std::vector<double>{1.0, 60000.0});
  EXPECT_FALSE(scale_weights(half, {2.0}, 1));
  EXPECT_EQ(scale_weights(half, {0.5}, 1)->to_doubles(), (std::vector<double>{0.5, 30000.0}));
}

}  // namespace
}  // namespace sinter::test
