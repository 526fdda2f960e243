// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct LinearAttention {
  double scale = 0;  // 0: 1 / sqrt(D)

  static constexpr std::string_view kName = "LinearAttention";
  static constexpr std::string_view kDoc =
      "Attention without softmax, as a recurrence over a state s[D,E] of each head (ONNX LinearAttention-27). For each "
      "position: s *= exp(decay); v' = beta * (v - s^T k), or v without beta; s += k v'^T; out = scale * s^T q. Inputs "
      "q[B,S,H,D], k[B,S,G,D], v[B,S,G,E], H a multiple of G (head h of q reads head h / (H / G)), optional "
      "state[B,G,D,E] (absent: zeros), decay[B,S,G,D or 1], beta[B,S,G or 1,1]. Outputs out[B,S,H,E] and the last "
      "state, of the dtype of the state (without one: of q). Computed in f32 or better.";
  static constexpr int kMinInputs = 3, kMaxInputs = 6, kNumOutputs = 2;
  static constexpr auto fields() { return std::tuple{Field{1, "scale", &LinearAttention::scale}}; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const LinearAttention&) const = default;
};

}  // namespace sinter
