// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>

#include "ir/constant.h"
#include "ir/print.h"
#include "ir/test_ops.h"
#include "ops/relu.h"
#include "sinter/error.h"

namespace sinter {
namespace {

std::unique_ptr<Graph> parse(std::string_view text, std::span<const Weights> weights = {}) {
  return parse_graph(text, test::ops(), weights);
}
std::string error_of(std::string_view text, std::span<const Weights> weights = {}) {
  try {
    parse(text, weights);
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}
bool contains(const std::string& s, const char* part) { return s.find(part) != std::string::npos; }

constexpr const char* kEverything =
    R"(graph main(%x: f32[N,3] formats 3, %"odd name": seq(opt(i64[floor(S,2)])), %v: f32[K]) -> (%y formats 5, %i) symbols {K: 0..64, N: 1..4..8, kept.k: 0..64 dynamic upto K} checks {equal(N, S) "N and S", at_least(N, 2) "a \"quoted\" text"} {
  %w = Constant {value=f32[3][1.0,-0.0,inf]} : f32[3]
  %a:0 = Add(%x, %w) : f32[N,3] compute f16 preferred output pinned from ["conv1","relu/1"]
  %v0 = Relu(%a:0) : f32[N,3]
  %"v1" = Attributes(%v0, -) {flag=true, number=-9223372036854775808, real=0.5, text="a\n\x01\"\\", to=i4, mode="fast", ints=[1,2], reals=[1.0,nan], words=["a","b c"], dims=<2*N+1,3>, data=str[2]["","x"]} : f32[N,3]
  %k = Keep(%v) : f32[kept.k] fresh [kept.k]
  %c = Constant {value=bool[][1]} : bool[]
  %y, %i = If(%c, %"v1", %k) : f32[N,3], f32[kept.k] {
    graph then(%p: f32[N,3], %q: f32[kept.k]) -> (%r, %q) {
      %r = Relu(%p) : f32[N,3]
    }
    graph "else branch"(%p: f32[N,3], %q: f32[kept.k]) -> (%p, %q) {
    }
  }
}
)";

TEST(PrintParse, TextSurvivesTheRoundTrip) {
  const auto g = parse(kEverything);
  verify_graph(*g);
  EXPECT_EQ(print_graph(*g), kEverything);
  EXPECT_EQ(g->symbols().at("N").opt, 4);
  EXPECT_TRUE(g->symbols().at("kept.k").data_dependent);
  EXPECT_FALSE(g->value(g->find_value("v0")).user_named);
  EXPECT_TRUE(g->value(g->find_value("v1")).user_named);
  EXPECT_EQ(g->node(g->producer(g->find_value("a:0"))).compute_wish, Wish::kPreferred);
  const auto again = parse(print_graph(*g));
  EXPECT_EQ(structural_hash(*g), structural_hash(*again));
}

TEST(PrintParse, TypesAndDetailsAreOptional) {
  const auto g = parse("graph g( %x : f32 [2] )->(%y){ // a comment\n %y = Relu(%x) }");
  EXPECT_EQ(to_string(g->tensor(g->outputs()[0])), "f32[2]");
}

TEST(PrintParse, WeightsGoThroughATable) {
  Graph g;
  const std::vector<double> many(100, 1.5);
  const Weights big = Weights::of_doubles(DataType::kFloat16, {100}, many);
  const ValueId a = g.add_constant(big, "a"),
                b = g.add_constant(Weights::of_doubles(DataType::kFloat16, {100}, many), "b");
  g.set_outputs({g.add_value(test::Add{}, {a, b})});
  std::vector<Weights> table;
  const std::string text = print_graph(g, {.weights = &table});
  ASSERT_EQ(table.size(), 1u);  // equal contents share an index
  const auto back = parse(text, table);
  EXPECT_EQ(*back->constant(back->find_value("b")), big);
  EXPECT_EQ(structural_hash(g), structural_hash(*back));
  EXPECT_TRUE(contains(error_of(text), "there is no weight #0"));
  EXPECT_TRUE(contains(error_of(print_graph(g)), "printed by its hash"));
}

TEST(PrintParse, InlineConstantsKeepTheirBits) {
  Graph g;
  std::vector<std::byte> nan_with_payload = {std::byte{1}, std::byte{2}, std::byte{0xC0}, std::byte{0x7F}};
  const int64_t ints[] = {-8, 7, 0};
  const Weights all[] = {Weights::own(DataType::kFloat32, {1}, nan_with_payload),
                         Weights::of_ints(DataType::kInt4, {3}, ints),
                         Weights::own(DataType::kComplex64, {1}, std::vector<std::byte>(8, std::byte{0x41})),
                         Weights::scalar(DataType::kUInt64, 18446744073709549568.0),
                         Weights::scalar(DataType::kFloat8E4M3FN, 0.3),
                         Weights::of_strings({0}, {}),
                         Weights::of_doubles(DataType::kFloat64, {0, 2}, {})};
  std::vector<ValueId> outputs;
  for (const auto& w : all) outputs.push_back(g.add_constant(w));
  g.set_outputs(outputs);
  const auto back = parse(print_graph(g));
  for (size_t i = 0; i < outputs.size(); ++i) EXPECT_EQ(*back->constant(back->outputs()[i]), all[i]) << i;
}

TEST(PrintParse, ErrorsNameTheirPlace) {
  const struct {
    const char* text;
    const char* part;
  } cases[] = {
      {"", "line 1, column 1: expected \"graph\""},
      {"graph g(%x: f32[2]) -> (%y) {\n  %y = Rellu(%x)\n}",
       "line 2, column 8: there is no op \"Rellu\", did you mean \"Relu\"?"},
      {"graph g(%x: f32[2]) -> (%y) {\n  %y = Relu(%z)\n}", "line 2, column 13: the value \"z\" is not defined"},
      {"graph g(%x: f32[2]) -> (%y) {\n  %x = Relu(%x)\n}", "defined twice"},
      {"graph g(%x: f32[2]) -> (%y) {\n  %y = Relu(%x) : f32[3]\n}",
       "the type is f32[2] by inference, but the text says f32[3]"},
      {"graph g(%x: f32[2]) -> (%y) {\n  %y = Relu(%x) {slope=1}\n}", "Relu has no attribute \"slope\""},
      {"graph g(%x: f32[2]) -> (%y) {\n  %y = Attributes(%x) {mode=\"fist\"}\n}", "Did you mean \"fast\"?"},
      {"graph g(%x: f32[2]) -> (%y) {\n  %y = Attributes(%x) {number=\"one\"}\n}",
       "attribute \"number\" of Attributes cannot be \"one\""},
      {"graph g(%x: f32[2]) -> (%y) {\n  %y = Add(%x)\n}", "1 inputs given, 2 expected"},
      {"graph g(%x: f33[2]) -> () {}", "line 1, column 13: there is no element type \"f33\""},
      {"graph g(%x: f32[2", "line 1, column 18: expected \",\", found the end"},
      {"graph g(%x: f32[-2]) -> () {}", "negative"},
      {"graph g() -> (%y) {}", "\"y\" is not defined"},
      {"graph g() -> () {} x", "text after the end"},
      {"graph g() -> () {", "expected \"}\""},
      {"graph g() -> () { %a = Constant {value=f32[2][1.0]} }", "was given 1 values"},
      {"graph g() -> () { %a = Constant {value=f32[9223372036854775807,9][1.0]} }", "no valid element count"},
      {"graph g() -> () { %a = Constant {value=f32[1]x\"00zz\"} }", "hexadecimal"},
      {"graph g() -> () { %a = Constant {value=i32[1][0.5]} }", "integers was given fractions"},
      {"graph g() -> () symbols {N: 4..2} {}", "bounds are empty"},
      {"graph \"g", "a string without end"},
  };
  for (const auto& c : cases) EXPECT_TRUE(contains(error_of(c.text), c.part)) << c.text << "\n" << error_of(c.text);
}

TEST(PrintParse, NestingIsBounded) {
  std::string types = "graph g(%x: ";
  for (int i = 0; i < 100000; ++i) types += "seq(";
  EXPECT_TRUE(contains(error_of(types), "nested too deeply"));
  std::string regions;
  for (int i = 0; i < 2000; ++i) regions += "graph g(%c: bool[]) -> () { If(%c) {";
  EXPECT_TRUE(contains(error_of(regions), "nested too deeply"));
  EXPECT_TRUE(contains(error_of("graph g(%x: f32[" + std::string(20000, '(') + "]) -> () {}"), "not a dim"));
}

// Every prefix and many single-byte changes of a text either parse or give an Error.
TEST(PrintParse, DamagedTextNeverCrashes) {
  const std::string text = kEverything;
  for (size_t n = 0; n < text.size(); ++n) (void)error_of(text.substr(0, n));
  constexpr std::string_view kBytes("(}\"9-\0%,", 8);
  for (size_t i = 0; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] = kBytes[i % kBytes.size()];
    (void)error_of(damaged);
  }
}

}  // namespace
}  // namespace sinter
