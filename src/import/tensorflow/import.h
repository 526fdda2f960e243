// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// TensorFlow models into our graph: what the API calls. The rest of this folder serves it.
#pragma once
#include <string>

#include "import/import_result.h"
#include "import/read_options.h"
#include "import/tensorflow/graph_file.h"

namespace sinter::tensorflow {

/// Translates a loaded graph. Constants share the file's bytes and keep them mapped. ReadOptions: `outputs` and
/// `inputs` name values ("node", "node:1"); the others are refused. All nodes that cannot be imported are reported by
/// one Error: kUnsupported if the model is legal, else the code of the first other failure.
ImportResult import_graph(const GraphFile& file, const ReadOptions& options = {});

/// Reads a frozen GraphDef, binary (.pb) or text (.pbtxt), and translates it. Errors name the file.
ImportResult import_file(const std::string& path, const ReadOptions& options = {});

}  // namespace sinter::tensorflow
