// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/tree_tables.h"

#include <algorithm>
#include <cmath>

#include "sinter/error.h"

namespace sinter {
namespace {

constexpr size_t kMostNodes = size_t{1} << 30;

void require_trees(bool ok, const char* what) {
  if (!ok) fail(ErrorCode::kInvalidModel, std::string("the trees are broken: ") + what, "export the model again");
}

}  // namespace

void TreeTables::check(const TreeEnsemble& t) const {
  const size_t n = t.features.size();
  require_trees(n < kMostNodes && t.modes.size() == n && t.yes.size() == n && t.no.size() == n &&
                    t.splits.count() == int64_t(n) && (t.missing.empty() || t.missing.size() == n) &&
                    (t.member_begin.empty() || t.member_begin.size() == n + 1),
                "the lists of nodes differ in length");
  require_trees(t.targets > 0 && t.targets <= (int64_t{1} << 24), "the number of targets");
  require_trees(!t.leaf_begin.empty() && t.leaf_begin.size() < kMostNodes && t.leaf_begin[0] == 0 &&
                    std::is_sorted(t.leaf_begin.begin(), t.leaf_begin.end()) &&
                    t.leaf_begin.back() == int64_t(t.leaf_targets.size()) && t.leaf_targets.size() < kMostNodes &&
                    t.members.count() < int64_t(kMostNodes) && t.leaf_weights.count() == t.leaf_begin.back(),
                "the lists of leaves differ in length");
  const auto nodes = int64_t(n), leaves = int64_t(t.leaf_begin.size()) - 1;
  const auto exists = [&](int64_t child) { return child >= 0 ? child < nodes : ~child < leaves; };
  for (size_t i = 0; i < n; ++i) {
    require_trees(exists(t.yes[i]) && exists(t.no[i]), "a node has a child that does not exist");
    require_trees(t.features[i] >= 0 && t.features[i] < INT32_MAX, "a node asks for a feature that does not exist");
    require_trees(t.modes[i] >= 0 && t.modes[i] <= int64_t(TreeMode::kMember), "a node compares in an unknown way");
  }
  for (int64_t r : t.roots) require_trees(exists(r), "a root does not exist");
  for (int64_t target : t.leaf_targets)
    require_trees(target >= 0 && target < t.targets, "a leaf names a target that does not exist");
  if (!t.member_begin.empty())
    require_trees(t.member_begin[0] >= 0 && std::is_sorted(t.member_begin.begin(), t.member_begin.end()) &&
                      t.member_begin.back() <= t.members.count(),
                  "a set of members lies outside the list");
}

TreeTables::TreeTables(const TreeEnsemble& t) : aggregate_(t.aggregate), targets_(t.targets) {
  check(t);
  const std::vector<double> splits = t.splits.count() ? t.splits.to_doubles() : std::vector<double>();
  for (size_t i = 0; i < t.features.size(); ++i) {
    Node n;
    n.feature = int32_t(t.features[i]);
    n.mode = TreeMode(t.modes[i]);
    n.missing = !t.missing.empty() && t.missing[i] != 0;
    n.yes = int32_t(t.yes[i]);
    n.no = int32_t(t.no[i]);
    n.split = splits[i];
    n.member_begin = t.member_begin.empty() ? 0 : int32_t(t.member_begin[i]);
    n.member_end = t.member_begin.empty() ? 0 : int32_t(t.member_begin[i + 1]);
    features_ = std::max(features_, t.features[i] + 1);
    nodes_.push_back(n);
  }
  roots_.assign(t.roots.begin(), t.roots.end());
  if (t.members.count()) members_ = t.members.to_doubles();
  leaf_begin_.assign(t.leaf_begin.begin(), t.leaf_begin.end());
  leaf_targets_.assign(t.leaf_targets.begin(), t.leaf_targets.end());
  if (t.leaf_weights.count()) leaf_weights_ = t.leaf_weights.to_doubles();
  check_walks();
}

// Depth first with a stack of its own; a node that is met again on the way down closes a circle.
void TreeTables::check_walks() const {
  enum : uint8_t { kNew, kOnTheWay, kDone };
  std::vector<uint8_t> state(nodes_.size(), kNew);
  std::vector<int32_t> stack;
  for (int32_t root : roots_) {
    if (root >= 0) stack.push_back(root);
    while (!stack.empty()) {
      const auto i = size_t(stack.back());
      if (state[i] != kNew) {
        state[i] = kDone;
        stack.pop_back();
        continue;
      }
      state[i] = kOnTheWay;
      for (int32_t child : {nodes_[i].yes, nodes_[i].no}) {
        if (child < 0 || state[size_t(child)] == kDone) continue;
        require_trees(state[size_t(child)] != kOnTheWay, "a node is below itself");
        stack.push_back(child);
      }
    }
  }
}

bool TreeTables::goes_yes(const Node& n, double x) const {
  if (n.missing && std::isnan(x)) return true;
  switch (n.mode) {
    case TreeMode::kLeq:
      return x <= n.split;
    case TreeMode::kLt:
      return x < n.split;
    case TreeMode::kGte:
      return x >= n.split;
    case TreeMode::kGt:
      return x > n.split;
    case TreeMode::kEq:
      return x == n.split;
    case TreeMode::kNeq:
      return x != n.split;
    case TreeMode::kMember:
      break;
  }
  return std::find(members_.begin() + n.member_begin, members_.begin() + n.member_end, x) !=
         members_.begin() + n.member_end;
}

void TreeTables::add(int32_t leaf, double* out, uint8_t* touched) const {
  for (int32_t k = leaf_begin_[size_t(leaf)]; k < leaf_begin_[size_t(leaf) + 1]; ++k) {
    const auto target = size_t(leaf_targets_[size_t(k)]);
    const double w = leaf_weights_[size_t(k)];
    double& o = out[target];
    if (aggregate_ == TreeAggregate::kMin)
      o = touched[target] ? std::min(o, w) : w;
    else if (aggregate_ == TreeAggregate::kMax)
      o = touched[target] ? std::max(o, w) : w;
    else
      o += w;
    touched[target] = 1;
  }
}

template <class T>
void TreeTables::evaluate(const T* row, double* out, uint8_t* touched) const {
  std::fill_n(out, targets_, 0.0);
  std::fill_n(touched, targets_, uint8_t{0});
  for (int32_t at : roots_) {
    while (at >= 0) {
      const Node& n = nodes_[size_t(at)];
      at = goes_yes(n, double(row[n.feature])) ? n.yes : n.no;
    }
    add(~at, out, touched);
  }
  if (aggregate_ == TreeAggregate::kAverage && !roots_.empty())
    for (int64_t t = 0; t < targets_; ++t) out[t] /= double(roots_.size());
}

template void TreeTables::evaluate<float>(const float*, double*, uint8_t*) const;
template void TreeTables::evaluate<double>(const double*, double*, uint8_t*) const;

}  // namespace sinter
