// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Einsum beyond ONNX's own cases, casts to 8-bit floats bit by bit, and weights of few bits.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "import/onnx_builder.h"
#include "ir/interpret.h"
#include "ir/print.h"
#include "ops/quantized_matmul.h"
#include "sinter/error.h"

namespace sinter::test {
namespace {

/// Element i of operand j is (i * 7 + j * 3) % 11 - 5: integers, so that sums are exact.
HostTensor einsum_operand(const Dims& dims, size_t j) {
  std::vector<double> values(size_t(element_count(dims)));
  for (size_t i = 0; i < values.size(); ++i) values[i] = double((i * 7 + j * 3) % 11) - 5;
  return HostTensor::of_doubles(DataType::kFloat32, dims, values);
}

/// Sums over all labels by definition. `terms` and `output` are plain letters.
std::vector<double> einsum_by_definition(const std::vector<std::string>& terms, const std::string& output,
                                         const std::vector<HostTensor>& operands) {
  std::map<char, int64_t> size;
  for (size_t j = 0; j < terms.size(); ++j)
    for (size_t d = 0; d < terms[j].size(); ++d)
      size[terms[j][d]] = std::max(size[terms[j][d]], operands[j].dims[d]);
  std::string order = output;
  for (const auto& [label, n] : size)
    if (output.find(label) == std::string::npos) order += label;
  int64_t total = 1, results = 1;
  for (char c : order) total *= size[c];
  for (char c : output) results *= size[c];
  std::vector<std::vector<double>> data;
  for (const auto& o : operands) data.push_back(o.to_doubles());
  std::vector<double> out(size_t(results), 0);
  for (int64_t i = 0; i < total; ++i) {
    std::map<char, int64_t> at;
    int64_t rest = i;
    for (size_t d = order.size(); d-- > 0;) at[order[d]] = rest % size[order[d]], rest /= size[order[d]];
    double product = 1;
    for (size_t j = 0; j < terms.size(); ++j) {
      int64_t index = 0;
      for (size_t d = 0; d < terms[j].size(); ++d) {
        const int64_t n = operands[j].dims[d];
        index = index * n + (n == 1 ? 0 : at[terms[j][d]]);
      }
      product *= data[j][size_t(index)];
    }
    out[size_t(i / (total / results))] += product;
  }
  return out;
}

OnnxGraph einsum_graph(const std::string& equation, const std::vector<Dims>& dims, bool symbolic) {
  OnnxGraph g;
  Names inputs;
  for (size_t j = 0; j < dims.size(); ++j) {
    Names text;
    for (int64_t d : dims[j]) text.push_back(symbolic && d > 1 ? "d" + std::to_string(d) : std::to_string(d));
    inputs.push_back("x" + std::to_string(j));
    g.input(inputs.back(), 1, text);
  }
  g.node("Einsum", inputs, {"y"}, {string_attr("equation", equation)}).output("y");
  return g;
}

void expect_einsum(const std::string& equation, const std::vector<Dims>& dims, const std::vector<std::string>& terms,
                   const std::string& output) {
  std::vector<HostTensor> operands;
  for (size_t j = 0; j < dims.size(); ++j) operands.push_back(einsum_operand(dims[j], j));
  const auto expected = einsum_by_definition(terms, output, operands);
  for (bool symbolic : {false, true}) {
    const auto r = import_text(onnx_model(einsum_graph(equation, dims, symbolic)));
    verify_graph(*r.graph);
    const HostTensor y = interpret(*r.graph, operands).at(0);
    EXPECT_EQ(y.dims.size(), output.size()) << equation;
    EXPECT_EQ(y.to_doubles(), expected) << equation << (symbolic ? " symbolic" : "");
  }
}

TEST(OnnxEinsum, AgreesWithItsDefinition) {
  expect_einsum("ij,jk->ik", {{2, 3}, {3, 4}}, {"ij", "jk"}, "ik");
  expect_einsum("ij,jk", {{2, 3}, {3, 4}}, {"ij", "jk"}, "ik");
  expect_einsum("bhqd,bhkd->bhqk", {{2, 3, 4, 5}, {2, 3, 6, 5}}, {"bhqd", "bhkd"}, "bhqk");
  expect_einsum("bqhd,bkhd->bhqk", {{2, 4, 3, 5}, {2, 6, 3, 5}}, {"bqhd", "bkhd"}, "bhqk");
  expect_einsum("ii->i", {{4, 4}}, {"ii"}, "i");
  expect_einsum("ii", {{4, 4}}, {"ii"}, "");
  expect_einsum("iij->ji", {{3, 3, 2}}, {"iij"}, "ji");
  expect_einsum("iji,j->i", {{3, 2, 3}, {2}}, {"iji", "j"}, "i");
  expect_einsum("iiii->i", {{3, 3, 3, 3}}, {"iiii"}, "i");
  expect_einsum("i,j->ji", {{2}, {3}}, {"i", "j"}, "ji");
  expect_einsum("ij,ij->", {{2, 3}, {2, 3}}, {"ij", "ij"}, "");
  expect_einsum("ij,kl->i", {{2, 3}, {4, 5}}, {"ij", "kl"}, "i");
  expect_einsum("a,ab,bc,cd->ad", {{2}, {2, 3}, {3, 4}, {4, 5}}, {"a", "ab", "bc", "cd"}, "ad");
  expect_einsum("ab,ab,ab->b", {{2, 3}, {2, 3}, {2, 3}}, {"ab", "ab", "ab"}, "b");
  expect_einsum("zyx->xzy", {{2, 3, 4}}, {"zyx"}, "xzy");
  expect_einsum(" i j , j -> i ", {{2, 3}, {3}}, {"ij", "j"}, "i");
  expect_einsum("Ba,aB->", {{2, 3}, {3, 2}}, {"Ba", "aB"}, "");
}

TEST(OnnxEinsum, EllipsisAndDimsOfOne) {
  expect_einsum("...ij,...jk->...ik", {{5, 2, 3}, {5, 3, 4}}, {"aij", "ajk"}, "aik");
  expect_einsum("...ij,...jk", {{5, 6, 2, 3}, {6, 3, 4}}, {"abij", "bjk"}, "abik");
  expect_einsum("...i->...", {{2, 3, 4}}, {"abi"}, "ab");
  expect_einsum("i...->i", {{2, 3, 4}}, {"iab"}, "i");
  expect_einsum("...,...->...", {{2, 1}, {3}}, {"ab", "b"}, "ab");
  expect_einsum("ij,ij->ij", {{1, 3}, {2, 1}}, {"ij", "ij"}, "ij");
  expect_einsum("ij,jk->ik", {{2, 1}, {3, 4}}, {"ij", "jk"}, "ik");
  expect_einsum("...ii->...i", {{2, 3, 3}}, {"aii"}, "ai");
}

TEST(OnnxEinsum, BadEquationsAreRefused) {
  const auto refused = [](const std::string& equation, const std::vector<Dims>& dims) {
    EXPECT_THROW(import_text(onnx_model(einsum_graph(equation, dims, false))), Error) << equation;
  };
  refused("ij,jk->ik", {{2, 3}});
  refused("ij->ik", {{2, 3}});
  refused("ij->ii", {{2, 3}});
  refused("ijk->i", {{2, 3}});
  refused("i->i", {{2, 3}});
  refused("i1->i", {{2, 3}});
  refused("ij,jk->ik", {{2, 3}, {4, 5}});
  refused("ii->i", {{2, 3}});
  refused("......->", {{2, 3}});
}

/// Codes that a cast gives for floats.
std::vector<int> f8_codes(int onnx_type, const std::vector<float>& values, const Names& attributes) {
  OnnxGraph g;
  Names all{int_attr("to", onnx_type)};
  all.insert(all.end(), attributes.begin(), attributes.end());
  g.input("x", 1, {std::to_string(values.size())}).node("Cast", {"x"}, {"y"}, all).output("y");
  const auto r = import_text(onnx_model(g, 24));
  const std::vector<double> wide(values.begin(), values.end());
  const auto y = interpret(*r.graph, {HostTensor::of_doubles(DataType::kFloat32, {int64_t(wide.size())}, wide)}).at(0);
  std::vector<int> codes;
  for (std::byte b : y.bytes) codes.push_back(int(b));
  return codes;
}

TEST(OnnxCast, EightBitFloatsWithoutSaturation) {
  const Names unsaturated{int_attr("saturate", 0)};
  const float inf = INFINITY;
  using Codes = std::vector<int>;
  EXPECT_EQ(f8_codes(17, {448, 464, 465, -500, inf, 1}, unsaturated), (Codes{0x7E, 0x7E, 0x7F, 0xFF, 0x7F, 0x38}));
  EXPECT_EQ(f8_codes(17, {448, 464, 465, -500, inf, 1}, {}), (Codes{0x7E, 0x7E, 0x7E, 0xFE, 0x7E, 0x38}));
  EXPECT_EQ(f8_codes(18, {240, 247, 248, -inf}, unsaturated), (Codes{0x7F, 0x7F, 0x80, 0x80}));
  EXPECT_EQ(f8_codes(19, {57344, 61439, 61440, -inf}, unsaturated), (Codes{0x7B, 0x7B, 0x7C, 0xFC}));
  EXPECT_EQ(f8_codes(20, {57344, 61439, 61440, -inf}, unsaturated), (Codes{0x7F, 0x7F, 0x80, 0x80}));
}

TEST(OnnxCast, PowersOfTwoRoundInThreeWays) {
  using Codes = std::vector<int>;
  const std::vector<float> x{1, 1.25, 1.5, 1.75, 2, 0.75};
  EXPECT_EQ(f8_codes(24, x, {string_attr("round_mode", "up")}), (Codes{127, 128, 128, 128, 128, 127}));
  EXPECT_EQ(f8_codes(24, x, {string_attr("round_mode", "down")}), (Codes{127, 127, 127, 127, 128, 126}));
  EXPECT_EQ(f8_codes(24, x, {string_attr("round_mode", "nearest")}), (Codes{127, 127, 128, 128, 128, 127}));
  const std::vector<float> large{0x1.8p127f, INFINITY};
  EXPECT_EQ(f8_codes(24, large, {string_attr("round_mode", "up")})[0], 254);
  EXPECT_EQ(f8_codes(24, large, {string_attr("round_mode", "up"), int_attr("saturate", 0)})[0], 255);
  EXPECT_THROW(f8_codes(24, x, {string_attr("round_mode", "sideways")}), Error);
}

TEST(OnnxMatMulNBits, WeightsStayPacked) {
  OnnxGraph g;  // 3 columns in 1 block of 16; rows of zero points are padded to bytes
  std::vector<uint8_t> packed(16, 0);
  packed[0] = 0x21, packed[1] = 0x03, packed[8] = 0x54, packed[9] = 0x06;
  g.input("a", 1, {"1", "3"}).tensor("b", {2, 1, 8}, packed).tensor("s", {2}, std::vector<float>{1, 2});
  g.tensor("z", {2}, std::vector<uint8_t>{1, 6});
  g.node("MatMulNBits", {"a", "b", "s", "z"}, {"y"},
         {int_attr("K", 3), int_attr("N", 2), int_attr("bits", 4), int_attr("block_size", 16)}, "", "com.microsoft");
  g.output("y");
  const auto r = import_text(onnx_model(g));
  bool found = false;
  for (NodeId id : r.graph->order()) {
    if (!r.graph->node(id).op.is<QuantizedMatMul>()) continue;
    found = true;
    EXPECT_EQ(to_string(r.graph->tensor(r.graph->node(id).inputs[1])), "u4[2,16]");
  }
  EXPECT_TRUE(found);
  const std::vector<double> a{1, 10, 100};
  const auto y = interpret(*r.graph, {HostTensor::of_doubles(DataType::kFloat32, {1, 3}, a)}).at(0);
  EXPECT_EQ(y.to_doubles(), (std::vector<double>{0 + 10 + 200, 2 * (-2 - 10 + 0)}));
}

TEST(OnnxMatMulNBits, WrongSizesAreRefused) {
  for (int64_t bits : {3, 4}) {
    OnnxGraph g;
    g.input("a", 1, {"1", "3"}).tensor("b", {2, 1, 4}, std::vector<uint8_t>(8, 0));
    g.tensor("s", {2}, std::vector<float>{1, 2});
    g.node("MatMulNBits", {"a", "b", "s"}, {"y"},
           {int_attr("K", 3), int_attr("N", 2), int_attr("bits", bits), int_attr("block_size", 16)}, "",
           "com.microsoft");
    g.output("y");
    EXPECT_THROW(import_text(onnx_model(g)), Error);
  }
}

}  // namespace
}  // namespace sinter::test
