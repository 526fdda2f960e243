// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

struct PairwiseProbability {
  int64_t classes = 2;
  std::vector<double> a = {}, b = {};  // per pair of classes

  static constexpr std::string_view kName = "PairwiseProbability";
  static constexpr std::string_view kDoc =
      "Class probabilities [N,classes] from the decision values [N,pairs] of all pairs of classes: each pair's "
      "sigmoid 1/(1+exp(a*s+b)), then the coupling of Wu, Lin and Weng (2004), as libsvm iterates it "
      "(ai.onnx.ml SVMClassifier with prob_a, prob_b).";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() {
    using T = PairwiseProbability;
    return std::tuple{Field{1, "classes", &T::classes}, Field{2, "a", &T::a}, Field{3, "b", &T::b}};
  }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const PairwiseProbability&) const = default;
};

}  // namespace sinter
