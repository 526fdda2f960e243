// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Values that may be absent (ONNX Optional*).
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct Optional {
  DataType dtype = DataType::kFloat32;  // without an input
  bool sequence = false;                // without an input: absent sequence rather than tensor

  static constexpr std::string_view kName = "Optional";
  static constexpr std::string_view kDoc = "An optional that holds the input, or none without one (ONNX Optional).";
  static constexpr int kMinInputs = 0, kMaxInputs = 1;
  static constexpr auto fields() {
    return std::tuple{Field{1, "dtype", &Optional::dtype}, Field{2, "sequence", &Optional::sequence}};
  }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Optional&) const = default;
};

struct OptionalHasElement {
  static constexpr std::string_view kName = "OptionalHasElement";
  static constexpr std::string_view kDoc = "Whether an optional holds something, as a bool scalar.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{}; }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const OptionalHasElement&) const = default;
};

struct OptionalGetElement {
  int64_t rank = -1;  // of a tensor, where the optional's type does not say it

  static constexpr std::string_view kName = "OptionalGetElement";
  static constexpr std::string_view kDoc = "What an optional holds; an error at run time where it holds nothing.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{Field{1, "rank", &OptionalGetElement::rank}}; }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const OptionalGetElement&) const = default;
};

}  // namespace sinter
