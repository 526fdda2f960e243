// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// TensorFlow graphs that are cut short, changed or hostile: an Error or a right network, without much time or memory.
#include <gtest/gtest.h>

#include "import/tensorflow_builder.h"
#include "ir/print.h"
#include "sinter/error.h"
#include "support/damaged_plan.h"

namespace sinter::test {
namespace {

bool imports_tensorflow(const std::string& graph) {
  try {
    verify_graph(*import_tensorflow(graph).graph);
    return true;
  } catch (const Error& e) {
    EXPECT_NE(e.code(), ErrorCode::kInternal) << e.what();
    return false;
  }
}

TEST(TensorflowLimits, DamagedGraphsAreAnErrorOrANetwork) {
  const std::string whole = small_tensorflow_graph();
  ASSERT_TRUE(imports_tensorflow(whole));
  const MemoryLimit limit;
  for (size_t i = 0; i < whole.size(); ++i) imports_tensorflow(whole.substr(0, i));
  for (size_t i = 0; i < whole.size(); ++i)
    for (const int change : {0x01, 0x02, 0x04, 0x10, 0x80, 0xFF}) {
      std::string changed = whole;
      changed[i] = static_cast<char>(changed[i] ^ change);
      imports_tensorflow(changed);
    }
}

TEST(TensorflowLimits, CyclesAreErrors) {
  EXPECT_FALSE(
      imports_tensorflow(tf_node("a", "Abs", {"b"}) + tf_node("b", "Abs", {"a"}) + tf_node("c", "Abs", {"a"})));
  EXPECT_FALSE(imports_tensorflow(tf_node("a", "Identity", {"a"}) + tf_node("b", "Abs", {"a"})));
  EXPECT_FALSE(imports_tensorflow(tf_placeholder("x", {2}) + tf_node("s", "Switch", {"x", "s"}) +
                                  tf_node("m", "Merge", {"s", "s:1"})));
}

TEST(TensorflowLimits, RecursiveFunctionsAreErrors) {
  const std::string function =
      bytes(1, bytes(1, bytes(1, "f") + bytes(2, bytes(1, "a")) + bytes(3, bytes(1, "b"))) +
                   bytes(3, tf_node_message("r", "f", {"a"})) + bytes(4, bytes(1, "b") + bytes(2, "r:b:0")));
  EXPECT_FALSE(imports_tensorflow(tf_placeholder("x", {2}) + tf_node("y", "f", {"x"}) + bytes(2, function)));
}

TEST(TensorflowLimits, EnormousNumbersAreRefused) {
  const MemoryLimit limit;
  const std::string x = tf_placeholder("x", {1, 4, 4, 2});
  const auto refused = [&](const std::string& nodes) { EXPECT_FALSE(imports_tensorflow(x + nodes + tf_versions())); };
  refused(tf_int32s("d", {2}, {INT32_MAX, INT32_MAX}) + tf_node("f", "Fill", {"d", "x"}));
  refused(tf_node("u", "Unpack", {"x"}, tf_int("num", INT64_MAX)));
  refused(tf_int32("a", 1) + tf_node("s", "Split", {"a", "x"}, tf_int("num_split", INT64_MAX)));
  refused(tf_node("l", "LRN", {"x"}, tf_int("depth_radius", INT64_MAX)));
  refused(tf_node("p", "MaxPool", {"x"}, tf_ints("ksize", {1, INT64_MAX, 1, 1}) + tf_ints("strides", {1, 1, 1, 1})));
  refused(tf_node("d", "SpaceToDepth", {"x"}, tf_int("block_size", INT64_MAX)));
  refused(tf_node("a", "Abs", {"x:4294967295"}));
  refused(tf_node("a", "Abs", {"x:99999999999"}));
  refused(tf_node("e", "ExtractImagePatches", {"x"},
                  tf_ints("ksizes", {1, 100000, 100000, 1}) + tf_ints("strides", {1, 1, 1, 1})));
}

TEST(TensorflowLimits, DeepChainsNeedNoStack) {
  std::string graph = tf_placeholder("n0", {1});
  for (int i = 1; i <= 20000; ++i) graph += tf_node("n" + std::to_string(i), "Neg", {"n" + std::to_string(i - 1)});
  EXPECT_TRUE(imports_tensorflow(graph + tf_versions()));
}

}  // namespace
}  // namespace sinter::test
