// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct MelWeightMatrix {
  DataType to = DataType::kFloat32;

  static constexpr std::string_view kName = "MelWeightMatrix";
  static constexpr std::string_view kDoc =
      "A matrix [dft_length/2+1, mel bins] that turns spectra into mel spectra by a product (ONNX MelWeightMatrix, "
      "tf.signal.linear_to_mel_weight_matrix). Scalar inputs: mel bins, DFT length, sample rate (integers; the first "
      "two known from constants and shapes), lower and upper edge in Hz. mel = 2595 * log10(1 + Hz / 700).";
  static constexpr int kMinInputs = 5, kMaxInputs = 5;
  static constexpr auto fields() { return std::tuple{Field{1, "to", &MelWeightMatrix::to}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const MelWeightMatrix&) const = default;
};

}  // namespace sinter
