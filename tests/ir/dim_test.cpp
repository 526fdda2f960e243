// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/dim.h"

#include <gtest/gtest.h>

#include <random>

#include "sinter/error.h"

namespace sinter {
namespace {

const Dim N = Dim::symbol("N"), S = Dim::symbol("S");

int64_t at(const Dim& d, int64_t n, int64_t s) {
  return d.eval([&](const std::string& name) { return std::optional(name == "N" ? n : s); }).value();
}

TEST(Dim, EqualByAlgebraIsEqual) {
  EXPECT_EQ((N + 1) * (N - 1), N * N - 1);
  EXPECT_EQ(N * S + S * N, Dim(2) * N * S);
  EXPECT_EQ(N - N, Dim(0));
  EXPECT_EQ(floor_div(N * S * 4, S * 2), N * 2);
  EXPECT_EQ(floor_div(N * 4 + 3, 2), N * 2 + 1);
  EXPECT_EQ(mod(N * S, S), Dim(0));
  EXPECT_EQ(min(N, N + 1), N);
  EXPECT_EQ(max(N, N + 1), N + 1);
  EXPECT_EQ(max(N, S), max(S, N));
}

TEST(Dim, ConvolutionSizesMeetCeilDiv) {
  // (S + 2*1 - 3) / 2 + 1 is ceil(S / 2), and halving twice is dividing by four.
  const Dim once = floor_div(S + 2 - 3, 2) + 1;
  EXPECT_EQ(once, ceil_div(S, 2));
  EXPECT_EQ(floor_div(once + 2 - 3, 2) + 1, ceil_div(S, 4));
}

TEST(Dim, PrintsAndParses) {
  const Dim dims[] = {0,
                      INT64_MIN,
                      INT64_MAX,
                      N,
                      -1 * N,
                      N * N * 3 - 7,
                      floor_div(N * 3 + 1, S),
                      mod(N, 8) * 2 + S,
                      min(N, S * 2),
                      max(floor_div(N, 2), S),
                      N * INT64_MIN,
                      floor_div(N - S, -3),
                      N + INT64_MIN};
  for (const Dim& d : dims) {
    const auto back = parse_dim(d.to_string());
    ASSERT_TRUE(back) << d.to_string();
    EXPECT_EQ(*back, d) << d.to_string();
    EXPECT_EQ(back->to_string(), d.to_string());
  }
  EXPECT_EQ(parse_dim(" 2 * (N + 3) - N % 4 / 2 ").value(), N * 2 + 6 - floor_div(mod(N, 4), 2));
  EXPECT_EQ(parse_dim("7 - 7 / 2").value(), Dim(4));
}

TEST(Dim, BadTextIsRefused) {
  for (const char* bad :
       {"", "N+", "(N", "N)", "9223372036854775808", "min(N)", "floor(N,0)", "3/0", "N N", "$", "max", "*", "-"})
    EXPECT_FALSE(parse_dim(bad)) << bad;
  EXPECT_FALSE(parse_dim(std::string(10000, '(')));
  EXPECT_FALSE(parse_dim(std::string(10000, '-') + "1"));
  std::string square = "1";
  for (int i = 0; i < 300; ++i) square += "*(a" + std::to_string(i) + "+b" + std::to_string(i) + ")";
  EXPECT_FALSE(parse_dim(square));  // 2^300 terms
}

TEST(Dim, FoldingKeepsTheValue) {
  std::mt19937 random(7);
  auto pick = [&](int lo, int hi) { return int64_t(std::uniform_int_distribution<int>(lo, hi)(random)); };
  for (int round = 0; round < 2000; ++round) {
    const int64_t a = pick(-9, 9), b = pick(-9, 9), k = pick(-9, 9), d = pick(1, 7), e = pick(1, 5), n = pick(1, 50),
                  s = pick(1, 50);
    const Dim x = N * a + S * b + k, q = floor_div(x, d), r = floor_div(q + b, e), m = mod(x, d);
    const auto floor_of = [](int64_t p, int64_t by) { return p >= 0 ? p / by : -((-p + by - 1) / by); };
    const int64_t v = n * a + s * b + k, vq = floor_of(v, d);
    ASSERT_EQ(at(q, n, s), vq) << q.to_string();
    ASSERT_EQ(at(r, n, s), floor_of(vq + b, e)) << r.to_string();
    ASSERT_EQ(at(m, n, s), v - vq * d) << m.to_string();
    ASSERT_EQ(at(min(x, S), n, s), std::min(v, s));
    ASSERT_EQ(parse_dim(r.to_string()).value(), r) << r.to_string();
  }
}

TEST(Dim, BoundsHold) {
  const auto in = [](const std::string& s) { return s == "N" ? Interval{1, 8} : Interval{16, INT64_MAX}; };
  EXPECT_EQ((N * 2 - 3).bounds(in), (Interval{-1, 13}));
  EXPECT_EQ(floor_div(N + 1, 2).bounds(in), (Interval{1, 4}));
  EXPECT_EQ((S + N).bounds(in), (Interval{17, INT64_MAX}));
  EXPECT_EQ(mod(S, 4).bounds(in), (Interval{0, 3}));
  EXPECT_EQ(min(N, S).bounds(in), (Interval{1, 8}));
}

TEST(Dim, SubstitutesAndCollects) {
  const Dim d = floor_div(N * S + 1, 2) + max(N, 3);
  std::set<std::string> names;
  d.collect_symbols(names);
  EXPECT_EQ(names, (std::set<std::string>{"N", "S"}));
  const Dim e = d.substitute([](const std::string& s) { return s == "N" ? std::optional(Dim(4)) : std::nullopt; });
  EXPECT_EQ(e, S * 2 + 4);
}

TEST(Dim, OverflowAndDivisionByZeroAreErrors) {
  EXPECT_THROW(Dim(INT64_MAX) + 1, Error);
  EXPECT_THROW(N * INT64_MAX * 2, Error);
  EXPECT_THROW(floor_div(INT64_MIN, -1), Error);
  EXPECT_THROW(floor_div(N, 0), Error);
  EXPECT_EQ(mod(INT64_MIN, -1), Dim(0));
  EXPECT_FALSE(floor_div(N, S).eval([](const std::string&) { return std::optional<int64_t>(0); }));
}

TEST(Dim, SymbolNamesAreMadeLegal) {
  EXPECT_EQ(sanitize_symbol("batch size"), "batch_size");
  EXPECT_EQ(sanitize_symbol(""), "d");
  EXPECT_EQ(sanitize_symbol("3x"), "d3x");
  EXPECT_EQ(sanitize_symbol("min"), "min_");
}

}  // namespace
}  // namespace sinter
