// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What the outputs of nodes are while a graph is imported. There is a scope for the model's graph, one for each call of
// a function, and one for each body of a loop or branch. Values that belong to a graph around are passed into the
// region when they are first used.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "import/tensorflow/node_set.h"
#include "ir/graph.h"
#include "ir/weights.h"

namespace sinter::tensorflow {

struct ArrayState;

/// What one output of a node is. Constants become Constant nodes only where an op needs them as inputs.
struct Binding {
  /// kArray: a TensorArray or TensorList. kComplex: real and imaginary parts in one value, in a last dim of 2. kDead:
  /// the side of a Switch that is not taken. kNothing: an output that our importer does not give, or a handle.
  enum class Kind : uint8_t { kNothing, kValue, kWeights, kArray, kComplex, kDead, kFailed };
  Kind kind = Kind::kNothing;
  ValueId value = kNoValue;      // of kValue, kComplex, or the Constant node's output once there is one
  const Graph* graph = nullptr;  // that the value belongs to
  Weights weights = {};          // of kWeights, and of kValue if it turned out to be known
  bool looked_up = false;        // of kValue: whether that was tried
  std::shared_ptr<const ArrayState> array = {};

  static Binding of_value(const Graph& graph, ValueId v) { return {.kind = Kind::kValue, .value = v, .graph = &graph}; }
  static Binding of_weights(Weights w) { return {.kind = Kind::kWeights, .weights = std::move(w)}; }
  static Binding of_array(ArrayState state);
  static Binding dead() { return {.kind = Kind::kDead}; }
  static Binding failed() { return {.kind = Kind::kFailed}; }
};

/// The contents of a TensorArray or TensorList: all elements stacked in one tensor.
struct ArrayState {
  Binding size;      ///< i32 scalar
  Binding contents;  ///< kNothing: no element was written yet
  int32_t dtype = 0;
  TensorShape element;  ///< as far as the model says it
  bool grows = false;   ///< writing beyond its size makes it larger
  /// Of an array that a loop writes: the number of the loop's variable. See loop.cpp.
  int scan = -1;         ///< its elements are written at the number of the iteration, and stacked by the loop
  int probe = -1;        ///< the first write tells its type to the loop
  Binding scanned = {};  ///< of `scan`: what this iteration wrote
};

inline Binding Binding::of_array(ArrayState state) {
  Binding b;
  b.kind = Kind::kArray;
  b.array = std::make_shared<const ArrayState>(std::move(state));
  return b;
}

/// A graph that is being built, the main one or a region, and what it takes from the graph around it.
class Region {
 public:
  explicit Region(Graph& graph) : graph_(graph) {}
  Region(Graph& graph, Region& around) : graph_(graph), around_(&around) {}

  Graph& graph() const { return graph_; }
  bool is_main() const { return around_ == nullptr; }
  /// The value of this graph that stands for one of a graph around.
  ValueId enter(const Graph* from, ValueId v);
  /// The value behind a binding; constants get a node now, with that name. Error for arrays and what is no value.
  ValueId value(Binding& binding, const std::string& name = {});
  /// Values of the graph around that are inputs of this one, in the order of those inputs (which come last).
  const std::vector<ValueId>& captured() const { return captured_; }
  /// Makes inputs for these values of the graph around, those that there are not yet.
  void capture_all(const std::vector<ValueId>& values);
  /// The value that the region's number of iterations is (loops), as i32 and as i64; kNoValue elsewhere.
  ValueId iteration = kNoValue, iteration32 = kNoValue;

 private:
  ValueId capture(ValueId outer);

  Graph& graph_;
  Region* around_ = nullptr;
  std::vector<ValueId> captured_;
  std::map<ValueId, ValueId> inner_;
};

class Scope {
 public:
  Scope(Region& region, const NodeSet& nodes, std::string prefix = {})
      : region_(region), nodes_(nodes), prefix_(std::move(prefix)) {}

  Region& region() { return region_; }
  Graph& graph() { return region_.graph(); }
  const NodeSet& nodes() const { return nodes_; }
  const std::string& prefix() const { return prefix_; }

  void bind(Source s, Binding binding);
  /// All outputs of the node are this: failed, or dead.
  void bind_all(uint32_t node, Binding binding) { outputs_[node] = {std::move(binding)}; }
  /// Whether any output of a node is bound.
  bool is_done(uint32_t node) const { return outputs_.contains(node); }
  /// All outputs of a node that are bound, in order.
  const std::vector<Binding>& outputs_of(uint32_t node) { return outputs_[node]; }
  /// Null if the node is not done; kNothing for an output that there is not.
  Binding* find(Source s);
  /// The same; Error if the node is not done.
  Binding& at(Source s);

  /// The constant behind a binding (one that is computed from constants included) or null.
  const Weights* weights(Binding& binding);
  ValueId value(Binding& binding, const std::string& name = {}) { return region_.value(binding, name); }

  /// The graph's name for a value that the model calls `name` here.
  std::string full_name(std::string_view name) const {
    return prefix_.empty() ? std::string(name) : prefix_ + "/" + std::string(name);
  }
  std::string full_name(Source s) const;

 private:
  Region& region_;
  const NodeSet& nodes_;
  std::string prefix_;
  std::unordered_map<uint32_t, std::vector<Binding>> outputs_;
};

}  // namespace sinter::tensorflow
