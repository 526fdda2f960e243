// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Decision trees (ai.onnx.ml). The old operators list nodes with the numbers of their trees, leaves among them; the new
// one has lists of inner nodes and of leaves. All become one op; base values, scores of two classes and post_transform
// are ordinary arithmetic behind it, as ONNX Runtime has them.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/text.h"
#include "import/onnx/operators/ml.h"
#include "ops/concat.h"
#include "ops/tree_ensemble.h"

namespace sinter::onnx {
namespace {

/// A list that comes as floats or as a tensor of doubles.
Weights real_list(NodeContext& ctx, const std::string& name) {
  if (ctx.has_attr(name + "_as_tensor")) {
    const Weights w = ctx.tensor_attr(name + "_as_tensor");
    if (!is_float(w.dtype())) ctx.invalid(name + "_as_tensor holds no floats");
    return Weights(w.dtype(), {w.count()}, w.bytes(), w.owner());
  }
  const auto v = floats_attr(ctx, name);
  return Weights::of_doubles(DataType::kFloat32, {int64_t(v.size())}, v);
}

TreeMode mode_of(NodeContext& ctx, std::string_view text) {
  constexpr std::string_view kNames[] = {"BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE",
                                         "BRANCH_GT",  "BRANCH_EQ", "BRANCH_NEQ"};
  const auto* at = std::find(std::begin(kNames), std::end(kNames), text);
  if (at == std::end(kNames)) ctx.invalid("nodes_modes has the entry " + quote(text));
  return TreeMode(at - std::begin(kNames));
}

/// The old operators' lists.
class NodeList {
 public:
  /// `prefix` of the leaves' lists: "target" or "class".
  NodeList(NodeContext& ctx, const std::string& prefix)
      : ctx_(ctx),
        trees_(ctx.ints_attr("nodes_treeids")),
        ids_(ctx.ints_attr("nodes_nodeids")),
        yes_(ctx.ints_attr("nodes_truenodeids")),
        no_(ctx.ints_attr("nodes_falsenodeids")),
        features_(ctx.ints_attr("nodes_featureids")),
        missing_(ctx.ints_attr("nodes_missing_value_tracks_true")),
        modes_(strings_attr(ctx, "nodes_modes")),
        values_(real_list(ctx, "nodes_values").to_doubles()),
        leaf_trees_(ctx.ints_attr(prefix + "_treeids")),
        leaf_nodes_(ctx.ints_attr(prefix + "_nodeids")),
        leaf_targets_(ctx.ints_attr(prefix + "_ids")),
        weights_(real_list(ctx, prefix + "_weights")) {
    ctx.ignore_attrs({"nodes_hitrates", "nodes_hitrates_as_tensor"});
    const size_t n = trees_.size();
    if (ids_.size() != n || yes_.size() != n || no_.size() != n || features_.size() != n || modes_.size() != n ||
        values_.size() != n || (!missing_.empty() && missing_.size() != n))
      ctx.invalid("the lists of nodes differ in length");
    const size_t m = leaf_trees_.size();
    if (leaf_nodes_.size() != m || leaf_targets_.size() != m || weights_.count() != int64_t(m))
      ctx.invalid("the lists of leaves' weights differ in length");
    number_nodes();
  }

  TreeEnsemble ensemble(int64_t targets, TreeAggregate aggregate) const {
    TreeEnsemble t;
    t.aggregate = aggregate;
    t.targets = targets;
    std::vector<double> splits;
    std::set<int64_t> below;
    for (size_t i = 0; i < trees_.size(); ++i) {
      if (is_leaf(i)) continue;
      t.features.push_back(features_[i]);
      t.modes.push_back(int64_t(mode_of(ctx_, modes_[i])));
      t.yes.push_back(child(i, yes_[i]));
      t.no.push_back(child(i, no_[i]));
      below.insert({t.yes.back(), t.no.back()});
      t.missing.push_back(!missing_.empty() && missing_[i] != 0);
      splits.push_back(values_[i]);
    }
    for (size_t i = 0; i < trees_.size(); ++i)  // roots: what is below nothing
      if (!below.contains(number_[i])) t.roots.push_back(number_[i]);
    if (t.roots.size() != std::set<int64_t>(trees_.begin(), trees_.end()).size())
      ctx_.invalid("a tree has no root, or more than one");
    const DataType real = ctx_.has_attr("nodes_values_as_tensor") ? DataType::kFloat64 : DataType::kFloat32;
    t.splits = Weights::of_doubles(real, {int64_t(splits.size())}, splits);
    add_leaves(t);
    return t;
  }
  const Ints& leaf_targets() const { return leaf_targets_; }
  std::vector<double> weights() const { return weights_.to_doubles(); }

 private:
  bool is_leaf(size_t i) const { return modes_[i] == "LEAF"; }

  void number_nodes() {
    int64_t inner = 0;
    for (size_t i = 0; i < trees_.size(); ++i) {
      number_.push_back(is_leaf(i) ? ~leaves_++ : inner++);
      if (!by_id_.emplace(std::pair(trees_[i], ids_[i]), number_[i]).second)
        ctx_.invalid("node " + std::to_string(ids_[i]) + " of tree " + std::to_string(trees_[i]) + " is listed twice");
    }
  }
  int64_t child(size_t i, int64_t id) const {
    const auto it = by_id_.find({trees_[i], id});
    if (it == by_id_.end())
      ctx_.invalid("node " + std::to_string(ids_[i]) + " of tree " + std::to_string(trees_[i]) + " has the child " +
                   std::to_string(id) + ", which does not exist");
    return it->second;
  }
  void add_leaves(TreeEnsemble& t) const {
    std::vector<std::vector<size_t>> of_leaf(size_t(leaves_), std::vector<size_t>{});
    for (size_t k = 0; k < leaf_trees_.size(); ++k) {
      const auto it = by_id_.find({leaf_trees_[k], leaf_nodes_[k]});
      if (it == by_id_.end() || it->second >= 0) ctx_.invalid("a weight belongs to a node that is no leaf");
      of_leaf[size_t(~it->second)].push_back(k);
    }
    const std::vector<double> all = weights();
    std::vector<double> ordered;
    t.leaf_begin = {0};
    for (const auto& entries : of_leaf) {
      for (size_t k : entries) {
        t.leaf_targets.push_back(leaf_targets_[k]);
        ordered.push_back(all[k]);
      }
      t.leaf_begin.push_back(int64_t(ordered.size()));
    }
    t.leaf_weights = Weights::of_doubles(weights_.dtype(), {int64_t(ordered.size())}, ordered);
  }

  NodeContext& ctx_;
  Ints trees_, ids_, yes_, no_, features_, missing_;
  std::vector<std::string> modes_;
  std::vector<double> values_;
  Ints leaf_trees_, leaf_nodes_, leaf_targets_;
  Weights weights_;
  std::vector<int64_t> number_;  // of each listed node: its place among the inner ones, or ~place among the leaves
  std::map<std::pair<int64_t, int64_t>, int64_t> by_id_;
  int64_t leaves_ = 0;
};

ValueId with_base(NodeContext& ctx, ValueId v) {
  const Weights base = real_list(ctx, "base_values");
  if (base.count() == 0) return v;
  return ctx.add("Add", {v, numbers(ctx, base.to_doubles(), ctx.type_of(v).dtype)});
}

TreeAggregate aggregate_of(NodeContext& ctx) {
  const std::string name = ctx.string_attr("aggregate_function", "SUM");
  constexpr std::string_view kNames[] = {"AVERAGE", "SUM", "MIN", "MAX"};
  const auto* at = std::find(std::begin(kNames), std::end(kNames), name);
  if (at == std::end(kNames)) ctx.invalid("aggregate_function is " + quote(name), "use AVERAGE, SUM, MIN or MAX");
  return TreeAggregate(at - std::begin(kNames));
}

}  // namespace

void import_tree_ensemble_regressor(NodeContext& ctx) {
  const NodeList nodes(ctx, "target");
  const ValueId x = features(ctx);
  ValueId y = ctx.add(nodes.ensemble(ctx.int_attr("n_targets", 1), aggregate_of(ctx)), {x});
  y = post_transformed(ctx, with_base(ctx, y));
  ctx.output(0, ctx.cast(y, DataType::kFloat32));
}

void import_tree_ensemble_classifier(NodeContext& ctx) {
  const NodeList nodes(ctx, "class");
  const Labels labels = labels_of(ctx, "classlabels_int64s", "classlabels_strings");
  const auto classes = int64_t(labels.count());
  const Ints& ids = nodes.leaf_targets();
  const bool one_score = !ids.empty() && std::all_of(ids.begin(), ids.end(), [&](int64_t i) { return i == ids[0]; });
  const ValueId x = features(ctx);
  if (!one_score || classes != 2) {
    ValueId y = ctx.add(nodes.ensemble(std::max<int64_t>(classes, 1), TreeAggregate::kSum), {x});
    y = with_base(ctx, y);
    finish_labels(ctx, labels, best_class(ctx, y));
    return ctx.output(1, ctx.cast(post_transformed(ctx, y), DataType::kFloat32));
  }
  // All weights are of one of two classes: their sum tells both scores.
  TreeEnsemble trees = nodes.ensemble(2, TreeAggregate::kSum);
  trees.targets = 1;
  std::fill(trees.leaf_targets.begin(), trees.leaf_targets.end(), 0);
  ValueId s = ctx.add(std::move(trees), {x});
  const auto base = real_list(ctx, "base_values").to_doubles();
  if (!base.empty()) s = ctx.add("Add", {s, ctx.scalar_like(s, base.back())});
  const auto weights = nodes.weights();
  const bool positive = std::all_of(weights.begin(), weights.end(), [](double w) { return w >= 0; });
  finish_labels(ctx, labels, above(ctx, s, positive ? 0.5 : 0));
  ctx.output(1, ctx.cast(two_scores(ctx, s, positive), DataType::kFloat32));
}

namespace {

Ints required_ints(NodeContext& ctx, std::string_view name) {
  if (!ctx.has_attr(name)) ctx.invalid("the attribute " + quote(name) + " is missing");
  return ctx.ints_attr(name);
}

/// The sets of nodes that ask for membership, each ended by a NaN.
void read_members(NodeContext& ctx, TreeEnsemble& t) {
  if (!ctx.has_attr("membership_values")) return;
  const Weights w = ctx.tensor_attr("membership_values");
  const auto all = w.to_doubles();
  std::vector<double> members;
  size_t at = 0;
  for (int64_t mode : t.modes) {
    t.member_begin.push_back(int64_t(members.size()));
    if (TreeMode(mode) != TreeMode::kMember) continue;
    while (at < all.size() && !std::isnan(all[at])) members.push_back(all[at++]);
    if (at++ >= all.size()) ctx.invalid("membership_values ends too early");
  }
  t.member_begin.push_back(int64_t(members.size()));
  t.members = Weights::of_doubles(w.dtype(), {int64_t(members.size())}, members);
}

}  // namespace

void import_tree_ensemble(NodeContext& ctx) {
  TreeEnsemble t;
  const int64_t aggregate = ctx.int_attr("aggregate_function", 1);
  if (aggregate < 0 || aggregate > 3) ctx.invalid("aggregate_function is " + std::to_string(aggregate));
  t.aggregate = TreeAggregate(aggregate);
  t.targets = ctx.int_attr("n_targets", 1);
  t.features = required_ints(ctx, "nodes_featureids");
  t.modes = ctx.tensor_attr("nodes_modes").to_ints();
  t.splits = ctx.tensor_attr("nodes_splits");
  t.missing = ctx.ints_attr("nodes_missing_value_tracks_true");
  ctx.ignore_attrs({"nodes_hitrates"});
  const auto children = [&](const char* ids, const char* leaves) {
    Ints at = required_ints(ctx, ids);
    const Ints leaf = required_ints(ctx, leaves);
    if (leaf.size() != at.size()) ctx.invalid("the lists of nodes differ in length");
    for (size_t i = 0; i < at.size(); ++i) {
      if (at[i] < 0) ctx.invalid("a node has the child " + std::to_string(at[i]));
      if (leaf[i]) at[i] = ~at[i];
    }
    return at;
  };
  t.yes = children("nodes_truenodeids", "nodes_trueleafs");
  t.no = children("nodes_falsenodeids", "nodes_falseleafs");
  t.roots = required_ints(ctx, "tree_roots");
  for (int64_t& r : t.roots) {
    // A tree that is one leaf is written as a node whose children are that leaf.
    if (r < 0 || size_t(r) >= std::min(t.yes.size(), t.no.size())) ctx.invalid("a root does not exist");
  }
  t.leaf_targets = required_ints(ctx, "leaf_targetids");
  t.leaf_weights = ctx.tensor_attr("leaf_weights");
  for (size_t i = 0; i <= t.leaf_targets.size(); ++i) t.leaf_begin.push_back(int64_t(i));
  read_members(ctx, t);
  const DataType dtype = ctx.dtype(0);
  const ValueId y = ctx.add(std::move(t), {features(ctx)});
  ctx.output(0, ctx.cast(post_transformed(ctx, y), dtype));
}

}  // namespace sinter::onnx
