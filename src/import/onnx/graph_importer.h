// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Walks a model's graphs: node by node through the importer table, into function bodies and subgraphs, past nodes that
// fail, so that all failures can be reported together.
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "import/failures.h"
#include "import/onnx/import.h"
#include "import/onnx/node_context.h"
#include "import/onnx/scope.h"

namespace sinter::onnx {

class GraphImporter {
 public:
  GraphImporter(const ModelFile& file, const ImportOptions& options, std::vector<std::string>& warnings);

  /// The whole model into `graph`; the one Error of all failures if there are any.
  void import_main(Graph& graph);

  /// Binds a graph's constants.
  void bind_initializers(Scope& scope, const GraphProto& graph);
  /// Imports nodes in dependency order. Outputs of nodes that fail are bound as failed.
  void import_nodes(Scope& scope, std::span<const NodeProto> nodes);
  /// A subgraph without inputs as part of the graph of `scope`; its outputs take the given names there. The subgraph's
  /// outputs in order, kNoValue for failed ones.
  std::vector<ValueId> import_inline(Scope& scope, const GraphProto& body, std::span<const std::string> output_names);
  /// A subgraph as a graph of its own. `inputs` are the types of its declared inputs, `captures` the outer names that
  /// are passed in after them (all values of `outer`). Null if something inside failed; the failures are recorded.
  std::unique_ptr<Graph> import_region(Scope& outer, const GraphProto& body, std::string name,
                                       std::span<const ValueType> inputs, std::span<const std::string_view> captures);
  /// An empty region that knows the symbols of the graph around it.
  static std::unique_ptr<Graph> open_region(const Graph& outer, std::string name);
  /// Error if the subgraph does not declare that many inputs.
  static void check_inputs(const GraphProto& body, size_t count);
  /// Binds the outer names `captures` as inputs of the region whose scope is `scope`.
  void bind_captures(Scope& outer, Scope& scope, std::span<const std::string_view> captures);
  /// Imports the body into the region of `scope`, in which its declared inputs are bound. Its outputs; nullopt if
  /// something inside failed (the failures are recorded).
  std::optional<std::vector<ValueId>> import_body(Scope& scope, const GraphProto& body);
  size_t num_failures() const { return failures_.size(); }
  const Failures& failures() const { return failures_; }
  void forget_failures(size_t from) { failures_.forget_from(from); }
  /// Outer names that a region must be passed: those that its body reads and that are no constants.
  std::vector<std::string_view> captures_of(Scope& outer, std::span<const GraphProto* const> bodies);

  /// Imports a node that an importer made in place of another; it is kept, with its texts, until the import ends.
  void import_made(Scope& scope, NodeProto node);
  std::string_view own_text(std::string text) { return made_texts_.emplace_back(std::move(text)); }
  /// The rank that the model declares for a tensor of this name (value_info, outputs), -1 if it does not say.
  int64_t declared_rank(std::string_view name);

  void warn(std::string message);
  /// Whether a graph is the model's own, not a region: its inputs are the network's.
  bool is_main(const Graph& graph) const { return &graph == main_; }

 private:
  void import_node(Scope& scope, const NodeProto& node);
  void import_operator(Scope& scope, const NodeProto& node);
  void call_function(Scope& scope, const NodeProto& node, const FunctionProto& function);
  const FunctionProto* find_function(const NodeProto& node) const;
  bool reads_failed(Scope& scope, const NodeProto& node) const;
  void fail_outputs(Scope& scope, const NodeProto& node);
  void add_inputs(Scope& scope, const GraphProto& graph);
  ValueType type_of(const ValueInfoProto& input);
  std::string symbol_for(std::string_view param);
  std::string fresh_symbol(std::string_view name);
  void set_outputs(Scope& scope, const GraphProto& graph);
  ValueId output_value(Scope& scope, std::string_view name);
  void check_declared(Graph& graph, ValueId value, const ValueInfoProto& declared);

  const ModelFile& file_;
  const ImportOptions& options_;
  std::vector<std::string>& warnings_;
  std::set<std::string> seen_warnings_;
  Opsets opsets_;
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, const FunctionProto*> functions_;
  std::map<const FunctionProto*, Opsets> function_opsets_;
  std::map<std::string, std::string, std::less<>> symbols_;  // by dim_param
  std::set<std::string> used_symbols_;
  const Graph* main_ = nullptr;
  std::deque<std::string> made_texts_;
  std::deque<NodeProto> made_nodes_;
  std::map<std::string_view, int64_t> ranks_;  // as declared; -1: two say different things
  bool ranks_read_ = false;
  Failures failures_;
  int64_t nodes_ = 0;  // imported so far, function bodies counted once per call
};

}  // namespace sinter::onnx
