// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A graph as an ONNX model.
#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "import/protobuf/wire_writer.h"
#include "ir/graph.h"

namespace sinter::onnx_export {

struct ExportOptions {
  std::string name = "network";  ///< of the graph
  std::string producer_version;
  std::vector<std::pair<std::string, std::string>> metadata;
  /// Puts large constants into a file `external_name` beside the model.
  bool external_data = false;
  std::string external_name;
  /// Called before each node; may throw Error(kCancelled), which is passed on. May be empty.
  std::function<void()> check_cancelled;
};

struct ExportedModel {
  WireWriter model;                ///< a ModelProto
  std::vector<ByteSpan> external;  ///< the content of the file of external data
  std::vector<Weights> made;       ///< constants that were made here, to which the bytes refer too
  std::vector<std::string> warnings;
};

/// The bytes refer to the graph's constants and to `graph`'s ops: both must outlive what is returned. Nodes on which no
/// output depends are left out. Error(kUnsupported) that lists all nodes that ONNX has no way to say.
ExportedModel export_graph(const Graph& graph, const ExportOptions& options);

/// Bytes of all constants of a graph and the regions in it.
uint64_t constant_bytes(const Graph& graph);

}  // namespace sinter::onnx_export
