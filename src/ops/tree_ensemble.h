// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

enum class TreeAggregate : uint8_t { kAverage, kSum, kMin, kMax };
/// How a node compares x (left) with its split: numbered as ONNX's TreeEnsemble does.
enum class TreeMode : uint8_t { kLeq, kLt, kGte, kGt, kEq, kNeq, kMember };

/// Decision trees. Children are numbers of nodes, or ~n for leaf n.
struct TreeEnsemble {
  TreeAggregate aggregate = TreeAggregate::kSum;
  int64_t targets = 1;
  std::vector<int64_t> roots = {};  // one per tree
  // Per node. missing: a NaN goes the way of "true". members: where a kMember node's set begins in `members`; the next
  // entry (there is one more than nodes) is its end.
  std::vector<int64_t> features = {}, modes = {}, yes = {}, no = {}, missing = {}, member_begin = {};
  Weights splits;  // per node
  Weights members;
  // What leaf n adds: (target, weight) pairs [leaf_begin[n], leaf_begin[n + 1]).
  std::vector<int64_t> leaf_begin = {}, leaf_targets = {};
  Weights leaf_weights;

  static constexpr std::string_view kName = "TreeEnsemble";
  static constexpr std::string_view kDoc =
      "For each row of x [N,F]: every tree is walked from its root to a leaf by comparing features, and the leaves' "
      "weights are aggregated per target: [N,targets] (ai.onnx.ml TreeEnsemble). A target that no leaf names is 0.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr std::string_view kAggregateNames[] = {"average", "sum", "min", "max"};
  static constexpr auto fields() {
    using T = TreeEnsemble;
    return std::tuple{Field{1, "aggregate", &T::aggregate, std::span(kAggregateNames)},
                      Field{2, "targets", &T::targets},
                      Field{3, "roots", &T::roots},
                      Field{4, "features", &T::features},
                      Field{5, "modes", &T::modes},
                      Field{6, "yes", &T::yes},
                      Field{7, "no", &T::no},
                      Field{8, "missing", &T::missing},
                      Field{9, "member_begin", &T::member_begin},
                      Field{10, "splits", &T::splits},
                      Field{11, "members", &T::members},
                      Field{12, "leaf_begin", &T::leaf_begin},
                      Field{13, "leaf_targets", &T::leaf_targets},
                      Field{14, "leaf_weights", &T::leaf_weights}};
  }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const TreeEnsemble&) const = default;
};

}  // namespace sinter
