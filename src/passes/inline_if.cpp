// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The branch is moved, not copied, so that a deep nest of known conditions takes time in proportion to its size.
#include "passes/inline_if.h"

#include <algorithm>
#include <map>

#include "ir/constant.h"
#include "ir/substitute.h"
#include "ops/if.h"
#include "passes/match.h"
#include "passes/rewrite.h"

namespace sinter {
namespace {

class BranchInliner {
 public:
  BranchInliner(Graph& graph, NodeId id, size_t taken) : graph_(graph), id_(id) {
    Node& node = graph.node(id);
    branch_ = std::move(node.regions[taken]);
    sources_ = node.sources;
    outside_.assign(branch_->value_capacity(), kNoValue);
    for (size_t i = 0; i < branch_->inputs().size(); ++i) outside_[branch_->inputs()[i]] = node.inputs.at(i + 1);
  }

  void run() {
    for (NodeId n : branch_->order()) move_node(branch_->node(n));
    // What only the If could tell is now told by the branch.
    std::map<std::string, Dim> told;
    const std::vector<ValueId> outputs = graph_.node(id_).outputs;
    for (size_t i = 0; i < outputs.size(); ++i) {
      if (outputs[i] == kNoValue) continue;
      const ValueId to = outside_[branch_->outputs().at(i)];
      const SymDims& before = innermost(graph_.value(outputs[i]).type).dims;
      const SymDims& after = innermost(graph_.value(to).type).dims;
      for (size_t d = 0; d < before.size() && d < after.size(); ++d)
        if (const auto symbol = before[d].as_symbol(); symbol && is_own(*symbol)) told.emplace(*symbol, after[d]);
      replace(outputs[i], to);
    }
    remove_node();
    if (told.empty()) return;
    substitute_symbols(graph_, [&](const std::string& name) -> std::optional<Dim> {
      const auto it = told.find(name);
      return it == told.end() ? std::nullopt : std::optional(it->second);
    });
  }

 private:
  bool is_own(const std::string& symbol) const {
    const auto& fresh = graph_.node(id_).fresh_symbols;
    return std::find(fresh.begin(), fresh.end(), symbol) != fresh.end();
  }

  // The branch's sizes get names that are new to the graph.
  std::optional<Dim> renamed(const std::string& name) const {
    const auto it = names_.find(name);
    return it == names_.end() ? std::nullopt : std::optional(Dim::symbol(it->second));
  }
  void rename_sizes(Node& node) {
    for (auto& name : node.fresh_symbols) {
      if (!graph_.symbols().contains(name)) continue;
      std::string fresh;
      for (int k = 2; fresh.empty() || graph_.symbols().contains(fresh); ++k) fresh = name + ".b" + std::to_string(k);
      names_[name] = fresh;
      name = fresh;
    }
  }

  void move_node(Node& node) {
    rename_sizes(node);
    if (!names_.empty()) {
      const SymbolSubstitution rename = [this](const std::string& name) { return renamed(name); };
      substitute_attrs(node, rename);
      for (auto& region : node.regions) substitute_symbols(*region, rename);
    }
    std::vector<ValueId> in;
    for (ValueId v : node.inputs) in.push_back(v == kNoValue ? kNoValue : outside_[v]);
    NodeMeta meta;
    meta.sources = node.sources.empty() && !node.op.is<Constant>() ? sources_ : node.sources;
    for (ValueId v : node.outputs)
      meta.output_names.push_back(v == kNoValue ? std::string() : user_name(branch_->value(v)));
    meta.num_outputs = int(node.outputs.size());
    meta.regions = std::move(node.regions);
    meta.fresh_symbols = node.fresh_symbols;
    Node& made = graph_.node(graph_.add(node.op, std::move(in), std::move(meta), id_));
    made.compute_dtype = node.compute_dtype;
    made.compute_wish = node.compute_wish;
    made.output_wish = node.output_wish;
    for (size_t i = 0; i < node.outputs.size(); ++i)
      if (node.outputs[i] != kNoValue) outside_[node.outputs[i]] = made.outputs[i];
  }

  void replace(ValueId from, ValueId to) {
    const bool made_here = graph_.producer(to) != kNoNode && !graph_.is_output(to) && !graph_.value(to).user_named;
    if (made_here && can_replace(graph_, from, to))
      replace_with_new(graph_, from, to);
    else if (can_replace(graph_, from, to))
      replace_value(graph_, from, to);
    else
      graph_.replace_uses(from, to);  // outputs have names of their own
  }

  // It has lost a region, so it cannot stay; what it read may be useless now.
  void remove_node() {
    const std::vector<ValueId> inputs = graph_.node(id_).inputs;
    graph_.remove(id_);
    for (ValueId v : inputs)
      if (v != kNoValue && graph_.producer(v) != kNoNode) remove_unused(graph_, graph_.producer(v));
  }

  Graph& graph_;
  NodeId id_;
  std::unique_ptr<Graph> branch_;
  std::vector<std::string> sources_;
  std::vector<ValueId> outside_;              // by the branch's value
  std::map<std::string, std::string> names_;  // of the branch's sizes that had to be renamed
};

}  // namespace

bool inline_if(Graph& graph, PassContext& context) {
  bool changed = false;
  for (NodeId id : graph.order()) {
    if (!graph.alive(id) || !graph.node(id).op.is<If>()) continue;
    const auto condition = scalar_constant(graph, graph.node(id).inputs[0]);
    if (!condition) continue;
    const size_t taken = *condition != 0 ? 0 : 1;
    const int64_t only = graph.node(id).op.as<If>()->only;
    if (only >= 0 && size_t(only) != taken) continue;  // the run says why
    context.changed([&] { return label(graph, id) + " -> its branch " + std::to_string(taken); });
    BranchInliner(graph, id, taken).run();
    changed = true;
  }
  return changed;
}

}  // namespace sinter
