// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/error.h"

#include <gtest/gtest.h>

namespace sinter {
namespace {

TEST(Error, PrintsPlacesOutermostFirst) {
  Error error(ErrorCode::kInvalidModel, "axis 7 is out of range", "use an axis below 4");
  error.in("node conv1 (Conv)").in("file model.onnx");
  EXPECT_STREQ(error.what(), "file model.onnx: node conv1 (Conv): axis 7 is out of range. Use an axis below 4");
  EXPECT_EQ(error.context().front(), "file model.onnx");
}

TEST(Error, IsOneLine) {
  const Error error(ErrorCode::kIo, "a\nb\x1b[0m");
  EXPECT_STREQ(error.what(), "a\\nb\\x1b[0m");
  EXPECT_EQ(error.message(), "a\nb\x1b[0m");
}

TEST(Error, LeavesOutTheMiddleOfDeepNests) {
  Error error(ErrorCode::kLimit, "too deep");
  for (int i = 0; i < 300; ++i) error.in("node " + std::to_string(i) + " (If)");
  const std::string what = error.what();
  EXPECT_TRUE(what.starts_with("node 299 (If): ")) << what;
  EXPECT_NE(what.find("... (290 more places): node 4 (If)"), std::string::npos) << what;
  EXPECT_TRUE(what.ends_with("node 0 (If): too deep")) << what;
}

TEST(Error, FailThrows) {
  try {
    fail(ErrorCode::kUnsupported, "did you mean this?", "yes");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnsupported);
    EXPECT_STREQ(error.what(), "did you mean this? Yes");
    return;
  }
  FAIL() << "nothing was thrown";
}

TEST(Error, CodesHaveStableNames) {
  EXPECT_EQ(to_string(ErrorCode::kInvalidModel), "invalid-model");
  EXPECT_EQ(to_string(ErrorCode::kInternal), "internal");
}

}  // namespace
}  // namespace sinter
