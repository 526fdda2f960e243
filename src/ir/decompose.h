// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What a composite op sees when it says its meaning in terms of other ops: it builds nodes in front of the node it
// stands for, and names the values that replace its outputs. Provenance is carried over.
#pragma once
#include <vector>

#include "ir/graph.h"

namespace sinter {

class DecomposeContext {
 public:
  DecomposeContext(Graph& graph, NodeId node)
      : graph_(graph), node_(node), results_(graph.node(node).outputs.size(), kNoValue) {}

  bool has(int i) const { return i < int(inputs().size()) && inputs()[size_t(i)] != kNoValue; }
  ValueId in(int i) const { return inputs()[size_t(i)]; }
  const TensorType& type(ValueId v) const { return graph_.tensor(v); }
  int num_outputs() const { return int(results_.size()); }
  ValueId add(Op op, std::vector<ValueId> in);
  ValueId constant(const Weights& w);
  /// A constant scalar of the dtype of `like`.
  ValueId scalar_like(ValueId like, double v);
  void set_output(int i, ValueId v) { results_[size_t(i)] = v; }

  Graph& graph() { return graph_; }
  NodeId node() const { return node_; }
  const std::vector<ValueId>& results() const { return results_; }

 private:
  const std::vector<ValueId>& inputs() const { return graph_.node(node_).inputs; }
  Graph& graph_;
  NodeId node_;
  std::vector<ValueId> results_;
};

/// Replaces a node whose op has Meaning::kDecompose by what it means; true if it did.
bool decompose_node(Graph& graph, NodeId node);

}  // namespace sinter
