// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/pairwise_probability.h"
#include "ops/tree_ensemble.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {
namespace {

constexpr DataType kF32 = DataType::kFloat32;

Weights reals_of(DataType t, std::vector<double> v) { return Weights::of_doubles(t, {int64_t(v.size())}, v); }

// x0 <= 0.5 ? (x1 > 0 ? leaf 0 : leaf 1) : leaf 2; and x1 in {1, 3} ? leaf 1 : leaf 3.
TreeEnsemble two_trees(DataType t, TreeAggregate aggregate) {
  TreeEnsemble e;
  e.aggregate = aggregate;
  e.targets = 2;
  e.roots = {0, 2};
  e.features = {0, 1, 1};
  e.modes = {int64_t(TreeMode::kLeq), int64_t(TreeMode::kGt), int64_t(TreeMode::kMember)};
  e.yes = {1, ~0, ~1};
  e.no = {~2, ~1, ~3};
  e.missing = {1, 0, 0};
  e.splits = reals_of(t, {0.5, 0, 0});
  e.member_begin = {0, 0, 0, 2};
  e.members = reals_of(t, {1, 3});
  e.leaf_begin = {0, 1, 3, 4, 5};
  e.leaf_targets = {0, 0, 1, 1, 0};
  e.leaf_weights = reals_of(t, {1, 2, 3, -4, 0.25});
  return e;
}

}  // namespace

void add_ml_cases(CaseList& list) {
  for (DataType t : {kF32, DataType::kFloat64}) {
    const std::string type = "_" + std::string(to_string(t));
    const auto x = random_input(t, {37, 3}, 1, Fill::kSpecial);
    for (TreeAggregate a : {TreeAggregate::kAverage, TreeAggregate::kSum, TreeAggregate::kMin, TreeAggregate::kMax})
      list.add("TreeEnsemble/aggregate_" + std::string(TreeEnsemble::kAggregateNames[size_t(a)]) + type,
               two_trees(t, a), {x});
    list.add("TreeEnsemble/dynamic" + type, two_trees(t, TreeAggregate::kSum), {x.as({sym("N"), 3})});
    list.add("TreeEnsemble/no_rows" + type, two_trees(t, TreeAggregate::kSum), {random_input(t, {0, 3}, 1)});
    list.add("PairwiseProbability/three" + type,
             PairwiseProbability{.classes = 3, .a = {-1, -2, -0.5}, .b = {0, 0.1, -0.1}}, {random_input(t, {5, 3}, 1)});
  }
  list.add("TreeEnsemble/by_hand", two_trees(kF32, TreeAggregate::kSum), {of_values(kF32, {3, 2}, {0, 1, 0, -1, 2, 3})})
      .expected = {of_values(kF32, {3, 2}, {3, 3, 2.25, 3, 2, -1}).data};
  // On the boundary both classes are as likely.
  list.add("PairwiseProbability/two", PairwiseProbability{.classes = 2, .a = {-1}, .b = {0}},
           {of_values(kF32, {1, 1}, {0})})
      .expected = {of_values(kF32, {1, 2}, {0.5, 0.5}).data};
}

}  // namespace sinter::test
