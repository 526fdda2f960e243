// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/tensorflow/import.h"

#include "base/text.h"
#include "import/tensorflow/graph_importer.h"
#include "sinter/error.h"

namespace sinter::tensorflow {
namespace {

void refuse_foreign_options(const ReadOptions& options) {
  const char* option = !options.weights.empty() ? "weights" : !options.mean.empty() ? "mean" : nullptr;
  if (options.random_weights) option = "random_weights";
  if (option)
    fail(ErrorCode::kInvalidArgument, std::string("the option ") + option + " is not for TensorFlow models",
         "leave it out: a frozen graph has its weights inside");
}

}  // namespace

ImportResult import_graph(const GraphFile& file, const ReadOptions& options) {
  try {
    refuse_foreign_options(options);
    ImportResult result;
    result.info.producer = "TensorFlow (GraphDef version " + std::to_string(file.graph.producer) + ")";
    result.graph = std::make_unique<Graph>("main");
    GraphImporter(file, options, result.warnings).import_main(*result.graph);
    return result;
  } catch (Error& e) {
    if (!file.path.empty()) e.in("file " + quote(file.path));
    throw;
  }
}

ImportResult import_file(const std::string& path, const ReadOptions& options) {
  return import_graph(load_graph_file(path), options);
}

}  // namespace sinter::tensorflow
