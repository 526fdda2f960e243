// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What an operator's import function sees of one node: its attributes and inputs, and (NodeBuilder) how to build what
// it means. All functions throw Error; the node's place is added by the caller.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "import/node_builder.h"
#include "import/tensorflow/scope.h"

namespace sinter::tensorflow {

class GraphImporter;

class OpContext : public NodeBuilder {
 public:
  OpContext(GraphImporter& importer, Scope& scope, uint32_t node);

  const NodeDef& node() const { return def_; }
  uint32_t node_number() const { return node_; }
  std::string_view op() const { return def_.op; }
  Scope& scope() { return scope_; }
  GraphImporter& importer() { return importer_; }

  // ---- inputs ----
  int num_inputs() const { return int(inputs_.size()); }
  Source source_of(int i) const;
  Binding& binding(int i) { return scope_.at(source_of(i)); }
  /// The value of input i; Error if there is none.
  ValueId in(int i);
  std::vector<ValueId> ins(int from = 0);
  TensorType type(int i) { return type_of(in(i)); }
  int rank(int i) { return rank_of(in(i)); }
  DataType dtype(int i);
  /// Constant data of input i, or null. Makes no node.
  const Weights* constant(int i) { return scope_.weights(binding(i)); }
  /// Elements of an integer input as far as known at import time, perhaps as symbolic dims.
  HostValue host_value(int i);
  /// Elements of an integer input that tells a shape: host_value, or symbols for what only the run knows.
  SymDims shape_values(int i);
  SymDims shape_values_of(ValueId v);
  /// The input as a value of which the same holds, for ops that take it as an operand.
  ValueId shape_operand(int i);
  ValueId shape_operand_of(ValueId v);
  /// host_value if all elements are plain numbers.
  std::optional<Ints> const_ints(int i);
  /// The same; Error if the run tells them.
  Ints need_ints(int i, const char* what);
  int64_t need_int(int i, const char* what);
  /// The only element of a constant input of one element.
  std::optional<double> const_scalar(int i);
  double need_scalar(int i, const char* what);

  // ---- attributes; a wrong kind is an Error naming the attribute ----
  bool has_attr(std::string_view name) const { return def_.attr(name) != nullptr; }
  int64_t int_attr(std::string_view name, int64_t otherwise) const;
  bool bool_attr(std::string_view name, bool otherwise) const { return int_attr(name, otherwise) != 0; }
  double float_attr(std::string_view name, double otherwise) const;
  std::string string_attr(std::string_view name, std::string_view otherwise) const;
  Ints ints_attr(std::string_view name) const;
  std::vector<float> floats_attr(std::string_view name) const;
  DataType type_attr(std::string_view name, DataType otherwise) const;
  /// TensorFlow's number of the type; 0 if absent.
  int32_t type_number_attr(std::string_view name) const { return int32_t(int_attr(name, 0)); }
  const TensorProto& tensor_attr(std::string_view name) const;  ///< required
  /// Unknown rank if absent.
  TensorShape shape_attr(std::string_view name) const;
  const FunctionCall& func_attr(std::string_view name) const;  ///< required

  // ---- outputs ----
  /// Output i is this value, which takes the node's name if it has none of its own.
  void output(int i, ValueId v);
  void output(int i, Weights weights);
  void output(int i, Binding binding) { scope_.bind({node_, uint32_t(i)}, std::move(binding)); }
  void finish(Op op, std::vector<ValueId> inputs) { output(0, add(std::move(op), std::move(inputs))); }
  void finish(std::string_view op, std::vector<ValueId> inputs) { output(0, add(op, std::move(inputs))); }
  /// Adds an op and gives all its outputs.
  std::vector<ValueId> add_all(Op op, std::vector<ValueId> inputs, int count = -1) const;

  void warn(const std::string& message);

 private:
  const AttrValue* attr_of(std::string_view name, AttrValue::Kind kind) const;

  GraphImporter& importer_;
  Scope& scope_;
  uint32_t node_;
  const NodeDef& def_;
  const std::vector<Source>& inputs_;
};

}  // namespace sinter::tensorflow
