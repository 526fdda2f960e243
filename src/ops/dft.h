// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct DFT {
  SymDims axis = {-2};  // one entry
  bool inverse = false, onesided = false;
  SymDims length = {};  // one entry: the length of the transform; empty: that of x (2 * (n - 1) for inverse onesided)

  static constexpr std::string_view kName = "DFT";
  static constexpr std::string_view kDoc =
      "Discrete Fourier transform along axis (ONNX DFT, numpy.fft). The last dim of x is 1 (real) or 2 (real and "
      "imaginary part), that of the result 2. X[k] = sum of x[n] * exp(-2 pi i k n / N); inverse: the other sign, and "
      "divided by N. x is cut or padded with zeros to N. onesided: only k <= N / 2; together with inverse x is such a "
      "half and the result is real.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() {
    return std::tuple{Field{1, "axis", &DFT::axis}, Field{2, "inverse", &DFT::inverse},
                      Field{3, "onesided", &DFT::onesided}, Field{4, "length", &DFT::length}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const DFT&) const = default;
};

}  // namespace sinter
