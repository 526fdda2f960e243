// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Element by element on strings, with broadcasting. Numbers have ops of their own for these; strings are never fused.
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct StringConcat {
  static constexpr std::string_view kName = "StringConcat";
  static constexpr std::string_view kDoc = "Each string of a followed by that of b (ONNX StringConcat).";
  static constexpr int kMinInputs = 2, kMaxInputs = 2;
  static constexpr auto fields() { return std::tuple{}; }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const StringConcat&) const = default;
};

struct StringEqual {
  static constexpr std::string_view kName = "StringEqual";
  static constexpr std::string_view kDoc = "Whether two strings have the same bytes (ONNX Equal of strings).";
  static constexpr int kMinInputs = 2, kMaxInputs = 2;
  static constexpr auto fields() { return std::tuple{}; }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const StringEqual&) const = default;
};

struct StringSelect {
  static constexpr std::string_view kName = "StringSelect";
  static constexpr std::string_view kDoc = "a where c is true, else b (ONNX Where of strings).";
  static constexpr int kMinInputs = 3, kMaxInputs = 3;
  static constexpr auto fields() { return std::tuple{}; }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const StringSelect&) const = default;
};

struct FormatStrings {
  static constexpr std::string_view kName = "FormatStrings";
  static constexpr std::string_view kDoc =
      "Numbers as text, the shortest that reads back as the same number (ONNX Cast to string): 1.0, 1e-05, nan, inf.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{}; }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const FormatStrings&) const = default;
};

struct ParseStrings {
  DataType to = DataType::kFloat32;

  static constexpr std::string_view kName = "ParseStrings";
  static constexpr std::string_view kDoc =
      "Numbers from text (ONNX Cast from string): plain and scientific, nan, inf; anything else is an error.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{Field{1, "to", &ParseStrings::to}}; }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const ParseStrings&) const = default;
};

struct RegexFullMatch {
  std::string pattern;

  static constexpr std::string_view kName = "RegexFullMatch";
  static constexpr std::string_view kDoc = "Whether the pattern (RE2 syntax) matches each whole string.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{Field{1, "pattern", &RegexFullMatch::pattern}}; }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const RegexFullMatch&) const = default;
};

}  // namespace sinter
