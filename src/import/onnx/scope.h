// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What a name means while a graph is imported. There is one scope for the model's graph, one for each inlined function
// call, and one for each subgraph. Scopes refer to bytes and names of the model, which outlives the import.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "import/onnx/model.h"
#include "import/onnx/model_file.h"
#include "ir/graph.h"
#include "ir/weights.h"

namespace sinter::onnx {

/// What one name stands for. Constants become Constant nodes only where a node needs them as inputs, so that those
/// that only tell a shape or an axis leave nothing behind.
struct Binding {
  /// kAbsent: an input of an inlined function that the call omits. kMissing: an output that our importer does not give.
  enum class Kind : uint8_t { kValue, kWeights, kTensor, kSparse, kAbsent, kMissing, kFailed };
  Kind kind = Kind::kFailed;
  ValueId value = kNoValue;                   // of kValue, or the Constant node's output once there is one
  Weights weights = {};                       // of kWeights, and of kValue if it turned out to be known
  bool looked_up = false;                     // of kValue: whether that was tried
  const TensorProto* tensor = nullptr;        // of kTensor: not decoded yet
  const SparseTensorProto* sparse = nullptr;  // of kSparse: not decoded yet
};

using Opsets = std::map<std::string_view, int64_t>;
using Attributes = std::map<std::string_view, const AttributeProto*>;

class Scope {
 public:
  /// The outermost scope of a model.
  Scope(Graph& graph, const std::shared_ptr<const ModelSource>& source, const Opsets& opsets)
      : graph_(graph), source_(source), opsets_(&opsets) {}

  /// A subgraph: sees the names of `parent`. If `graph` is another one than the parent's, values do not cross: those
  /// that are needed are bound beforehand.
  static Scope subgraph(Scope& parent, Graph& graph);
  /// The body of a function called in `caller`: sees nothing but what is bound. `prefix` is put before its names.
  static Scope function(Scope& caller, const Opsets& opsets, const Attributes& attributes,
                        const FunctionProto& function, std::string prefix);

  Graph& graph() { return graph_; }
  const std::shared_ptr<const ModelSource>& source() const { return source_; }

  void bind(std::string_view name, Binding binding);
  void bind_value(std::string_view name, ValueId value);
  void bind_weights(std::string_view name, Weights weights);
  bool is_bound_here(std::string_view name) const { return names_.contains(name); }
  /// The binding, copied here from an outer graph if need be; null if the name is not defined.
  Binding* find(std::string_view name);

  /// The constant behind a binding (one that is computed from constants included) or null. Not for kAbsent, kMissing
  /// and kFailed.
  const Weights* weights(std::string_view name, Binding& binding);
  /// The value behind a binding; constants get a node now.
  ValueId value(std::string_view name, Binding& binding);

  /// The graph's name for a value that the model calls `name` here.
  std::string full_name(std::string_view name) const;
  /// Lets a value of this scope bear another name in the graph: an inlined body's output takes the call's.
  void set_alias(std::string_view name, std::string full) { aliases_[name] = std::move(full); }
  /// The provenance entry of a node.
  std::string source_name(const NodeProto& node) const;

  /// 0 if the domain is not imported. "" and "ai.onnx" are the same domain.
  int64_t opset(std::string_view domain) const;
  /// The attribute that a reference in a function's body stands for; null if the call gives none.
  const AttributeProto* referenced(std::string_view name) const;

  /// Levels of scopes around this one.
  int depth() const { return depth_; }
  /// True if this scope lies inside a body of that function.
  bool is_inside(const FunctionProto* function) const;

 private:
  Scope(Scope& outer, Graph& graph);

  Graph& graph_;
  std::shared_ptr<const ModelSource> source_;
  const Opsets* opsets_;
  const Attributes* attributes_ = nullptr;
  Scope* parent_ = nullptr;  // for names; null in functions
  Scope* caller_ = nullptr;  // for depth and recursion
  const FunctionProto* function_ = nullptr;
  std::string prefix_;
  int depth_ = 0;
  std::unordered_map<std::string_view, Binding> names_;
  std::map<std::string_view, std::string> aliases_;
};

/// "" for ONNX's own domain, however it is spelled.
inline std::string_view plain_domain(std::string_view domain) {
  return domain == "ai.onnx" ? std::string_view() : domain;
}

}  // namespace sinter::onnx
