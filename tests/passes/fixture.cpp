// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/fixture.h"

#include <gtest/gtest.h>

#include <cctype>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <random>
#include <set>

#include "ir/interpret.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "passes/pass_manager.h"

namespace sinter::test {
namespace {

// %v12 -> %v#0 and so on, in the order of appearance.
std::string renumber(const std::string& text) {
  std::map<std::string, std::string> names;
  std::string out;
  for (size_t i = 0; i < text.size();) {
    if (text.compare(i, 2, "%v") != 0 || i + 2 >= text.size() ||
        !std::isdigit(static_cast<unsigned char>(text[i + 2]))) {
      out += text[i++];
      continue;
    }
    size_t end = i + 2;
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end]))) ++end;
    const auto it = names.emplace(text.substr(i, end - i), "%v#" + std::to_string(names.size())).first;
    out += it->second;
    i = end;
  }
  return out;
}

double random_value(std::mt19937& random, DataType type, bool special) {
  if (type == DataType::kBool) return double(random() % 2);
  if (!is_float(type)) return double(int(random() % 7)) - (is_unsigned(type) ? 0 : 3);
  static const double kSpecial[] = {0.0, -0.0, INFINITY, -INFINITY, NAN};
  if (special && random() % 4 == 0) return kSpecial[random() % 5];
  return double(random() % 4096) / 1024 - 2;
}

HostTensor random_tensor(std::mt19937& random, const TensorType& type, const SymbolValues& symbols, bool special) {
  Dims dims;
  for (const Dim& d : type.dims) dims.push_back(d.eval([&](const std::string& s) { return symbols.at(s); }).value());
  std::vector<double> values;
  for (int64_t k = element_count(dims); k > 0; --k) values.push_back(random_value(random, type.dtype, special));
  return HostTensor::of_doubles(type.dtype, dims, values);
}

std::vector<HostTensor> random_inputs(const Graph& graph, bool special) {
  std::set<std::string> names;
  for (ValueId v : graph.inputs())
    for (const Dim& d : graph.tensor(v).dims) d.collect_symbols(names);
  SymbolValues symbols;
  int64_t next = 2;
  for (const auto& n : names) symbols[n] = next++;
  std::mt19937 random(7);
  std::vector<HostTensor> out;
  for (ValueId v : graph.inputs()) out.push_back(random_tensor(random, graph.tensor(v), symbols, special));
  return out;
}

bool same_bits(double a, double b) { return (std::isnan(a) && std::isnan(b)) || std::memcmp(&a, &b, sizeof a) == 0; }

void expect_close(const HostTensor& a, const HostTensor& b, double tolerance) {
  ASSERT_EQ(a.dtype, b.dtype);
  ASSERT_EQ(a.dims, b.dims);
  const auto x = a.to_doubles(), y = b.to_doubles();
  for (size_t k = 0; k < x.size(); ++k) {
    const bool ok =
        tolerance == 0 ? same_bits(x[k], y[k]) : std::fabs(x[k] - y[k]) <= tolerance * (1 + std::fabs(y[k]));
    ASSERT_TRUE(ok) << "element " << k << ": " << x[k] << " before, " << y[k] << " after";
  }
}

bool run(PassFunction pass, Graph& graph, PassContext& context) {
  return run_pass(Pass{.name = "pass", .doc = "", .optional = true, .run = pass}, graph, context);
}

}  // namespace

std::unique_ptr<Graph> parse(std::string_view text) { return parse_graph(text, all_ops()); }

std::string normal_text(const Graph& graph) {
  PrintOptions options;
  options.types = false;
  options.checks = false;
  return renumber(print_graph(graph, options));
}

void expect_same_results(const Graph& before, const Graph& after, double tolerance) {
  const auto inputs = random_inputs(before, tolerance == 0);
  const auto a = interpret(before, inputs), b = interpret(after, inputs);
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) expect_close(a[i], b[i], tolerance);
}

void expect_pass(PassFunction pass, std::string_view before, std::string_view after, double tolerance,
                 PassContext context) {
  context.options.verify = true;
  const auto original = parse(before), expected = parse(after);
  const auto graph = original->clone();
  EXPECT_TRUE(run(pass, *graph, context)) << "the pass did nothing";
  EXPECT_EQ(normal_text(*graph), normal_text(*expected));
  EXPECT_GT(context.changes, 0) << "the pass recorded no change";
  expect_same_results(*original, *graph, tolerance);
  const std::string once = print_graph(*graph);
  EXPECT_FALSE(run(pass, *graph, context)) << "a second run changed something";
  EXPECT_EQ(print_graph(*graph), once);
}

void expect_unchanged(PassFunction pass, std::string_view text, PassContext context) {
  context.options.verify = true;
  const auto graph = parse(text);
  const std::string before = print_graph(*graph);
  EXPECT_FALSE(run(pass, *graph, context)) << "the pass said that it changed something";
  EXPECT_EQ(print_graph(*graph), before);
}

}  // namespace sinter::test
