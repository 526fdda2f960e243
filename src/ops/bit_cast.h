// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct BitCast {
  DataType to = DataType::kInt32;

  static constexpr std::string_view kName = "BitCast";
  static constexpr std::string_view kDoc =
      "The same bits as another element type of the same width (ONNX BitCast, numpy.ndarray.view); no value is "
      "converted.";
  static constexpr OpTraits kTraits = {.view = true};
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{Field{1, "to", &BitCast::to}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const BitCast&) const = default;
};

}  // namespace sinter
