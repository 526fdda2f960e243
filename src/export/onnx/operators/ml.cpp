// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators of ai.onnx.ml.
#include <algorithm>
#include <limits>

#include "export/onnx/node_writer.h"
#include "ops/lookup_table.h"
#include "ops/pairwise_probability.h"
#include "ops/tree_ensemble.h"

namespace sinter::onnx_export {
namespace {

constexpr std::string_view kMl = "ai.onnx.ml";
constexpr int64_t kMlOpset = 5;

}  // namespace

void write_lookup_table(NodeWriter& ctx) {
  const auto& op = ctx.op<LookupTable>();
  ctx.model().need_opset(kMl, kMlOpset);
  const bool strings = op.otherwise.dtype() == DataType::kString;
  const Weights one = strings ? Weights::of_strings({1}, op.otherwise.strings())
                              : Weights(op.otherwise.dtype(), {1}, op.otherwise.bytes(), op.otherwise.owner());
  ctx.finish("LabelEncoder", {ctx.in(0)},
             Attributes()
                 .tensor("keys_tensor", op.keys)
                 .tensor("values_tensor", op.values)
                 .tensor("default_tensor", ctx.model().keep(one)),
             kMl);
}

namespace {

bool one_weight_a_leaf(const TreeEnsemble& t) {
  for (size_t i = 0; i + 1 < t.leaf_begin.size(); ++i)
    if (t.leaf_begin[i + 1] != t.leaf_begin[i] + 1) return false;
  return true;
}

bool has_members(const TreeEnsemble& t) {
  for (int64_t m : t.modes)
    if (TreeMode(m) == TreeMode::kMember) return true;
  return false;
}

/// The lists of TreeEnsembleRegressor, tree by tree: a node's number is its place in the tree.
class RegressorLists {
 public:
  explicit RegressorLists(const TreeEnsemble& t)
      : t_(t), splits_(t.splits.to_doubles()), weights_(t.leaf_weights.to_doubles()) {
    for (size_t i = 0; i < t.roots.size(); ++i) add_tree(int64_t(i), t.roots[i]);
  }

  Attributes attributes() const {
    constexpr std::string_view kAggregates[] = {"AVERAGE", "SUM", "MIN", "MAX"};
    Attributes a;
    a.s("aggregate_function", kAggregates[size_t(t_.aggregate)]).i("n_targets", t_.targets);
    a.ints("nodes_treeids", trees_).ints("nodes_nodeids", ids_).ints("nodes_featureids", features_);
    a.strings("nodes_modes", modes_).floats("nodes_values", values_);
    a.ints("nodes_truenodeids", yes_).ints("nodes_falsenodeids", no_);
    a.ints("nodes_missing_value_tracks_true", missing_);
    a.ints("target_treeids", leaf_trees_).ints("target_nodeids", leaf_ids_).ints("target_ids", targets_);
    return a.floats("target_weights", leaf_weights_);
  }

 private:
  void add_tree(int64_t tree, int64_t root) {
    struct Open {
      int64_t node, parent;  // parent: the place in the lists
      bool yes;
    };
    std::vector<Open> open{{root, -1, false}};
    int64_t id = 0;
    while (!open.empty()) {
      const Open o = open.back();
      open.pop_back();
      if (o.parent >= 0) (o.yes ? yes_ : no_)[size_t(o.parent)] = id;
      const auto place = int64_t(trees_.size());
      trees_.push_back(tree);
      ids_.push_back(id++);
      yes_.push_back(0);
      no_.push_back(0);
      if (o.node < 0) {
        add_leaf(tree, size_t(~o.node));
        continue;
      }
      const auto n = size_t(o.node);
      constexpr const char* kModes[] = {"BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE",
                                        "BRANCH_GT",  "BRANCH_EQ", "BRANCH_NEQ"};
      features_.push_back(t_.features[n]);
      modes_.emplace_back(kModes[size_t(t_.modes[n])]);
      values_.push_back(splits_[n]);
      missing_.push_back(t_.missing.empty() ? 0 : t_.missing[n]);
      open.push_back({t_.no[n], place, false});
      open.push_back({t_.yes[n], place, true});
    }
  }
  void add_leaf(int64_t tree, size_t leaf) {
    features_.push_back(0);
    modes_.emplace_back("LEAF");
    values_.push_back(0);
    missing_.push_back(0);
    for (int64_t k = t_.leaf_begin[leaf]; k < t_.leaf_begin[leaf + 1]; ++k) {
      leaf_trees_.push_back(tree);
      leaf_ids_.push_back(ids_.back());
      targets_.push_back(t_.leaf_targets[size_t(k)]);
      leaf_weights_.push_back(weights_[size_t(k)]);
    }
  }

  const TreeEnsemble& t_;
  std::vector<double> splits_, weights_, values_, leaf_weights_;
  Ints trees_, ids_, features_, yes_, no_, missing_, leaf_trees_, leaf_ids_, targets_;
  std::vector<std::string> modes_;
};

/// A root that is a leaf becomes a node whose children are that leaf.
void add_leaf_roots(TreeEnsemble& t, std::vector<double>& splits) {
  for (int64_t& r : t.roots) {
    if (r >= 0) continue;
    t.features.push_back(0);
    t.modes.push_back(int64_t(TreeMode::kLeq));
    t.yes.push_back(r);
    t.no.push_back(r);
    if (!t.missing.empty()) t.missing.push_back(0);
    if (!t.member_begin.empty()) t.member_begin.push_back(t.member_begin.back());
    splits.push_back(0);
    r = int64_t(t.yes.size()) - 1;
  }
}

Weights member_list(const TreeEnsemble& t, DataType type) {
  const auto members = t.members.to_doubles();
  std::vector<double> out;
  for (size_t i = 0; i < t.modes.size(); ++i) {
    if (TreeMode(t.modes[i]) != TreeMode::kMember) continue;
    out.insert(out.end(), members.begin() + t.member_begin[i], members.begin() + t.member_begin[i + 1]);
    out.push_back(std::numeric_limits<double>::quiet_NaN());
  }
  return Weights::of_doubles(type, {int64_t(out.size())}, out);
}

/// The attributes of TreeEnsemble.
Attributes new_ensemble(NodeWriter& ctx, TreeEnsemble t) {
  const DataType type = ctx.dtype(0);
  auto splits = t.splits.to_doubles();
  add_leaf_roots(t, splits);
  Ints yes_leaf, no_leaf;
  const auto split_children = [](Ints& children, Ints& leaf) {
    for (int64_t& c : children) {
      leaf.push_back(c < 0);
      if (c < 0) c = ~c;
    }
  };
  const bool members = has_members(t);
  const Weights sets = members ? member_list(t, type) : Weights();
  split_children(t.yes, yes_leaf);
  split_children(t.no, no_leaf);
  auto& model = ctx.model();
  const auto n = int64_t(splits.size());
  Attributes a;
  a.i("aggregate_function", int64_t(t.aggregate)).i("n_targets", t.targets).ints("tree_roots", t.roots);
  a.ints("nodes_featureids", t.features);
  a.tensor("nodes_modes", model.keep(Weights::of_ints(DataType::kUInt8, {n}, t.modes)));
  a.tensor("nodes_splits", model.keep(Weights::of_doubles(type, {n}, splits)));
  a.ints("nodes_truenodeids", t.yes).ints("nodes_trueleafs", yes_leaf);
  a.ints("nodes_falsenodeids", t.no).ints("nodes_falseleafs", no_leaf);
  if (!t.missing.empty()) a.ints("nodes_missing_value_tracks_true", t.missing);
  a.ints("leaf_targetids", t.leaf_targets);
  a.tensor("leaf_weights",
           model.keep(Weights::of_doubles(type, {t.leaf_weights.count()}, t.leaf_weights.to_doubles())));
  if (members) a.tensor("membership_values", model.keep(sets));
  return a;
}

}  // namespace

namespace {

/// What a leaf gives a target: its entries together, as the aggregate takes them.
double leaf_value(const TreeEnsemble& t, const std::vector<double>& weights, size_t leaf, int64_t target, bool& any) {
  double v = 0;
  any = false;
  for (int64_t k = t.leaf_begin[leaf]; k < t.leaf_begin[leaf + 1]; ++k) {
    if (t.leaf_targets[size_t(k)] != target) continue;
    const double w = weights[size_t(k)];
    if (!any)
      v = w;
    else if (t.aggregate == TreeAggregate::kMin)
      v = std::min(v, w);
    else if (t.aggregate == TreeAggregate::kMax)
      v = std::max(v, w);
    else
      v += w;
    any = true;
  }
  return v;
}

/// The ensemble for one target. A leaf that does not name it adds nothing: 0, or what is never the least or largest.
TreeEnsemble ensemble_of_target(const TreeEnsemble& t, int64_t target, bool& all_named) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  const auto weights = t.leaf_weights.to_doubles();
  const double none = t.aggregate == TreeAggregate::kMin ? kInf : t.aggregate == TreeAggregate::kMax ? -kInf : 0;
  TreeEnsemble one = t;
  one.targets = 1;
  one.leaf_begin = {0};
  one.leaf_targets.clear();
  std::vector<double> values;
  for (size_t leaf = 0; leaf + 1 < t.leaf_begin.size(); ++leaf) {
    bool any = false;
    const double v = leaf_value(t, weights, leaf, target, any);
    values.push_back(any ? v : none);
    all_named = all_named && any;
    one.leaf_targets.push_back(0);
    one.leaf_begin.push_back(int64_t(values.size()));
  }
  one.leaf_weights = Weights::of_doubles(t.leaf_weights.dtype(), {int64_t(values.size())}, values);
  return one;
}

/// An ensemble of the new operator for each target.
void write_target_ensembles(NodeWriter& ctx, const TreeEnsemble& t) {
  Values columns;
  for (int64_t target = 0; target < t.targets; ++target) {
    bool all_named = true;
    const TreeEnsemble one = ensemble_of_target(t, target, all_named);
    std::string y = ctx.add("TreeEnsemble", {ctx.in(0)}, new_ensemble(ctx, one), kMl);
    const bool extreme = t.aggregate == TreeAggregate::kMin || t.aggregate == TreeAggregate::kMax;
    if (extreme && !all_named)  // 0 where no leaf named it
      y = ctx.add("Where", {ctx.add("IsInf", {y}), ctx.scalar(ctx.dtype(0), 0), y});
    columns.push_back(y);
  }
  ctx.finish("Concat", columns, Attributes().i("axis", 1));
}

}  // namespace

/// The old operator takes several weights a leaf, the new one f64 and sets.
void write_tree_ensemble(NodeWriter& ctx) {
  const auto& t = ctx.op<TreeEnsemble>();
  ctx.model().need_opset(kMl, kMlOpset);
  if (one_weight_a_leaf(t)) return ctx.finish("TreeEnsemble", {ctx.in(0)}, new_ensemble(ctx, t), kMl);
  if (has_members(t) || ctx.dtype(0) == DataType::kFloat64) return write_target_ensembles(ctx, t);
  ctx.finish("TreeEnsembleRegressor", {ctx.in(0)}, RegressorLists(t).attributes(), kMl);
}

/// A support vector machine whose decision values are its inputs: the vector of a pair of classes picks that input.
void write_pairwise_probability(NodeWriter& ctx) {
  const auto& op = ctx.op<PairwiseProbability>();
  ctx.model().need_opset(kMl, kMlOpset);
  const int64_t n = op.classes, pairs = n * (n - 1) / 2;
  std::vector<double> vectors, coefficients(size_t((n - 1) * pairs), 0);
  Ints per_class, labels;
  int64_t pair = 0;
  for (int64_t i = 0; i < n; ++i) {
    labels.push_back(i);
    per_class.push_back(n - 1 - i);
    for (int64_t j = i + 1; j < n; ++j, ++pair) {
      for (int64_t k = 0; k < pairs; ++k) vectors.push_back(k == pair);
      coefficients[size_t((j - 1) * pairs + pair)] = 1;
    }
  }
  const std::vector<double> rho(size_t(pairs), 0);
  Attributes a;
  a.ints("classlabels_ints", labels).ints("vectors_per_class", per_class).s("kernel_type", "LINEAR");
  a.floats("kernel_params", std::vector<double>(3, 0));
  a.floats("support_vectors", vectors).floats("coefficients", coefficients).floats("rho", rho);
  a.floats("prob_a", op.a).floats("prob_b", op.b).s("post_transform", "NONE");
  const DataType type = ctx.dtype(0);
  const std::string label = ctx.model().claim(ctx.source() + "/label");
  const std::string in = ctx.cast(ctx.in(0), type, DataType::kFloat32);
  if (type == DataType::kFloat32) return ctx.put("SVMClassifier", {in}, {label, ctx.out(0)}, a, kMl);
  const std::string y = ctx.model().claim(ctx.source() + "/probabilities");
  ctx.put("SVMClassifier", {in}, {label, y}, a, kMl);
  ctx.finish("Cast", {y}, Attributes().i("to", type_number(type)));
}

}  // namespace sinter::onnx_export
