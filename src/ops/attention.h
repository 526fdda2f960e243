// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

/// Which key the causal frontier of query row 0 lies at.
enum class CausalAlign : uint8_t {
  kTopLeft,      // row i sees keys up to i
  kBottomRight,  // the last row sees the last key: row i sees keys up to i + T - S (lengths[b] - S with lengths)
};

struct Attention {
  double scale = 0;  // 0: 1 / sqrt(D)
  bool causal = false;
  CausalAlign align = CausalAlign::kTopLeft;    // of causal and the windows
  double softcap = 0;                           // 0: none
  int64_t left_window = -1, right_window = -1;  // keys seen before and after the frontier; -1: unbounded

  static constexpr std::string_view kName = "Attention";
  static constexpr std::string_view kDoc =
      "softmax(cap(scale * q k^T) + mask) v for each head (ONNX Attention-23 to 25), cap(x) = softcap * tanh(x / "
      "softcap). Inputs q[B,H,S,D], k[B,G,T,D], v[B,G,T,E], H a multiple of G: query head h reads head h / (H / G); "
      "optional mask that broadcasts to [B,H,S,T], bool (false excludes) or float (added; -inf excludes); optional "
      "lengths[B] (i32, i64): keys from lengths[b] on are excluded; optional sink[H] (float): a logit beside the "
      "keys that takes weight and adds nothing. causal excludes keys after row i's frontier p, the windows those "
      "before p - left_window and after p + right_window; p = i, or i + T - S aligned bottom-right. An excluded key "
      "is not read or has weight 0; a row without keys gives zeros. Result [B,H,S,E].";
  static constexpr int kMinInputs = 3, kMaxInputs = 6;
  static constexpr std::string_view kAlignNames[] = {"top_left", "bottom_right"};
  static constexpr auto fields() {
    return std::tuple{Field{1, "scale", &Attention::scale},
                      Field{2, "causal", &Attention::causal},
                      Field{3, "align", &Attention::align, std::span(kAlignNames)},
                      Field{4, "softcap", &Attention::softcap},
                      Field{5, "left_window", &Attention::left_window},
                      Field{6, "right_window", &Attention::right_window}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Attention&) const = default;
};

/// Keys that position `frontier` may see, apart from masks: [begin, end), empty if begin >= end. `keys` counts the
/// valid ones.
struct KeyRange {
  int64_t begin = 0, end = 0;
};
inline KeyRange attention_keys(bool causal, int64_t left_window, int64_t right_window, int64_t frontier, int64_t keys) {
  // Windows and extents are below 2^62 each, so the sums do not overflow.
  KeyRange r{0, keys};
  if (left_window >= 0 && frontier - left_window > 0) r.begin = frontier - left_window;
  if (right_window >= 0 && frontier + right_window + 1 < r.end) r.end = frontier + right_window + 1;
  if (causal && frontier + 1 < r.end) r.end = frontier + 1;
  return r;
}
inline constexpr int64_t kMaxAttentionWindow = int64_t(1) << 60;
/// The frontier of a row. `last` is the number of keys, or lengths[b] as given: data, so it may be anything.
inline int64_t attention_frontier(CausalAlign align, int64_t row, int64_t rows, int64_t last) {
  if (align == CausalAlign::kTopLeft) return row;
  const int64_t bounded = last > kMaxAttentionWindow ? kMaxAttentionWindow : last < -rows ? -rows : last;
  return row + bounded - rows;
}

}  // namespace sinter
