// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

enum class NgramWeighting : uint8_t { kTf, kIdf, kTfIdf };

struct TfIdfVectorizer {
  int64_t min_length = 1, max_length = 1, max_skip = 0;
  NgramWeighting mode = NgramWeighting::kTf;
  std::vector<int64_t> starts = {};   // per length from 1 on: where its n-grams begin in the pool
  std::vector<int64_t> columns = {};  // per n-gram of the pool: its place in the output
  std::vector<double> weights = {};   // per n-gram of the pool, or none
  Weights pool = {};                  // i64 or strings, the n-grams one after the other

  static constexpr std::string_view kName = "TfIdfVectorizer";
  static constexpr std::string_view kDoc =
      "How often each n-gram of the pool occurs in x ([C] or [N,C]), with up to max_skip tokens left out between two; "
      "times a weight (tfidf), or the weight where it occurs at all (idf) (ONNX TfIdfVectorizer).";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr std::string_view kModeNames[] = {"tf", "idf", "tfidf"};
  static constexpr auto fields() {
    using T = TfIdfVectorizer;
    return std::tuple{Field{1, "min_length", &T::min_length}, Field{2, "max_length", &T::max_length},
                      Field{3, "max_skip", &T::max_skip},     Field{4, "mode", &T::mode, std::span(kModeNames)},
                      Field{5, "starts", &T::starts},         Field{6, "columns", &T::columns},
                      Field{7, "weights", &T::weights},       Field{8, "pool", &T::pool}};
  }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const TfIdfVectorizer&) const = default;
};

}  // namespace sinter
