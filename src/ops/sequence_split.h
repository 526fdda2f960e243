// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From tensors to sequences of slices, and back.
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct SplitToSequence {
  int64_t axis = 0;
  bool keep_dims = true;  // without input 1

  static constexpr std::string_view kName = "SplitToSequence";
  static constexpr std::string_view kDoc =
      "Slices of x along axis: of the extents that the vector input 1 lists, of the extent that the scalar input 1 "
      "says "
      "(the last one may be shorter), or of extent 1 without it (ONNX SplitToSequence).";
  static constexpr int kMinInputs = 1, kMaxInputs = 2;
  static constexpr auto fields() {
    return std::tuple{Field{1, "axis", &SplitToSequence::axis}, Field{2, "keep_dims", &SplitToSequence::keep_dims}};
  }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const SplitToSequence&) const = default;
};

struct ConcatFromSequence {
  int64_t axis = 0;
  bool new_axis = false;
  int64_t rank = -1;  // of the elements, where the sequence's type does not say it

  static constexpr std::string_view kName = "ConcatFromSequence";
  static constexpr std::string_view kDoc =
      "The elements joined along axis, or stacked along a new one (ONNX ConcatFromSequence).";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() {
    return std::tuple{Field{1, "axis", &ConcatFromSequence::axis}, Field{2, "new_axis", &ConcatFromSequence::new_axis},
                      Field{3, "rank", &ConcatFromSequence::rank}};
  }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const ConcatFromSequence&) const = default;
};

}  // namespace sinter
