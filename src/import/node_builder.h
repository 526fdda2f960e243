// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Small pieces of graph that the operators of every model format are made of. A reader's view of one of its nodes (or
// layers) derives from this and adds that format's inputs and attributes. All functions throw Error; the node's place
// is added by who called the import function.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"
#include "sinter/error.h"

namespace sinter {

using Ints = std::vector<int64_t>;

class NodeBuilder {
 public:
  /// `source`: the source model's name for the node, which becomes the provenance of all that is built.
  NodeBuilder(Graph& graph, std::string source) : graph_(&graph), source_(std::move(source)) {}

  Graph& graph() const { return *graph_; }
  const std::string& source() const { return source_; }
  // Types are copies: adding to the graph moves its values.
  TensorType type_of(ValueId v) const { return graph_->tensor(v); }
  int rank_of(ValueId v) const { return graph_->tensor(v).rank(); }
  /// The extent of an axis; Error if the value has fewer dims.
  Dim dim_of(ValueId v, int axis) const;
  /// The first of some values that the model gives; Error naming `what` if there are none.
  Dim first_of(const SymDims& values, const char* what) const;

  /// Adds a node and returns its first output.
  ValueId add(Op op, std::vector<ValueId> inputs) const;
  /// An op without attributes, by name: add("Mul", {a, b}).
  ValueId add(std::string_view op, std::vector<ValueId> inputs) const;
  ValueId constant_value(Weights weights) const { return graph_->add_constant(std::move(weights)); }
  /// An i64 scalar.
  ValueId int_scalar(int64_t v) const;
  /// A scalar of the dtype of `like`.
  ValueId scalar_like(ValueId like, double v) const;
  ValueId cast(ValueId v, DataType to) const;
  /// v with these dims; the element count must be the same.
  ValueId reshape(ValueId v, SymDims dims) const;
  ValueId transpose(ValueId v, Ints perm) const;
  /// A scalar of i64 that holds the extent of an axis.
  ValueId extent(ValueId v, int axis) const;
  /// v, broadcast to these dims.
  ValueId expand(ValueId v, const SymDims& dims) const;

  /// An integer that says an axis, made non-negative; Error if it is not in [-rank, rank).
  int64_t axis_of(int64_t axis, int rank) const;
  /// The same for a list, which must not name an axis twice.
  Ints axes_of(Ints axes, int rank) const;

  /// The node breaks its format's rules.
  [[noreturn]] void invalid(const std::string& message, const std::string& remedy = {}) const;
  /// The node is legal and we cannot do it.
  [[noreturn]] void unsupported(const std::string& message, const std::string& remedy = {}) const;

 private:
  Graph* graph_;
  std::string source_;
};

}  // namespace sinter
