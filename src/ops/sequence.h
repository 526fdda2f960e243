// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Sequences of tensors (ONNX Sequence*). Elements are shared, never copied, when a sequence changes.
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct SequenceConstruct {
  DataType dtype = DataType::kFloat32;

  static constexpr std::string_view kName = "SequenceConstruct";
  static constexpr std::string_view kDoc =
      "A sequence of the inputs, in order; without inputs an empty one of element type dtype (ONNX SequenceConstruct, "
      "SequenceEmpty).";
  static constexpr auto fields() { return std::tuple{Field{1, "dtype", &SequenceConstruct::dtype}}; }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const SequenceConstruct&) const = default;
};

struct SequenceInsert {
  static constexpr std::string_view kName = "SequenceInsert";
  static constexpr std::string_view kDoc =
      "A sequence with input 1 put before position input 2, at the end without one (ONNX SequenceInsert).";
  static constexpr int kMinInputs = 2, kMaxInputs = 3;
  static constexpr auto fields() { return std::tuple{}; }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const SequenceInsert&) const = default;
};

struct SequenceErase {
  static constexpr std::string_view kName = "SequenceErase";
  static constexpr std::string_view kDoc =
      "A sequence without its element at position input 1, the last one without a position (ONNX SequenceErase).";
  static constexpr int kMinInputs = 1, kMaxInputs = 2;
  static constexpr auto fields() { return std::tuple{}; }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const SequenceErase&) const = default;
};

struct SequenceAt {
  int64_t rank = -1;  // of the element, where the sequence's type does not say it

  static constexpr std::string_view kName = "SequenceAt";
  static constexpr std::string_view kDoc =
      "The element at position input 1; negative ones count from the end (ONNX SequenceAt).";
  static constexpr int kMinInputs = 2, kMaxInputs = 2;
  static constexpr auto fields() { return std::tuple{Field{1, "rank", &SequenceAt::rank}}; }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const SequenceAt&) const = default;
};

struct SequenceLength {
  static constexpr std::string_view kName = "SequenceLength";
  static constexpr std::string_view kDoc = "The number of elements as a scalar (ONNX SequenceLength).";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{}; }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const SequenceLength&) const = default;
};

}  // namespace sinter
