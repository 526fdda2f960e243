// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The nodes of a graph or of a function's body, with their inputs as numbers instead of names. A function's arguments
// are nodes too, of the operator "_Arg".
#pragma once
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "import/tensorflow/graph_def.h"

namespace sinter::tensorflow {

/// One output of a node.
struct Source {
  uint32_t node = 0;
  uint32_t output = 0;
  bool operator==(const Source&) const = default;
};

class NodeSet {
 public:
  /// Error(kInvalidModel) if a name is used twice. `functions`: the library, by name (for the outputs of calls).
  using Functions = std::unordered_map<std::string_view, const FunctionDef*>;
  NodeSet(std::span<const NodeDef> nodes, const Functions& functions);
  NodeSet(const FunctionDef& function, const Functions& functions);

  size_t size() const { return nodes_.size(); }
  const NodeDef& node(uint32_t n) const { return *nodes_[n]; }
  /// Data inputs in order. Error(kInvalidModel) naming the input if it is not defined.
  const std::vector<Source>& inputs(uint32_t n) const;
  /// Nodes that must run before; those that do not exist are left out.
  std::vector<uint32_t> controls(uint32_t n) const;
  /// "name", "name:1"; in functions also "name:output:0". Nullopt if there is no such node.
  std::optional<Source> find(std::string_view text) const;
  std::optional<uint32_t> find_node(std::string_view name) const;

  /// The source behind nodes that only pass their input on (Identity and the like).
  Source skip_identity(Source s) const;
  /// Makes skip_identity stop at this node: it was made an input.
  void keep(uint32_t n) { kept_.insert(n); }

  size_t num_arguments() const { return arguments_; }
  /// Results of a function, in the order of its signature.
  const std::vector<Source>& results() const { return results_; }

 private:
  void index(std::span<const NodeDef> nodes);

  const Functions& functions_;
  std::deque<NodeDef> made_;  // arguments
  std::vector<const NodeDef*> nodes_;
  std::unordered_map<std::string_view, uint32_t> by_name_;
  mutable std::vector<std::optional<std::vector<Source>>> inputs_;  // looked up when first asked for
  std::unordered_set<uint32_t> kept_;
  size_t arguments_ = 0;
  std::vector<Source> results_;
};

/// Identity, StopGradient, ...: output 0 is input 0.
bool is_identity(std::string_view op);

}  // namespace sinter::tensorflow
