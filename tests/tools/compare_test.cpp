// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/sinter/verify_compare.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "sinter/error.h"
#include "tests/base/temporary_folder.h"
#include "tools/sinter/verify_cases.h"

namespace sinter::cli {
namespace {

HostArray array(DataType type, std::initializer_list<double> values) {
  HostArray a(type, {int64_t(values.size())});
  int64_t i = 0;
  for (const double v : values) a.set(i++, v);
  return a;
}

std::string problem(const HostArray& got, const HostArray& want, const Tolerance& t = {}) {
  return judge(got, want, t).problem;
}

TEST(Judge, FloatsWithinTolerance) {
  const auto want = array(DataType::kFloat32, {1, 1000, 0});
  EXPECT_EQ(problem(array(DataType::kFloat32, {1.0009, 1000.9, 0.0004}), want), "");
  EXPECT_NE(problem(array(DataType::kFloat32, {1.01, 1000, 0}), want).find("element 0 is 1.0"), std::string::npos);
  EXPECT_NE(problem(array(DataType::kFloat32, {1, 1000, 0.0004}), want, {.rtol = 1e-3, .atol = 1e-7}), "");
  EXPECT_NE(problem(array(DataType::kFloat32, {1, NAN, 0}), want), "");
  EXPECT_NE(problem(array(DataType::kFloat32, {1, INFINITY, 0}), want), "");
  const auto strange = array(DataType::kFloat32, {NAN, INFINITY, -INFINITY});
  EXPECT_EQ(problem(strange, strange), "");
}

TEST(Judge, CoarseTypesMayRound) {
  EXPECT_EQ(problem(array(DataType::kFloat16, {1.002}), array(DataType::kFloat16, {1})), "");
  EXPECT_NE(problem(array(DataType::kFloat16, {1.1}), array(DataType::kFloat16, {1})), "");
}

TEST(Judge, EverythingElseIsExact) {
  EXPECT_EQ(problem(array(DataType::kInt64, {1, 2}), array(DataType::kInt64, {1, 2})), "");
  EXPECT_EQ(problem(array(DataType::kInt64, {1, 3}), array(DataType::kInt64, {1, 2})),
            "1 of 2 elements differ; element 1 is 3, expected 2");
  EXPECT_NE(problem(array(DataType::kBool, {1}), array(DataType::kBool, {0})), "");
  HostArray big(DataType::kInt64, {1}), other(DataType::kInt64, {1});
  big.as<int64_t>()[0] = (int64_t{1} << 60) + 1;
  other.as<int64_t>()[0] = int64_t{1} << 60;
  EXPECT_NE(problem(big, other), "");
  HostArray clean(DataType::kInt4, {1}), padded(DataType::kInt4, {1});
  clean.as<uint8_t>()[0] = 0x03;
  padded.as<uint8_t>()[0] = 0xf3;  // no element lies in the upper half of the byte
  EXPECT_EQ(problem(padded, clean), "");
}

TEST(Judge, TypesAndShapesMustBeEqual) {
  EXPECT_EQ(problem(HostArray(DataType::kFloat32, {2, 3}), HostArray(DataType::kFloat32, {3, 2})),
            "it is f32[2,3], expected f32[3,2]");
  EXPECT_NE(problem(HostArray(DataType::kFloat64, {2}), HostArray(DataType::kFloat32, {2})), "");
}

TEST(VerifyCases, FoundAtAnyDepthInOrder) {
  const test::TemporaryFolder folder;
  namespace fs = std::filesystem;
  for (const char* set : {"a/test_data_set_0", "b/c/test_data_set_10", "b/c/test_data_set_9"})
    fs::create_directories(folder / set);
  for (const char* file : {"a/other.onnx", "b/c/model.onnx", "b/c/spare.onnx", "b/c/test_data_set_9/input_0.npy"})
    std::ofstream(folder / file) << "x";
  const auto cases = find_cases(folder.path());
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_TRUE(cases[0].model.ends_with("a/other.onnx"));
  EXPECT_TRUE(cases[1].model.ends_with("b/c/model.onnx"));
  ASSERT_EQ(cases[1].sets.size(), 2u);
  EXPECT_TRUE(cases[1].sets[0].ends_with("test_data_set_9"));
  EXPECT_TRUE(data_file(cases[1].sets[0], "input", 0).ends_with("input_0.npy"));
  EXPECT_EQ(data_file(cases[1].sets[0], "input", 1), "");
  EXPECT_THROW(find_cases(folder / "nowhere"), Error);
  fs::create_directories(folder / "empty");
  EXPECT_THROW(find_cases(folder / "empty"), Error);
}

}  // namespace
}  // namespace sinter::cli
