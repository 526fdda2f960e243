// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The graph: nodes in a topological order, values with their producer and uses, symbols with their bounds. Nodes and
// values are named by stable integer ids; removal leaves holes. Regions (bodies of If, Loop, Fusion) are graphs owned
// by a node and isolated: what they read from outside is passed as an explicit input.
#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ir/infer.h"
#include "ir/op.h"
#include "ir/type.h"

namespace sinter {

using NodeId = uint32_t;
using ValueId = uint32_t;
inline constexpr NodeId kNoNode = UINT32_MAX;
inline constexpr ValueId kNoValue = UINT32_MAX;  // an absent optional input or an unused output

struct Use {
  NodeId node;
  int input;
  bool operator==(const Use&) const = default;
};

/// How firmly a dtype was asked for.
enum class Wish : uint8_t { kFree, kPreferred, kPinned };

struct Value {
  std::string name;        // unique in its graph, never empty
  bool user_named = false; // the name was given by the model or the user and survives optimisation
  ValueType type;
  HostValue host_value;    // elements known symbolically (shape arithmetic)
  NodeId producer = kNoNode;  // kNoNode: a graph input
  int output_index = 0;
  std::vector<Use> uses;
  uint64_t formats = 1;    // of network inputs/outputs: allowed physical formats (bit per backend Format; 1 = linear)
};

class Graph;

struct Node {
  NodeId id = kNoNode;
  Op op;
  std::vector<ValueId> inputs;   // kNoValue: absent
  std::vector<ValueId> outputs;
  std::vector<std::unique_ptr<Graph>> regions;
  std::vector<std::string> sources;  // names of the source-model nodes this came from, in order, without repeats
  std::vector<std::string> fresh_symbols;  // data-dependent sizes of this node, in the order inference asks for them
  DataType compute_dtype = DataType::kInvalid;  // kInvalid: the inputs' own
  Wish compute_wish = Wish::kFree, output_wish = Wish::kFree;
};

/// Bounds of a symbol. Input symbols get theirs from an optimization profile; data-dependent ones have an upper bound.
struct Symbol {
  int64_t min = 0, opt = 0, max = INT64_MAX;  // opt 0: none given
  std::optional<Dim> upper;                   // of a data-dependent size, over input symbols
  bool data_dependent = false;                // only the run tells it
  bool element = false;                       // data-dependent: an element of a tensor (ShapeTensor, network input)
  std::optional<Dim> definition;              // the symbol is a name of this expression; data-dependent as that is
};

/// What a new node carries besides op and inputs.
struct NodeMeta {
  std::vector<std::string> sources;
  std::vector<std::string> output_names;  // empty or missing: made up
  int num_outputs = -1;                   // for ops whose def says -1, and to ask for fewer than the def's
  std::vector<std::unique_ptr<Graph>> regions;
  std::vector<std::string> fresh_symbols;  // names for the node's data-dependent sizes; missing ones are made up
};

class Graph {
 public:
  explicit Graph(std::string name = "main") : name_(std::move(name)) {}
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;
  std::unique_ptr<Graph> clone() const;

  const std::string& name() const { return name_; }
  void set_name(std::string n) { name_ = std::move(n); }

  // ---- building ----
  ValueId add_input(std::string name, ValueType type);
  /// Appends a node before `before` (kNoNode: at the end); its inputs must be defined before that place. Infers the
  /// output types; an Error names the node, the op and the input shapes. Returns the node.
  NodeId add(Op op, std::vector<ValueId> inputs, NodeMeta meta = {}, NodeId before = kNoNode);
  /// The same, returning output 0.
  ValueId add_value(Op op, std::vector<ValueId> inputs, NodeMeta meta = {}, NodeId before = kNoNode);
  /// A Constant node's output.
  ValueId add_constant(Weights weights, std::string name = {}, NodeId before = kNoNode);
  /// Output i gets the name of its value, or `names[i]` if names are given: outputs keep their names even when passes
  /// find that two of them, or an output and an input, are one value.
  void set_outputs(std::vector<ValueId> outputs, std::vector<std::string> names = {});

  // ---- reading ----
  const std::vector<ValueId>& inputs() const { return inputs_; }
  const std::vector<ValueId>& outputs() const { return outputs_; }
  const std::string& output_name(size_t i) const { return output_names_[i]; }
  const Node& node(NodeId id) const { return *nodes_[id]; }
  Node& node(NodeId id) { return *nodes_[id]; }
  const Value& value(ValueId id) const { return values_[id]; }
  Value& value(ValueId id) { return values_[id]; }
  bool alive(NodeId id) const { return id < nodes_.size() && nodes_[id] != nullptr; }
  /// Ids of live nodes in topological order (a fresh copy, safe to change the graph while walking).
  std::vector<NodeId> order() const;
  NodeId first() const { return head_; }
  NodeId next(NodeId id) const { return links_[id].next; }
  size_t num_nodes() const { return live_; }
  size_t value_capacity() const { return values_.size(); }
  ValueId find_value(std::string_view name) const;  // kNoValue if none
  const TensorType& tensor(ValueId v) const { return values_[v].type.tensor; }
  /// Constant data behind a value, or null.
  const Weights* constant(ValueId v) const;
  bool is_output(ValueId v) const;
  /// The only user of v (and v is no graph output), else kNoNode.
  NodeId single_user(ValueId v) const;
  NodeId producer(ValueId v) const { return v == kNoValue ? kNoNode : values_[v].producer; }

  // ---- changing ----
  void set_input(NodeId node, int index, ValueId value);
  /// All uses of `from`, graph outputs included, become `to`. A user-given name of `from` moves to `to` where `to` has
  /// none of its own and `from` was a graph output.
  void replace_uses(ValueId from, ValueId to);
  /// Swaps names, so that `to` goes on under the name of `from` (which is about to be removed).
  void take_name(ValueId to, ValueId from);
  /// Removes a node none of whose outputs are used.
  void remove(NodeId id);
  /// Removes a graph input that nothing reads and that is no output.
  void remove_input(ValueId v);
  /// Moves a node before another; the caller keeps the order topological.
  void move_before(NodeId id, NodeId before);
  /// Runs inference again on one node (after its op or inputs changed); updates its outputs' types.
  void reinfer(NodeId id);
  /// On all nodes in order.
  void reinfer_all();
  std::string unique_name(std::string_view hint) const;
  /// Gives a value exactly this name, as if the user had; another value that has it gets a made-up one.
  void rename(ValueId v, std::string_view name);
  /// Adds `more` to a node's provenance, without repeats.
  static void add_sources(Node& node, const std::vector<std::string>& more);

  // ---- symbols and checks ----
  std::map<std::string, Symbol>& symbols() { return symbols_; }
  const std::map<std::string, Symbol>& symbols() const { return symbols_; }
  /// Makes sure that all symbols of a type are known to the graph.
  void declare_symbols(const ValueType& type);
  Interval bounds(const Dim& d) const;
  /// Whether a dim needs a symbol that only the run tells.
  bool is_late(const Dim& dim) const;
  /// Whether a dim needs an element of a tensor that is read during the run, through definitions too.
  bool reads_elements(const Dim& dim) const;
  /// See InferContext::define.
  Dim define(const std::string& hint, const Dim& value);
  /// Lets the elements of an integer network input of rank <= 1 and static count be symbols ("shape.0") that are read
  /// when a run begins. They appear in its host value, and from there in the shapes computed from them.
  void read_elements(ValueId input);
  /// The names of all symbols that shapes and attributes of live nodes and outputs need, through
  /// definitions and upper bounds too.
  std::set<std::string> symbols_in_use() const;
  std::vector<DimCheck>& checks() { return checks_; }
  const std::vector<DimCheck>& checks() const { return checks_; }
  void add_check(DimCheck check);

  /// A place name for messages: node conv1 (Convolution).
  std::string describe(NodeId id) const;

 private:
  struct Link {
    NodeId prev = kNoNode, next = kNoNode;
  };
  void link_before(NodeId id, NodeId before);
  void unlink(NodeId id);
  void infer_into(Node& node);
  Dim fresh_symbol(Node& node, size_t index, const std::string& hint, const Dim& upper);
  Dim element_symbol(Node& node, size_t index, const std::string& hint);
  const std::string& own_symbol(Node& node, size_t index, const std::string& hint);
  void drop_use(ValueId v, NodeId node, int input);
  ValueId new_value(std::string_view name, NodeId producer, int index);

  std::string name_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<Link> links_;
  std::vector<Value> values_;
  std::map<std::string, ValueId, std::less<>> names_;
  mutable std::map<std::string, uint32_t, std::less<>> name_counters_;
  NodeId head_ = kNoNode, tail_ = kNoNode;
  size_t live_ = 0;
  std::vector<ValueId> inputs_, outputs_;
  std::vector<std::string> output_names_;
  std::vector<int> output_uses_;  // per value: how often it is a graph output
  std::map<std::string, Symbol> symbols_;
  std::vector<DimCheck> checks_;
};

}  // namespace sinter
