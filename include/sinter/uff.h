// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Writing UFF files from frozen TensorFlow graphs (reading them: parse_uff in sinter/parsers.h). SinterRT reads frozen
// graphs directly too; UFF is for programs that expect it.
#pragma once
#include <string>
#include <vector>

#include "sinter/types.h"

namespace sinter {

struct UffOptions {
  /// Names of the nodes that become outputs; empty: those that nobody reads.
  std::vector<std::string> outputs = {};
  /// A file of commands that change the graph first (docs/uff.md); empty: none.
  std::string preprocess = {};
  /// Also write the UFF file as text to this file; empty: not.
  std::string text = {};
};

/// Converts a frozen TensorFlow graph (GraphDef, .pb or .pbtxt). Operators that UFF does not have become custom
/// operations, which parse_uff reads again or gives to a plugin of their name. Files are written whole or not at all.
/// Throws Error: kIo, kInvalidModel, kLimit, kInvalidArgument (outputs and commands that name no node), and one
/// kUnsupported naming all nodes that UFF cannot express, among them variables (of graphs that are not frozen). Returns
/// the outputs' names; those of the operators that became custom operations, each once, go to `custom` if given.
SINTER_API std::vector<std::string> convert_to_uff(const std::string& graph, const std::string& uff,
                                                   const UffOptions& options = {},
                                                   std::vector<std::string>* custom = nullptr);

/// A node of a TensorFlow graph, as it stands in the file.
struct GraphNode {
  std::string name, op;
  std::vector<std::string> inputs;
};

/// The nodes of a TensorFlow graph in file order. Throws as convert_to_uff.
SINTER_API std::vector<GraphNode> list_graph_nodes(const std::string& graph);

}  // namespace sinter
