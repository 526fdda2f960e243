// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

enum class StringCase : uint8_t { kNone, kLower, kUpper };

struct StringNormalizer {
  StringCase change_case = StringCase::kNone;
  bool case_sensitive = false;  // of the comparison with the stop words
  std::vector<std::string> stop_words = {};

  static constexpr std::string_view kName = "StringNormalizer";
  static constexpr std::string_view kDoc =
      "The strings of a [C] or [1,C] tensor without the stop words, in lower or upper case; one empty string if none "
      "is "
      "left (ONNX StringNormalizer). Letters change case as Unicode's simple mappings say for Latin, Greek and "
      "Cyrillic.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr std::string_view kCaseNames[] = {"none", "lower", "upper"};
  static constexpr auto fields() {
    return std::tuple{Field{1, "change_case", &StringNormalizer::change_case, std::span(kCaseNames)},
                      Field{2, "case_sensitive", &StringNormalizer::case_sensitive},
                      Field{3, "stop_words", &StringNormalizer::stop_words}};
  }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const StringNormalizer&) const = default;
};

struct StringSplit {
  std::string delimiter = {};  // empty: runs of white space
  int64_t max_splits = -1;

  static constexpr std::string_view kName = "StringSplit";
  static constexpr std::string_view kDoc =
      "The parts of each string along a new last axis, filled up with empty strings, and the number of parts of each "
      "(ONNX StringSplit). Without a delimiter parts are separated by runs of white space.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1, kNumOutputs = 2;
  static constexpr auto fields() {
    return std::tuple{Field{1, "delimiter", &StringSplit::delimiter}, Field{2, "max_splits", &StringSplit::max_splits}};
  }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const StringSplit&) const = default;
};

}  // namespace sinter
