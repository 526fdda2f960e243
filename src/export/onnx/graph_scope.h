// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// One graph while it is written: the ONNX names of its values, the GraphProto's fields, and how sizes are computed.
//
// Attributes of ours may hold dims that are expressions over symbols (Reshape to <N,S,12,64>). ONNX takes tensors
// there: they are computed by nodes from the shapes of values that are there already. `record` notes for each value
// that is written which sizes it tells; `dim` finds a size among them, or computes it from those that it is made of.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "export/onnx/model_state.h"
#include "ir/graph.h"

namespace sinter::onnx_export {

/// Where nodes go. Regions that are written in line share that of the graph around them.
struct GraphSink {
  WireWriter nodes, initializers, value_infos;   // fields 1, 5, 13 of a GraphProto
  std::map<std::string, std::string> constants;  // integer constants that are there already
};

class GraphScope {
 public:
  /// `outer`: the graph around a region, whose values it may name; null for the outermost graph.
  GraphScope(ModelState& model, const Graph& graph, GraphScope* outer, GraphSink& sink)
      : model_(model), graph_(graph), outer_(outer), sink_(sink) {}
  GraphScope(const GraphScope&) = delete;
  GraphScope& operator=(const GraphScope&) = delete;

  ModelState& model() const { return model_; }
  const Graph& graph() const { return graph_; }
  GraphSink& sink() const { return sink_; }

  void bind(ValueId v, std::string name) { names_[v] = std::move(name); }
  bool bound(ValueId v) const { return names_.contains(v); }
  /// The name of a value that is written; constants are written now. "" for kNoValue.
  const std::string& name(ValueId v);

  /// Appends a node.
  void node(std::string_view op, std::string_view domain, const std::vector<std::string>& inputs,
            const std::vector<std::string>& outputs, const Attributes& attributes, std::string_view name);
  /// Appends a node with one output of a new name, which is returned. For shape arithmetic.
  std::string made(std::string_view op, const std::vector<std::string>& inputs, const Attributes& attributes = {});
  std::string initializer(std::string_view hint, const Weights& weights);
  /// A constant i64 tensor: a vector, or with `scalar` of rank 0.
  std::string ints(std::span<const int64_t> values, bool scalar = false);

  /// The sizes that a value tells can be used from now on.
  void record(ValueId v);
  /// An i64 vector of one element. Error(kUnsupported) if it cannot be known here.
  std::string dim(const Dim& d);
  /// An i64 vector.
  std::string dims(const SymDims& dims);

 private:
  struct Source {
    std::string value;
    int axis = -1;  // -1: an element
    int64_t element = 0;
    int rank = 0;  // of the value, if it is an element
    DataType dtype = DataType::kInt64;
  };
  /// scale * symbol + offset is what the source tells.
  struct Solvable {
    Source source;
    int64_t scale = 1, offset = 0;
  };
  void record_dim(const Dim& d, const Source& source);
  std::optional<std::string> find_text(const std::string& text);
  const std::string* cached(const std::string& text) const;
  std::string read(const Source& source);
  std::string symbol(const std::string& name);
  const Dim* definition(const std::string& name) const;
  std::string atom(const DimAtom& a);
  std::string quotient(const Dim& a, const Dim& b);
  std::string expression(const DimExpr& e);
  std::string pair(const char* op, const std::string& a, const std::string& b) { return made(op, {a, b}); }

  ModelState& model_;
  const Graph& graph_;
  GraphScope* outer_;
  GraphSink& sink_;
  std::map<ValueId, std::string> names_;
  std::map<std::string, Source> sources_;        // by the text of the dim
  std::map<std::string, Solvable> solvable_;     // by symbol
  std::map<std::string, std::string> computed_;  // text of a dim: name of the vector that holds it
};

}  // namespace sinter::onnx_export
