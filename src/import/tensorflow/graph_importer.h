// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Imports what a graph's outputs need: node by node in dependency order, into functions, loops and branches, past nodes
// that fail, so that all failures can be reported together.
#pragma once
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "import/failures.h"
#include "import/read_options.h"
#include "import/tensorflow/conditions.h"
#include "import/tensorflow/frames.h"
#include "import/tensorflow/graph_file.h"
#include "import/tensorflow/scope.h"

namespace sinter::tensorflow {

/// A set of nodes and what its control flow is.
struct Body {
  Body(std::span<const NodeDef> nodes, const NodeSet::Functions& functions)
      : nodes(nodes, functions), frames(this->nodes), conditions(this->nodes, frames) {}
  Body(const FunctionDef& function, const NodeSet::Functions& functions)
      : nodes(function, functions), frames(this->nodes), conditions(this->nodes, frames) {}
  NodeSet nodes;
  Frames frames;
  Conditions conditions;
};

class GraphImporter {
 public:
  GraphImporter(const GraphFile& file, const ReadOptions& options, std::vector<std::string>& warnings);

  /// The whole model into `graph`; the one Error of all failures if there are any.
  void import_main(Graph& graph);

  /// Imports what these values need in the scope. Afterwards all of them are bound there (perhaps as failed).
  void evaluate(Scope& scope, std::span<const Source> targets);
  /// The frames and conditions of a scope's nodes.
  Body& body_of(const Scope& scope) { return *bodies_.at(&scope.nodes()); }
  /// Null if the library has no such function.
  const FunctionDef* find_function(std::string_view name) const;
  Body& body_of(const FunctionDef& function);
  /// The function's results for these arguments, imported into the region.
  std::vector<Binding> call(Region& region, const FunctionDef& function, const std::vector<Binding>& arguments,
                            const std::string& prefix);

  Weights constant(const TensorProto& tensor) const;
  void warn(std::string message);
  /// Tells the arrays of the model's loops apart.
  int next_array_id() { return ++array_ids_; }
  size_t num_failures() const { return failures_.size(); }
  const Failures& failures() const { return failures_; }
  void forget_failures(size_t from) { failures_.forget_from(from); }

 private:
  std::vector<uint32_t> pending(Scope& scope, uint32_t node);
  void import_node(Scope& scope, uint32_t node);
  void dispatch(Scope& scope, uint32_t node);
  void record(Scope& scope, uint32_t node, const Error& error);

  // graph_io.cpp
  struct Output {
    Source source;
    std::string name;
  };
  std::vector<Output> chosen_outputs(const NodeSet& nodes) const;
  std::vector<Source> unread_values(const NodeSet& nodes) const;
  std::vector<bool> depends_on_inputs(const NodeSet& nodes) const;
  void find_inputs(NodeSet& nodes);
  void add_inputs(Scope& scope, const std::vector<Source>& targets);
  void add_input(Scope& scope, Source s, const ModelInput* given);
  ValueType input_type(const NodeSet& nodes, Source s, const ModelInput* given);
  std::string fresh_symbol(const std::string& name);
  void set_outputs(Scope& scope, const std::vector<Output>& chosen);

  const GraphFile& file_;
  const ReadOptions& options_;
  std::vector<std::string>& warnings_;
  std::set<std::string> seen_warnings_;
  NodeSet::Functions functions_;
  std::unordered_map<const NodeSet*, std::unique_ptr<Body>> bodies_;
  std::unordered_map<const FunctionDef*, Body*> function_bodies_;
  std::vector<const FunctionDef*> calls_;  // that are being imported
  std::vector<std::pair<Source, const ModelInput*>> given_inputs_;
  std::set<std::string> used_symbols_;
  Failures failures_;
  int array_ids_ = 0;
  int64_t nodes_ = 0;  // imported so far
};

/// The element type of a node's output as far as its attributes say it, kInvalid if they do not.
DataType declared_type(const NodeDef& node, uint32_t output);

}  // namespace sinter::tensorflow
