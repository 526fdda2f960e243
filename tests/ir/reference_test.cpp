// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// RefContext and the interpreter.
#include "ir/reference.h"

#include <gtest/gtest.h>

#include "ir/interpret.h"
#include "ir/print.h"
#include "ir/test_ops.h"
#include "ops/relu.h"
#include "sinter/error.h"

namespace sinter {
namespace {

std::unique_ptr<Graph> parse(std::string_view text) { return parse_graph(text, test::ops()); }
HostTensor f32(Dims dims, std::vector<double> v) {
  return HostTensor::of_doubles(DataType::kFloat32, std::move(dims), v);
}
HostTensor boolean(bool v) { return HostTensor::of_doubles(DataType::kBool, {}, std::vector<double>{double(v)}); }

TEST(Reference, PointwiseBroadcasts) {
  const auto g = parse("graph g(%x: f32[N,1], %y: f32[1,3]) -> (%z) { %z = Add(%x, %y) }");
  const auto out = interpret(*g, {f32({2, 1}, {10, 20}), f32({1, 3}, {1, 2, 3})});
  EXPECT_EQ(out[0].dims, (Dims{2, 3}));
  EXPECT_EQ(out[0].to_doubles(), (std::vector<double>{11, 12, 13, 21, 22, 23}));
}

TEST(Reference, IntegersAndBoolsHaveTheirClasses) {
  const auto g = parse("graph g(%x: i8[2], %b: bool[2]) -> (%y, %n) { %y = Add(%x, %x) %n = Not(%b) }");
  const int64_t x[] = {100, -3}, b[] = {1, 0};
  const auto out =
      interpret(*g, {HostTensor::of_ints(DataType::kInt8, {2}, x), HostTensor::of_ints(DataType::kBool, {2}, b)});
  EXPECT_EQ(out[0].to_ints(), (std::vector<int64_t>{-56, -6}));
  EXPECT_EQ(out[1].to_ints(), (std::vector<int64_t>{0, 1}));
}

TEST(Reference, CopyElementsMovesEveryType) {
  for (DataType t : {DataType::kInt4, DataType::kUInt2, DataType::kInt8, DataType::kFloat16, DataType::kFloat32,
                     DataType::kInt64, DataType::kComplex128}) {
    const int64_t v[] = {1, 0, 1, 1, 0};
    const HostTensor x = HostTensor::of_ints(t, {5}, v);
    HostTensor y(t, {3});
    RefContext ctx;
    ctx.inputs = {x.view()};
    ctx.outputs.push_back({y.view(), {}});
    ctx.copy_elements(0, 0, [](int64_t k) { return k == 1 ? -1 : 3 - k; });
    EXPECT_EQ(y.to_ints(), (std::vector<int64_t>{1, 0, 0})) << to_string(t);
  }
  HostTensor s(DataType::kString, {2}), r(DataType::kString, {2});
  s.strings = {"a", "b"};
  RefContext ctx;
  ctx.inputs = {s.view()};
  ctx.outputs.push_back({r.view(), {}});
  ctx.copy_elements(0, 0, [](int64_t k) { return k - 1; });
  EXPECT_EQ(r.strings, (std::vector<std::string>{"", "a"}));
}

TEST(Reference, StridesOfBroadcasts) {
  EXPECT_EQ(row_major_strides({2, 3, 4}), (std::vector<int64_t>{12, 4, 1}));
  EXPECT_EQ(broadcast_strides({3, 1}, {2, 3, 4}), (std::vector<int64_t>{0, 1, 0}));
  EXPECT_THROW(broadcast_strides({3}, {2}), Error);
  EXPECT_THROW(broadcast_strides({2, 2}, {2}), Error);
}

TEST(Interpret, BindsSymbolsAndChecksShapes) {
  const auto g = parse("graph g(%x: f32[2*N,M], %y: f32[N]) -> (%z) { %z = Relu(%x) }");
  EXPECT_EQ(interpret(*g, {f32({4, 1}, {-1, 2, -3, 4}), f32({2}, {0, 0})})[0].to_doubles(),
            (std::vector<double>{0, 2, 0, 4}));
  EXPECT_THROW(interpret(*g, {f32({3, 1}, {1, 2, 3}), f32({2}, {0, 0})}), Error);
  EXPECT_THROW(interpret(*g, {f32({4, 1}, {1, 2, 3, 4}), f32({3}, {0, 0, 0})}), Error);
  EXPECT_THROW(interpret(*g, {f32({4}, {1, 2, 3, 4}), f32({2}, {0, 0})}), Error);
  EXPECT_THROW(interpret(*g, {f32({4, 1}, {1, 2, 3, 4})}), Error);
}

TEST(Interpret, RunTimeChecksAreChecked) {
  const auto g = parse("graph g(%x: f32[N], %y: f32[M]) -> (%z) { %z = Add(%x, %y) }");
  EXPECT_EQ(interpret(*g, {f32({1}, {1}), f32({1}, {2})})[0].to_doubles(), std::vector<double>{3});
  try {
    interpret(*g, {f32({2}, {1, 2}), f32({3}, {1, 2, 3})});
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("is 2"), std::string::npos) << e.what();
  }
}

TEST(Interpret, CompositesAndDataDependentSizes) {
  const auto g = parse("graph g(%x: f32[N]) -> (%k, %s) { %f = FourTimes(%x) %k = Keep(%f) %s = Add(%k, %k) }");
  const auto out = interpret(*g, {f32({4}, {1, -2, 3, -4})});
  EXPECT_EQ(out[0].to_doubles(), (std::vector<double>{4, 12}));
  EXPECT_EQ(out[1].to_doubles(), (std::vector<double>{8, 24}));
  EXPECT_EQ(g->num_nodes(), 3u);  // the graph itself was not changed
}

TEST(Interpret, IfTakesOneRegion) {
  const auto g = parse(R"(graph g(%c: bool[], %x: f32[N]) -> (%y) {
    %y = If(%c, %x) {
      graph then(%p: f32[N]) -> (%q) { %q = Twice(%p) }
      graph else(%p: f32[N]) -> (%q) { %q = Relu(%p) }
    }
  })");
  EXPECT_EQ(interpret(*g, {boolean(true), f32({2}, {-1, 2})})[0].to_doubles(), (std::vector<double>{-2, 4}));
  EXPECT_EQ(interpret(*g, {boolean(false), f32({2}, {-1, 2})})[0].to_doubles(), (std::vector<double>{0, 2}));
}

TEST(Interpret, LoopCarriesAndScans) {
  const auto g = parse(R"(graph g(%n: i64[], %x: f32[2], %step: f32[2]) -> (%last, %all) {
    %last, %all = Loop(%n, -, %x, %step) {carried=1} {
      graph body(%i: i64[], %c: bool[], %v: f32[2], %s: f32[2]) -> (%c, %w, %w) { %w = Add(%v, %s) }
    }
  })");
  for (int64_t trips : {3, 0}) {
    const auto out = interpret(
        *g, {HostTensor::of_ints(DataType::kInt64, {}, std::span(&trips, 1)), f32({2}, {0, 1}), f32({2}, {1, 2})});
    EXPECT_EQ(out[0].to_doubles(), trips ? (std::vector<double>{3, 7}) : (std::vector<double>{0, 1}));
    EXPECT_EQ(out[1].dims, (Dims{trips, 2}));
  }
}

TEST(Interpret, EvaluateNodeRunsOneNode) {
  const auto g = parse("graph g(%x: f32[2]) -> (%b) { %a = Relu(%x) %b = FourTimes(%a) }");
  const HostTensor x = f32({2}, {-1, 2});
  const TensorView in[] = {x.view()};
  const auto order = g->order();
  EXPECT_EQ(evaluate_node(*g, order[0], in)[0].to_doubles(), (std::vector<double>{0, 2}));
  EXPECT_EQ(evaluate_node(*g, order[1], in)[0].to_doubles(), (std::vector<double>{-4, 8}));
}

TEST(HostTensor, KeepsStringsAndPackedTypes) {
  const int64_t v[] = {1, -2, 3};
  const HostTensor p = HostTensor::of_ints(DataType::kInt4, {3}, v);
  EXPECT_EQ(p.bytes.size(), 2u);
  EXPECT_EQ(HostTensor::from(p.to_weights()), p);
  EXPECT_EQ(HostTensor::from(p.view()), p);
  HostTensor s(DataType::kString, {1});
  s.strings[0] = "text";
  EXPECT_EQ(HostTensor::from(s.to_weights()), s);
  EXPECT_EQ(HostTensor::from(s.view()), s);
}

}  // namespace
}  // namespace sinter
