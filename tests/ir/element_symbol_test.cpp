// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Symbols for elements that the run reads, and names of expressions over them.
#include <gtest/gtest.h>

#include "ir/graph.h"
#include "ir/print.h"
#include "sinter/error.h"

namespace sinter {
namespace {

TEST(ElementSymbols, OfNetworkInputs) {
  Graph g;
  const ValueId s = g.add_input("a shape", ValueType(DataType::kInt32, {3}));
  const ValueId n = g.add_input("n", ValueType(DataType::kInt64, {}));
  g.read_elements(s);
  g.read_elements(n);
  g.read_elements(n);  // once is enough
  const HostValue elements = g.value(s).host_value;
  ASSERT_TRUE(elements && elements->size() == 3);
  EXPECT_EQ((*elements)[2].to_string(), "a_shape.2");
  EXPECT_EQ(g.bounds((*elements)[0]), (Interval{INT64_MIN, INT64_MAX}));
  EXPECT_TRUE(g.is_late((*elements)[0]) && g.reads_elements((*g.value(n).host_value)[0] + Dim(1)));
  EXPECT_FALSE(g.is_late(Dim(7)));
  const ValueId x = g.add_input("x", ValueType(DataType::kFloat32, {3}));
  EXPECT_THROW(g.read_elements(x), Error);
}

TEST(ElementSymbols, LongExpressionsGetNames) {
  Graph g;
  const ValueId s = g.add_input("s", ValueType(DataType::kInt64, {2}));
  g.add_input("x", ValueType(DataType::kFloat32, {Dim::symbol("N")}));
  g.read_elements(s);
  const Dim a = (*g.value(s).host_value)[0], b = (*g.value(s).host_value)[1], n = Dim::symbol("N");
  EXPECT_EQ(g.define("d", a + b), a + b) << "short ones stay";
  const Dim plain = max(min(n * Dim(3) + Dim(5), n * n), n * Dim(2) + floor_div(n, 7) + Dim(100));
  EXPECT_EQ(g.define("d", plain), plain) << "known before the run";
  const Dim late = max(min(a * Dim(3) + Dim(5), b * n), Dim(4)) + max(floor_div(a + n, 7), Dim(2));
  const Dim named = g.define("d", late);
  ASSERT_TRUE(named.as_symbol());
  EXPECT_EQ(g.define("d", late), named) << "one name for one expression";
  EXPECT_NE(g.define("d", late + Dim(1)), named);
  EXPECT_EQ(*g.symbols().at(*named.as_symbol()).definition, late);
  EXPECT_EQ(g.bounds(named).min, 6) << "the bounds are those of the expression";
  EXPECT_TRUE(g.is_late(named) && g.reads_elements(named));
}

TEST(ElementSymbols, TheTextFormKeepsThem) {
  Graph g;
  const ValueId s = g.add_input("s", ValueType(DataType::kInt64, {2}));
  g.read_elements(s);
  const Dim a = (*g.value(s).host_value)[0];
  const Dim named = g.define("d", max(min(a * Dim(3) + Dim(5), a * a), Dim(4)) + max(floor_div(a, 7), Dim(2)));
  g.symbols()["s.1"].max = 9;
  g.set_outputs({s});
  const std::string text = print_graph(g);
  const auto back = parse_graph(text, {});
  EXPECT_EQ(print_graph(*back), text);
  EXPECT_EQ(back->value(back->inputs()[0]).host_value, g.value(s).host_value);
  EXPECT_TRUE(back->symbols().at("s.1").element);
  EXPECT_EQ(back->symbols().at("s.1").max, 9);
  EXPECT_EQ(back->symbols().at(*named.as_symbol()).definition, g.symbols().at(*named.as_symbol()).definition);
  EXPECT_THROW(parse_graph("graph main(%s: i64[2] elements <a>) -> (%s) {\n}", {}), Error);
  EXPECT_THROW(parse_graph("graph main(%s: f32[1] elements <a>) -> (%s) {\n}", {}), Error);
}

}  // namespace
}  // namespace sinter
