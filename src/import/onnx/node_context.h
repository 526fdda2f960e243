// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What an operator's import function sees of one node: its attributes and inputs, and (NodeBuilder) how to build what
// it means. All functions throw Error; the node's place is added by the caller.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "import/node_builder.h"
#include "import/onnx/model.h"
#include "import/onnx/scope.h"
#include "ir/graph.h"
#include "sinter/error.h"

namespace sinter::onnx {

class GraphImporter;

class NodeContext : public NodeBuilder {
 public:
  /// Error if an input is not defined.
  NodeContext(GraphImporter& importer, Scope& scope, const NodeProto& node, int64_t opset);

  std::string_view op_type() const { return node_.op_type; }
  /// Version of the operator set of the node's domain.
  int64_t opset() const { return opset_; }
  const NodeProto& node() const { return node_; }
  std::string_view input_name(int i) const { return node_.inputs[size_t(i)]; }
  Scope& scope() { return scope_; }
  GraphImporter& importer() { return importer_; }

  // ---- inputs ----
  /// Without omitted ones at the end.
  int num_inputs() const { return int(inputs_.size()); }
  bool has(int i) const { return i < num_inputs() && inputs_[size_t(i)] != nullptr; }
  /// The value of input i; Error if it is omitted.
  ValueId in(int i);
  /// True if input i is a value of the graph, false if it is a constant that may have no node yet; Error if omitted.
  bool is_computed(int i) { return binding(i).kind == Binding::Kind::kValue; }
  /// kNoValue if omitted.
  ValueId optional_in(int i) { return has(i) ? in(i) : kNoValue; }
  /// All inputs in order, omitted ones as kNoValue.
  std::vector<ValueId> ins();
  /// A copy: adding to the graph moves its values.
  TensorType type(int i) { return type_of(in(i)); }
  int rank(int i) { return scope_.graph().tensor(in(i)).rank(); }
  DataType dtype(int i) { return scope_.graph().tensor(in(i)).dtype; }
  /// Constant data of input i, or null. Makes no node.
  const Weights* constant(int i);
  /// Elements of an integer input as far as known at import time, perhaps as symbolic dims. Makes no node for
  /// constants.
  HostValue host_value(int i);
  /// Elements of an integer input that tells a shape: host_value, or symbols for what only the run knows. Error if the
  /// input is no integer tensor of rank <= 1 and known length.
  SymDims shape_values(int i);
  /// The input as a value of which the same holds, for ops that take it as an operand.
  ValueId shape_operand(int i) { return shape_operand_of(in(i), "input " + std::to_string(i)); }
  /// The same for a computed value.
  ValueId shape_operand_of(ValueId v, const std::string& what = "a shape");
  SymDims shape_values_of(ValueId v);
  /// host_value if all elements are plain numbers.
  std::optional<Ints> const_ints(int i);
  /// The only element of a constant input of one element.
  std::optional<double> const_scalar(int i);

  // ---- attributes; a wrong type is an Error naming the attribute ----
  bool has_attr(std::string_view name) { return attr(name) != nullptr; }
  /// The attribute, references to a function's attributes resolved; null if absent.
  const AttributeProto* attr(std::string_view name);
  int64_t int_attr(std::string_view name, int64_t otherwise);
  int64_t int_attr(std::string_view name);  ///< required
  bool bool_attr(std::string_view name, bool otherwise) { return int_attr(name, otherwise) != 0; }
  double float_attr(std::string_view name, double otherwise);
  std::string string_attr(std::string_view name, std::string_view otherwise);
  Ints ints_attr(std::string_view name, Ints otherwise = {});
  Weights tensor_attr(std::string_view name);           ///< required
  const GraphProto& graph_attr(std::string_view name);  ///< required
  DataType type_attr(std::string_view name, DataType otherwise);
  /// Attributes that may be given and change nothing here.
  void ignore_attrs(std::initializer_list<std::string_view> names) {
    for (auto name : names) asked_.emplace(name);
  }

  // ---- outputs ----
  int num_outputs() const { return int(node_.outputs.size()); }
  /// False for outputs that are not listed or have no name.
  bool wants(int i) const { return i < num_outputs() && !node_.outputs[size_t(i)].empty(); }
  // Outputs that an importer leaves out may be listed but not read.
  /// Adds the node whose outputs are this node's outputs (its first ones) and names them.
  /// `count` says how many outputs there are, if neither the op nor the node's list of outputs does.
  void finish(Op op, std::vector<ValueId> inputs, std::vector<std::unique_ptr<Graph>> regions = {}, int count = -1);
  void finish(std::string_view op, std::vector<ValueId> inputs);
  /// Output i is this value, which takes the output's name if it has none of its own.
  void output(int i, ValueId v);
  void output(int i, Weights weights);
  /// The outputs depend on something that failed and was recorded.
  void fail_outputs();

  // ---- messages ----
  void warn(const std::string& message);
  /// Warns of attributes that nobody asked for.
  void warn_unasked();

 private:
  Binding& binding(int i);

  GraphImporter& importer_;
  Scope& scope_;
  const NodeProto& node_;
  int64_t opset_;
  std::vector<Binding*> inputs_;  // null: omitted
  std::set<std::string, std::less<>> asked_;  // copies: some names are put together by the importer
};

}  // namespace sinter::onnx
