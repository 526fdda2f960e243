// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "backend/inline_stream.h"
#include "backends/reference/recipe.h"
#include "backends/reference/reference_compiler.h"
#include "backends/reference/reference_runtime.h"
#include "compile/problem.h"
#include "ir/constant.h"
#include "ir/host_tensor.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "sinter/error.h"

namespace sinter::reference {
namespace {

ValueType f32(SymDims dims) { return ValueType(DataType::kFloat32, std::move(dims)); }
Dim sym(const char* name) { return Dim::symbol(name); }

HostTensor ramp(Dims dims) {
  std::vector<double> v(size_t(element_count(dims)));
  for (size_t i = 0; i < v.size(); ++i) v[i] = double(i) * 0.25 - 1;
  return HostTensor::of_doubles(DataType::kFloat32, dims, v);
}

Problem problem_of(const Graph& g, NodeId n) { return compile::make_problem(g, n, INT64_MAX); }

// The kernel of a node and the memory of its constants.
struct LoadedNode {
  CompiledKernel compiled;
  std::vector<LoadedConstant> constants;
  std::unique_ptr<Kernel> kernel;
};
LoadedNode load_node(const Graph& g, NodeId n) {
  const ReferenceTactic tactic;
  const Problem p = problem_of(g, n);
  EXPECT_TRUE(bool(tactic.supports(p))) << tactic.supports(p).reason();
  LoadedNode out;
  out.compiled = tactic.compile(p, {});
  for (const auto& c : out.compiled.constants) out.constants.push_back({c.bytes.data(), int64_t(c.bytes.size())});
  ReferenceRuntime runtime;
  out.kernel =
      runtime.load({"reference", out.compiled.name, out.compiled.version, out.compiled.recipe, {}}, out.constants);
  return out;
}

TensorArg arg_of(const HostTensor& t) {
  return {t.bytes.empty() ? nullptr : const_cast<std::byte*>(t.bytes.data()),
          t.dims.data(),
          int32_t(t.dims.size()),
          t.dtype,
          Format::kLinear,
          nullptr};
}

Status run(const Kernel& kernel, const std::vector<HostTensor>& in, std::vector<HostTensor>& out,
           int64_t* actual = nullptr, std::vector<int64_t> params = {}) {
  std::vector<TensorArg> ins, outs;
  for (const auto& t : in) ins.push_back(t.dtype == DataType::kInvalid ? TensorArg() : arg_of(t));
  for (const auto& t : out) outs.push_back(t.dtype == DataType::kInvalid ? TensorArg() : arg_of(t));
  if (actual) outs[0].actual_dims = actual;
  InlineStream stream;
  return kernel.enqueue(stream, {ins, outs, params, nullptr, 0});
}

NodeId producer(const Graph& g, ValueId v) { return g.producer(v); }

TEST(Reference, RunsAnOpWithBroadcasting) {
  Graph g;
  const ValueId a = g.add_input("a", f32({sym("N"), 3})), b = g.add_input("b", f32({3}));
  const ValueId y = g.add_value(make_op("Add"), {a, b});
  g.set_outputs({y});
  const auto node = load_node(g, producer(g, y));
  std::vector<HostTensor> out = {HostTensor(DataType::kFloat32, {2, 3})};
  const HostTensor b_value = HostTensor::of_doubles(DataType::kFloat32, {3}, std::vector<double>{10, 20, 30});
  ASSERT_TRUE(run(*node.kernel, {ramp({2, 3}), b_value}, out).ok());
  EXPECT_EQ(out[0].to_doubles(), (std::vector<double>{9, 19.25, 29.5, 9.75, 20, 30.25}));
}

TEST(Reference, AttributesOfEveryOpSurvive) {
  for (const OpDef* def : all_ops()) {
    const Op op(*def, def->create({}));
    Graph g;
    Problem p;
    // A node made by hand: writing a recipe looks at the op and its regions only.
    const ValueId x = g.add_input("x", f32({1}));
    const NodeId n = producer(g, g.add_value(make_op("Relu"), {x}));
    g.node(n).op = op;
    p.graph = &g;
    p.node_id = n;
    CompiledKernel k;
    write_recipe(p, k);
    std::vector<LoadedConstant> constants;
    for (const auto& c : k.constants) constants.push_back({c.bytes.data(), int64_t(c.bytes.size())});
    EXPECT_TRUE(read_recipe(k.recipe, constants).op == op) << def->name;
  }
}

TEST(Reference, ChangedAttributesSurvive) {
  const std::vector<NamedAttr> conv = {
      {"strides", std::vector<int64_t>{2, 1}}, {"pads_begin", std::vector<int64_t>{1, 0}}, {"group", int64_t(2)}};
  const std::vector<NamedAttr> clip = {{"min", -0.0}, {"max", 6.000000001}};
  const std::vector<NamedAttr> reduce = {
      {"kind", std::string("max")}, {"keep_dims", true}, {"axes", std::vector<int64_t>{-1}}};
  const std::vector<NamedAttr> cast = {{"to", DataType::kFloat8E4M3FN}};
  const std::vector<NamedAttr> reshape = {{"dims", SymDims{sym("N") * 2, 3}}};
  std::vector<double> many(100, 0.5);
  const std::vector<NamedAttr> constant = {{"value", Weights::of_doubles(DataType::kFloat32, {100}, many)}};
  std::vector<Op> ops = {make_op("Convolution", conv), make_op("Clip", clip), make_op("Reduce", reduce),
                         make_op("Cast", cast), make_op("Reshape", reshape)};
  for (const Op& op : ops) {
    Graph g;
    const ValueId x = g.add_input("x", f32({1}));
    const NodeId n = producer(g, g.add_value(make_op("Relu"), {x}));
    g.node(n).op = op;
    Problem p;
    p.graph = &g;
    p.node_id = n;
    CompiledKernel k;
    write_recipe(p, k);
    EXPECT_TRUE(read_recipe(k.recipe, {}).op == op) << to_string(op);
  }
}

TEST(Reference, DataDependentOutputsTellTheirDims) {
  Graph g;
  const ValueId x = g.add_input("x", f32({sym("N")}));
  const ValueId y = g.add_value(make_op("NonZero"), {x});
  g.set_outputs({y});
  const auto node = load_node(g, producer(g, y));
  const HostTensor in = HostTensor::of_doubles(DataType::kFloat32, {5}, std::vector<double>{0, 2, 0, 3, 4});
  std::vector<HostTensor> out = {HostTensor(DataType::kInt64, {1, 5})};
  int64_t actual[2] = {-1, -1};
  ASSERT_TRUE(run(*node.kernel, {in}, out, actual).ok());
  EXPECT_EQ(actual[0], 1);
  EXPECT_EQ(actual[1], 3);
  EXPECT_EQ(out[0].to_ints()[2], 4);
  std::vector<HostTensor> small = {HostTensor(DataType::kInt64, {1, 2})};
  EXPECT_FALSE(run(*node.kernel, {in}, small, actual).ok());
}

TEST(Reference, OperandsThatDoNotFitAreRefused) {
  Graph g;
  const ValueId a = g.add_input("a", f32({sym("M"), sym("K")})), b = g.add_input("b", f32({sym("K"), sym("N")}));
  const ValueId y = g.add_value(make_op("MatMul"), {a, b});
  g.set_outputs({y});
  const auto node = load_node(g, producer(g, y));
  std::vector<HostTensor> out = {HostTensor(DataType::kFloat32, {2, 4})};
  EXPECT_TRUE(run(*node.kernel, {ramp({2, 3}), ramp({3, 4})}, out).ok());
  EXPECT_FALSE(run(*node.kernel, {ramp({2, 3}), ramp({2, 4})}, out).ok());
  EXPECT_FALSE(run(*node.kernel, {ramp({3, 3}), ramp({3, 4})}, out).ok());
  EXPECT_FALSE(run(*node.kernel, {ramp({2, 3})}, out).ok());
  EXPECT_FALSE(run(*node.kernel, {ramp({2, 3}), ramp({3, 4})}, out, nullptr, {7}).ok());
  std::vector<HostTensor> wrong = {HostTensor(DataType::kInt32, {2, 4})};
  EXPECT_FALSE(run(*node.kernel, {ramp({2, 3}), ramp({3, 4})}, wrong).ok());
  std::vector<HostTensor> none;
  EXPECT_FALSE(run(*node.kernel, {ramp({2, 3}), ramp({3, 4})}, none).ok());
}

// relu(x + w) * 2 in a region whose input has a dim of which the symbol does not follow, with weights too large to
// print.
std::unique_ptr<Graph> make_region(const Dim& odd) {
  auto r = std::make_unique<Graph>("region");
  const ValueId x = r->add_input("x", f32({sym("N"), odd, 24}));
  std::vector<double> w(24);
  for (size_t i = 0; i < w.size(); ++i) w[i] = double(i);
  const ValueId wv = r->add_constant(Weights::of_doubles(DataType::kFloat32, {24}, w));
  const ValueId two = r->add_constant(Weights::scalar(DataType::kFloat32, 2));
  const ValueId relu = r->add_value(make_op("Relu"), {r->add_value(make_op("Add"), {x, wv})});
  r->set_outputs({r->add_value(make_op("Mul"), {relu, two})});
  return r;
}

ValueId add_fusion(Graph& g) {
  const Dim odd = floor_div(sym("H") - 1, 2) + 1;
  const ValueId x = g.add_input("x", f32({sym("N"), odd, 24}));
  NodeMeta meta;
  meta.num_outputs = 1;
  meta.regions.push_back(make_region(odd));
  const NamedAttr kind{"kind", std::string("pointwise")};
  const ValueId y = g.add_value(make_op("Fusion", {&kind, 1}), {x}, std::move(meta));
  g.set_outputs({y});
  return y;
}

TEST(Reference, RunsAFusionsRegion) {
  Graph g;
  const ValueId y = add_fusion(g);
  const auto node = load_node(g, producer(g, y));
  EXPECT_EQ(node.constants.size(), 1u);
  const HostTensor in = ramp({2, 3, 24});
  std::vector<HostTensor> out = {HostTensor(DataType::kFloat32, {2, 3, 24})};
  ASSERT_TRUE(run(*node.kernel, {in}, out).ok()) << run(*node.kernel, {in}, out).message;
  const auto x = in.to_doubles(), got = out[0].to_doubles();
  for (size_t i = 0; i < x.size(); ++i) EXPECT_EQ(got[i], std::max(0.0, x[i] + double(i % 24)) * 2) << i;
}

TEST(Reference, DamagedRecipesAreErrors) {
  Graph g;
  const ValueId y = add_fusion(g);
  const auto node = load_node(g, producer(g, y));
  ReferenceRuntime runtime;
  KernelRecord record{"reference", "reference", kRecipeVersion, node.compiled.recipe, {}};
  for (size_t n = 0; n < node.compiled.recipe.size(); ++n) {
    record.recipe.resize(n);
    std::copy_n(node.compiled.recipe.begin(), n, record.recipe.begin());
    EXPECT_THROW((void)runtime.load(record, node.constants), Error) << n;
  }
  EXPECT_THROW((void)runtime.load({"reference", "reference", kRecipeVersion, node.compiled.recipe, {}}, {}), Error);
  EXPECT_THROW((void)runtime.load({"reference", "reference", 99, node.compiled.recipe, {}}, node.constants), Error);
  EXPECT_THROW((void)runtime.load({"reference", "other", kRecipeVersion, node.compiled.recipe, {}}, node.constants),
               Error);
  for (size_t i = 0; i < node.compiled.recipe.size(); ++i)
    for (const unsigned flip : {0x01u, 0x20u, 0xFFu}) {
      record.recipe = node.compiled.recipe;
      record.recipe[i] ^= std::byte(flip);
      try {
        const auto kernel = runtime.load(record, node.constants);
        std::vector<HostTensor> out = {HostTensor(DataType::kFloat32, {2, 3, 24})};
        (void)run(*kernel, {ramp({2, 3, 24})}, out).ok();  // another kernel perhaps, but it must not crash
      } catch (const Error& e) {
        EXPECT_FALSE(e.message().empty());
      }
    }
}

TEST(Reference, SaysWhyNot) {
  Graph g;
  const ReferenceTactic tactic;
  const ValueId c = g.add_constant(Weights::scalar(DataType::kFloat32, 1));
  EXPECT_FALSE(tactic.supports(problem_of(g, g.producer(c))));
  const ValueId x = g.add_input("x", f32({4}));
  const NodeId relu = g.producer(g.add_value(make_op("Relu"), {x}));
  Problem p = problem_of(g, relu);
  EXPECT_TRUE(bool(tactic.supports(p)));
  p.inputs[0].format = Format::kChannelsLast;
  EXPECT_FALSE(tactic.supports(p));
  for (const OpDef* def : all_ops()) {
    if (def->meaning != Meaning::kDecompose) continue;
    g.node(relu).op = Op(*def, def->create({}));
    const Verdict v = tactic.supports(problem_of(g, relu));
    EXPECT_NE(v.reason().find("decomposed first"), std::string::npos) << def->name;
  }
}

TEST(Reference, StreamsAreQueued) {
  ReferenceRuntime runtime;
  const auto stream = runtime.device().create_stream();
  const auto before = runtime.device().create_event(), after = runtime.device().create_event();
  int64_t from = 5, to = 0;
  ASSERT_TRUE(stream->record(*before).ok());
  ASSERT_TRUE(stream->copy(&to, &from, 8, Stream::Copy::kOnDevice).ok());
  ASSERT_TRUE(stream->record(*after).ok());
  ASSERT_TRUE(after->synchronize().ok());
  EXPECT_EQ(to, 5);
  EXPECT_GE(after->elapsed_ms(*before), 0);
  EXPECT_TRUE(stream->synchronize().ok());
  InlineEvent foreign;
  EXPECT_FALSE(stream->record(foreign).ok());
  EXPECT_FALSE(stream->wait(foreign).ok());
}

}  // namespace
}  // namespace sinter::reference
