// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A loaded TensorFlow graph: its structs and the bytes they point into.
#pragma once
#include <memory>
#include <string>

#include "base/bytes.h"
#include "import/tensorflow/graph_def.h"

namespace sinter::tensorflow {

/// A graph and what keeps its views alive. Copies share the bytes.
struct GraphFile {
  std::string path;                   ///< empty if loaded from memory
  std::shared_ptr<const void> owner;  ///< of the bytes; constants share it
  GraphDef graph;
};

/// Maps and reads a GraphDef, binary (.pb) or text (.pbtxt), which is told by its contents. Errors name the file.
GraphFile load_graph_file(const std::string& path);
/// The same from memory. Without `owner` the bytes are copied; with it they are used in place.
GraphFile load_graph_bytes(ByteSpan bytes, std::shared_ptr<const void> owner = nullptr);

}  // namespace sinter::tensorflow
