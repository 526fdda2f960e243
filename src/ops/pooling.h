// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

enum class PoolingKind : uint8_t { kMax, kAverage, kLp };

struct Pooling {
  PoolingKind kind = PoolingKind::kMax;
  std::vector<int64_t> kernel = {};
  std::vector<int64_t> strides = {}, dilations = {};    // empty: ones
  std::vector<int64_t> pads_begin = {}, pads_end = {};  // empty: zeros
  bool ceil_mode = false, count_include_pad = false;
  int64_t p = 2;  // of kLp

  static constexpr std::string_view kName = "Pooling";
  static constexpr std::string_view kDoc =
      "Slides a window over x[N,C,spatial...] (ONNX MaxPool, AveragePool, LpPool; ranks 3 to 5). max: the largest "
      "element, NaN if one is NaN; average: the mean, where padding counts only with count_include_pad (and what "
      "ceil_mode adds behind it never does), 0 of nothing; lp: (sum of |x|^p)^(1/p). With ceil_mode a last window "
      "may reach beyond the end if it starts before it.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr std::string_view kKindNames[] = {"max", "average", "lp"};
  static constexpr auto fields() {
    return std::tuple{Field{1, "kind", &Pooling::kind, std::span(kKindNames)},
                      Field{2, "kernel", &Pooling::kernel},
                      Field{3, "strides", &Pooling::strides},
                      Field{4, "dilations", &Pooling::dilations},
                      Field{5, "pads_begin", &Pooling::pads_begin},
                      Field{6, "pads_end", &Pooling::pads_end},
                      Field{7, "ceil_mode", &Pooling::ceil_mode},
                      Field{8, "count_include_pad", &Pooling::count_include_pad},
                      Field{9, "p", &Pooling::p}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Pooling&) const = default;
};

}  // namespace sinter
