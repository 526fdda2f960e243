// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

enum class PadMode : uint8_t { kConstant, kReflect, kEdge, kWrap };

struct Pad {
  PadMode mode = PadMode::kConstant;
  SymDims begin = {}, end = {};  // one per dim of x; negative entries crop

  static constexpr std::string_view kName = "Pad";
  static constexpr std::string_view kDoc =
      "Adds elements around x (ONNX Pad-19, numpy.pad): constant (the optional scalar input 2, else zero), reflect "
      "(mirrored without the edge, as often as needed), edge, or wrap. The amounts come from begin and end, or "
      "else from input 1, an integer vector of all begins, then all ends.";
  static constexpr int kMinInputs = 1, kMaxInputs = 3;
  static constexpr std::string_view kModeNames[] = {"constant", "reflect", "edge", "wrap"};
  static constexpr auto fields() {
    return std::tuple{Field{1, "mode", &Pad::mode, std::span(kModeNames)}, Field{2, "begin", &Pad::begin},
                      Field{3, "end", &Pad::end}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Pad&) const = default;
};

}  // namespace sinter
