// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What holds for every op case: it builds, verifies, prints and parses, gives what was computed by hand, and the same
// with static as with dynamic shapes.
#include <gtest/gtest.h>

#include <set>

#include "ir/interpret.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "sinter/error.h"
#include "support/op_cases.h"
#include "support/tolerance.h"

namespace sinter::test {
namespace {

// The same graph with the types of the case's inputs.
std::unique_ptr<Graph> static_copy(const Graph& graph, const std::vector<HostTensor>& inputs) {
  auto g = graph.clone();
  for (size_t i = 0; i < inputs.size(); ++i)
    if (inputs[i].is_tensor())
      g->value(g->inputs()[i]).type = ValueType(inputs[i].dtype, SymDims(inputs[i].dims.begin(), inputs[i].dims.end()));
  g->checks().clear();
  g->reinfer_all();
  return g;
}

bool is_dynamic(const Graph& g) {
  for (ValueId v : g.inputs())
    if (!g.tensor(v).is_static()) return true;
  return false;
}

// Whether attributes name symbols, which only the dynamic graph can resolve.
bool has_symbolic_attributes(const Graph& g) {
  for (NodeId id : g.order())
    for (const Dim& d : g.node(id).op.dim_params())
      if (!d.is_const()) return true;
  return false;
}

void check_case(const OpCase& c) {
  const auto g = c.build();
  verify_graph(*g);
  const auto results = interpret(*g, c.inputs);
  ASSERT_EQ(results.size(), g->outputs().size());
  for (size_t i = 0; i < c.expected.size(); ++i) EXPECT_EQ(difference(results.at(i), c.expected[i]), "");

  std::vector<Weights> weights;
  const std::string text = print_graph(*g, {.weights = &weights});
  const auto parsed = parse_graph(text, all_ops(), weights);
  EXPECT_EQ(print_graph(*parsed, {.weights = &weights}), text);
  EXPECT_TRUE(interpret(*parsed, c.inputs) == results) << text;

  if (!is_dynamic(*g) || has_symbolic_attributes(*g)) return;
  EXPECT_TRUE(interpret(*static_copy(*g, c.inputs), c.inputs) == results) << "static shapes give another result";
}

TEST(OpCases, AllHold) {
  for (const OpCase& c : all_op_cases()) {
    SCOPED_TRACE(c.name);
    try {
      check_case(c);
    } catch (const Error& e) {
      ADD_FAILURE() << e.what();
    }
  }
}

TEST(OpCases, NamesAreUniqueAndEveryOpHasOne) {
  std::set<std::string> names, ops;
  for (const OpCase& c : all_op_cases()) {
    EXPECT_TRUE(names.insert(c.name).second) << c.name;
    ops.insert(c.name.substr(0, c.name.find('/')));
  }
  for (const OpDef* def : all_ops()) {
    if (def->name == "Plugin") continue;  // means what a plugin says: tests/compile/plugin_test.cpp
    EXPECT_TRUE(def->name == "Constant" || ops.contains(std::string(def->name))) << def->name;
  }
}

TEST(OpList, IsSortedAndFindsByName) {
  const auto ops = all_ops();
  for (size_t i = 1; i < ops.size(); ++i) EXPECT_LT(ops[i - 1]->name, ops[i]->name);
  for (const OpDef* def : ops) {
    EXPECT_EQ(find_op(def->name), def);
    EXPECT_FALSE(def->doc.empty()) << def->name;
  }
  EXPECT_EQ(find_op("Convolutoin"), nullptr);
  try {
    make_op("Convolutoin");
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(e.remedy().find("Convolution"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace sinter::test
