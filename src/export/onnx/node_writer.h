// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What the function that writes an op sees: the node, and nodes of ONNX that it appends. Values are named by text; an
// absent input is "". All functions throw Error; the caller adds the node's place.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "export/onnx/graph_scope.h"

namespace sinter::onnx_export {

using Ints = std::vector<int64_t>;
using Values = std::vector<std::string>;

class NodeWriter {
 public:
  NodeWriter(GraphScope& scope, const Node& node);

  GraphScope& scope() const { return scope_; }
  ModelState& model() const { return scope_.model(); }
  const Graph& graph() const { return scope_.graph(); }
  const Node& node() const { return node_; }
  template <class T>
  const T& op() const {
    return *node_.op.as<T>();
  }

  // ---- the node's inputs and outputs ----
  int num_inputs() const { return int(node_.inputs.size()); }
  int num_outputs() const { return int(node_.outputs.size()); }
  bool has(int i) const { return i < num_inputs() && node_.inputs[size_t(i)] != kNoValue; }
  /// "" if absent.
  std::string in(int i) const;
  Values ins() const;
  const ValueType& value_type(int i) const { return graph().value(node_.inputs[size_t(i)]).type; }
  const TensorType& type(int i) const { return graph().tensor(node_.inputs[size_t(i)]); }
  DataType dtype(int i) const { return type(i).dtype; }
  int rank(int i) const { return type(i).rank(); }
  const Weights* constant(int i) const { return has(i) ? graph().constant(node_.inputs[size_t(i)]) : nullptr; }
  const TensorType& out_type(int i) const { return graph().tensor(node_.outputs[size_t(i)]); }
  /// The name that output i must get. One that nobody reads has a made-up name.
  const std::string& out(int i) const { return outputs_[size_t(i)]; }
  const Values& outs() const { return outputs_; }
  bool wants(int i) const { return i < num_outputs() && node_.outputs[size_t(i)] != kNoValue; }

  // ---- appending ----
  /// A node with one output, whose name is returned.
  std::string add(std::string_view op, const Values& inputs, const Attributes& attributes = {},
                  std::string_view domain = {});
  /// A node with these outputs; the last one of a decomposition bears the node's own name.
  void put(std::string_view op, const Values& inputs, const Values& outputs, const Attributes& attributes = {},
           std::string_view domain = {});
  /// A node that gives all outputs.
  void finish(std::string_view op, const Values& inputs, const Attributes& attributes = {},
              std::string_view domain = {}) {
    put(op, inputs, outputs_, attributes, domain);
  }
  /// Output i is the value `v`, which was made here.
  void finish_value(int i, const std::string& v) { put("Identity", {v}, {out(i)}); }

  std::string cast(const std::string& v, DataType from, DataType to);
  std::string cast_to(const std::string& v, DataType to) { return cast(v, DataType::kInvalid, to); }
  std::string ints(std::span<const int64_t> values) { return scope_.ints(values); }
  std::string ints(std::initializer_list<int64_t> values) { return scope_.ints({values.begin(), values.size()}); }
  std::string int_scalar(int64_t v) { return scope_.ints({&v, 1}, true); }
  /// A constant of rank 0.
  std::string scalar(DataType dtype, double v);
  std::string weights(const Weights& w);
  std::string dims(const SymDims& d) { return scope_.dims(d); }
  /// A size as an i64 of rank 0.
  std::string dim_scalar(const Dim& d);
  std::string reshape(const std::string& v, const SymDims& to);
  std::string unsqueeze(const std::string& v, std::initializer_list<int64_t> axes);
  std::string transpose(const std::string& v, const Ints& perm);
  /// Input i as an i64 tensor.
  std::string index_in(int i);
  /// Input i as an i64 of rank 0, or a vector of one element.
  std::string scalar_in(int i, DataType to);

  /// The node is one that ONNX cannot say.
  [[noreturn]] void refuse(const std::string& why, const std::string& remedy = {}) const;
  /// Needs a newer opset than the base.
  void need_opset(int64_t version) const { model().need_opset("", version); }

  /// The node's name in the source model, or one of its op.
  const std::string& source() const { return source_; }

 private:
  GraphScope& scope_;
  const Node& node_;
  std::string source_;
  Values outputs_;
};

/// Writes all of a graph's live nodes into its scope; failures are collected.
void write_nodes(GraphScope& scope);
/// A region as a GraphProto of its own. Its inputs bound to names beforehand are values of the graph around; the others
/// become the graph's inputs.
WireWriter region_proto(NodeWriter& ctx, const Graph& region, const std::vector<std::string>& captured);

}  // namespace sinter::onnx_export
