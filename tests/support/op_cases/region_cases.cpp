// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Graphs with regions: Fusion, If, Loop.
#include "ops/add.h"
#include "ops/concat.h"
#include "ops/fusion.h"
#include "ops/if.h"
#include "ops/less.h"
#include "ops/loop.h"
#include "ops/matmul.h"
#include "ops/mul.h"
#include "ops/non_zero.h"
#include "ops/relu.h"
#include "ops/shape.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {
namespace {

constexpr DataType kF32 = DataType::kFloat32;

// relu(a * b + b)
std::unique_ptr<Graph> pointwise_region(const TensorType& a, const TensorType& b) {
  auto r = std::make_unique<Graph>("region");
  const ValueId x = r->add_input("a", a), y = r->add_input("b", b);
  r->set_outputs({r->add_value(Relu{}, {r->add_value(Add{}, {r->add_value(Mul{}, {x, y}), y})})});
  return r;
}

// relu(a matmul b)
std::unique_ptr<Graph> matmul_region(const TensorType& a, const TensorType& b) {
  auto r = std::make_unique<Graph>("region");
  const ValueId x = r->add_input("a", a), y = r->add_input("b", b);
  r->set_outputs({r->add_value(Relu{}, {r->add_value(MatMul{}, {x, y})})});
  return r;
}

std::unique_ptr<Graph> fusion_graph(const std::string& kind, const SymDims& a, const SymDims& b) {
  auto g = std::make_unique<Graph>("case");
  const TensorType ta{kF32, a}, tb{kF32, b};
  const ValueId x = g->add_input("a", ta), y = g->add_input("b", tb);
  NodeMeta meta;
  meta.num_outputs = 1;
  meta.regions.push_back(kind == "matmul" ? matmul_region(ta, tb) : pointwise_region(ta, tb));
  g->set_outputs({g->add_value(Fusion{.kind = kind}, {x, y}, std::move(meta))});
  return g;
}

void add_fusion(CaseList& list, const std::string& name, const std::string& kind, const CaseInput& a,
                const CaseInput& b, int64_t reduction) {
  auto dims = [](const CaseInput& c) {
    return c.dims.empty() ? SymDims(c.data.dims.begin(), c.data.dims.end()) : c.dims;
  };
  OpCase c;
  c.name = "Fusion/" + name;
  c.inputs = {a.data, b.data};
  c.reduction = reduction;
  c.build = [kind, da = dims(a), db = dims(b)] { return fusion_graph(kind, da, db); };
  list.cases.push_back(std::move(c));
}

// cond ? x + x : x * x.
std::unique_ptr<Graph> if_graph() {
  auto g = std::make_unique<Graph>("case");
  const ValueType type(kF32, {sym("N"), 3});
  const ValueId cond = g->add_input("cond", ValueType(DataType::kBool, {})), x = g->add_input("x", type);
  NodeMeta meta;
  meta.num_outputs = 1;
  for (bool yes : {true, false}) {
    auto r = std::make_unique<Graph>(yes ? "then" : "else");
    const ValueId v = r->add_input("v", type);
    r->set_outputs({yes ? r->add_value(Add{}, {v, v}) : r->add_value(Mul{}, {v, v})});
    meta.regions.push_back(std::move(r));
  }
  g->set_outputs({g->add_value(If{}, {cond, x}, std::move(meta))});
  return g;
}

void add_if(CaseList& list, const std::string& name, double cond, std::initializer_list<double> expected) {
  OpCase c;
  c.name = "If/" + name;
  c.inputs = {of_values(DataType::kBool, {}, {cond}).data, of_values(kF32, {1, 3}, {1, -2, 5}).data};
  c.expected = {of_values(kF32, {1, 3}, expected).data};
  c.build = if_graph;
  list.cases.push_back(std::move(c));
}

// sum += x while iteration < trips and sum < 10; scans the sums.
std::unique_ptr<Graph> loop_graph(int64_t trips) {
  auto g = std::make_unique<Graph>("case");
  const ValueId n = g->add_constant(Weights::of_ints(DataType::kInt64, {}, std::span(&trips, 1)));
  const ValueId start = g->add_input("start", ValueType(kF32, {1})), x = g->add_input("x", ValueType(kF32, {1}));
  auto r = std::make_unique<Graph>("body");
  r->add_input("i", ValueType(DataType::kInt64, {}));
  r->add_input("go", ValueType(DataType::kBool, {}));
  const ValueId sum = r->add_input("sum", ValueType(kF32, {1})), step = r->add_input("step", ValueType(kF32, {1}));
  const ValueId next = r->add_value(Add{}, {sum, step});
  const ValueId again =
      r->add_value(Less{}, {next, r->add_constant(Weights::of_doubles(kF32, {1}, std::vector<double>{10}))});
  r->set_outputs({again, next, next});
  NodeMeta meta;
  meta.num_outputs = 2;
  meta.regions.push_back(std::move(r));
  const NodeId loop = g->add(Loop{.carried = 1}, {n, kNoValue, start, x}, std::move(meta));
  g->set_outputs(g->node(loop).outputs);
  return g;
}

// acc = concat(acc, x) while iteration < n, a number that only the run tells; scans the lengths.
std::unique_ptr<Graph> growing_graph() {
  auto g = std::make_unique<Graph>("case");
  const ValueId n = g->add_input("n", ValueType(DataType::kInt64, {}));
  const ValueId x = g->add_input("x", ValueType(kF32, {sym("N"), 2}));
  auto r = std::make_unique<Graph>("body");
  r->add_input("i", ValueType(DataType::kInt64, {}));
  const ValueId go = r->add_input("go", ValueType(DataType::kBool, {}));
  const ValueId acc = r->add_input("acc", ValueType(kF32, {sym("N"), 2}));
  const ValueId more = r->add_input("more", ValueType(kF32, {sym("N"), 2}));
  const ValueId next = r->add_value(Concat{.axis = 0}, {acc, more});
  r->set_outputs({go, next, r->add_value(Shape{}, {next})});
  NodeMeta meta;
  meta.num_outputs = 2;
  meta.regions.push_back(std::move(r));
  const NodeId loop = g->add(Loop{.carried = 1}, {n, kNoValue, x, x}, std::move(meta));
  g->set_outputs(g->node(loop).outputs);
  return g;
}

void add_growing(CaseList& list, int64_t trips) {
  OpCase c;
  c.name = "Loop/growing_" + std::to_string(trips);
  c.inputs = {HostTensor::of_ints(DataType::kInt64, {}, std::span(&trips, 1)), of_values(kF32, {1, 2}, {3, 4}).data};
  c.build = growing_graph;
  list.cases.push_back(std::move(c));
}

// cond ? nonzero(x) : -1 of another shape
std::unique_ptr<Graph> sizes_graph() {
  auto g = std::make_unique<Graph>("case");
  const ValueType type(kF32, {sym("N")});
  const ValueId cond = g->add_input("cond", ValueType(DataType::kBool, {})), x = g->add_input("x", type);
  NodeMeta meta;
  meta.num_outputs = 1;
  for (bool yes : {true, false}) {
    auto r = std::make_unique<Graph>(yes ? "then" : "else");
    const ValueId v = r->add_input("v", type);
    r->set_outputs({yes ? r->add_value(NonZero{}, {v})
                        : r->add_constant(Weights::of_ints(DataType::kInt64, {1, 2}, std::vector<int64_t>{-1, -2}))});
    meta.regions.push_back(std::move(r));
  }
  const ValueId y = g->add_value(If{}, {cond, x}, std::move(meta));
  g->set_outputs({y, g->add_value(Add{}, {y, y})});
  return g;
}

void add_sizes(CaseList& list, const std::string& name, double cond) {
  OpCase c;
  c.name = "If/" + name;
  c.inputs = {of_values(DataType::kBool, {}, {cond}).data, of_values(kF32, {5}, {1, 0, 0, 5, -1}).data};
  c.build = sizes_graph;
  list.cases.push_back(std::move(c));
}

void add_loop(CaseList& list, const std::string& name, int64_t trips, double last, std::initializer_list<double> sums) {
  OpCase c;
  c.name = "Loop/" + name;
  c.inputs = {of_values(kF32, {1}, {1}).data, of_values(kF32, {1}, {4}).data};
  c.expected = {of_values(kF32, {1}, {last}).data, of_values(kF32, {int64_t(sums.size()), 1}, sums).data};
  c.build = [trips] { return loop_graph(trips); };
  list.cases.push_back(std::move(c));
}

}  // namespace

void add_region_cases(CaseList& list) {
  add_fusion(list, "pointwise", "pointwise", random_input(kF32, {3, 17}, 1), random_input(kF32, {17}, 2), 1);
  add_fusion(list, "pointwise_dynamic", "pointwise", random_input(kF32, {3, 5}, 1).as({sym("N") + Dim(1), 5}),
             random_input(kF32, {3, 1}, 2).as({sym("N") + Dim(1), 1}), 1);
  add_fusion(list, "matmul", "matmul", random_input(kF32, {3, 8}, 1).as({floor_div(sym("S"), 2), 8}),
             random_input(kF32, {8, 5}, 2), 8);
  add_if(list, "then", 1, {2, -4, 10});
  add_if(list, "else", 0, {1, 4, 25});
  add_sizes(list, "size_of_then", 1);
  add_sizes(list, "size_of_else", 0);
  for (int64_t trips : {0, 1, 5}) add_growing(list, trips);
  add_loop(list, "counted", 2, 9, {5, 9});
  add_loop(list, "stopped", 100, 13, {5, 9, 13});
  add_loop(list, "never", 0, 1, {});
}

}  // namespace sinter::test
