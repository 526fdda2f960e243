// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

enum class ArgReduceKind : uint8_t { kMax, kMin };

struct ArgReduce {
  ArgReduceKind kind = ArgReduceKind::kMax;
  int64_t axis = 0;
  bool keep_dims = true, select_last_index = false;

  static constexpr std::string_view kName = "ArgReduce";
  static constexpr std::string_view kDoc =
      "Index (i64) of the largest or smallest element along axis (ONNX ArgMax, ArgMin): of equals the first, or "
      "the last with select_last_index. A NaN counts as both largest and smallest, as in numpy. The axis may not "
      "be empty.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr std::string_view kKindNames[] = {"max", "min"};
  static constexpr auto fields() {
    return std::tuple{Field{1, "kind", &ArgReduce::kind, std::span(kKindNames)}, Field{2, "axis", &ArgReduce::axis},
                      Field{3, "keep_dims", &ArgReduce::keep_dims},
                      Field{4, "select_last_index", &ArgReduce::select_last_index}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const ArgReduce&) const = default;
};

}  // namespace sinter
