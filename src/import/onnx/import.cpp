// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/import.h"

#include "base/text.h"
#include "import/onnx/count_nodes.h"
#include "import/onnx/graph_importer.h"

namespace sinter::onnx {
namespace {

/// The newest version of ONNX's own operator set whose rules the importers follow.
constexpr int64_t kNewestOpset = 28;

ModelInfo info_of(const ModelProto& model) {
  ModelInfo info;
  info.producer = std::string(model.producer_name);
  if (!model.producer_version.empty()) info.producer += " " + std::string(model.producer_version);
  info.domain = std::string(model.domain);
  info.ir_version = model.ir_version;
  info.model_version = model.model_version;
  for (const auto& o : model.opset_imports) info.opsets.emplace_back(plain_domain(o.domain), o.version);
  for (const auto& m : model.metadata) info.metadata.emplace_back(m.key, m.value);
  return info;
}

}  // namespace

ImportResult import_model(const ModelFile& file, const ImportOptions& options) {
  try {
    ImportResult result;
    result.info = info_of(file.model);
    check_node_count(file.model);
    result.graph = std::make_unique<Graph>(file.model.graph.name.empty() ? "main" : std::string(file.model.graph.name));
    GraphImporter importer(file, options, result.warnings);
    for (const auto& [domain, version] : result.info.opsets)
      if (domain.empty() && version > kNewestOpset)
        importer.warn("the model uses opset " + std::to_string(version) + "; operators are read by the rules of " +
                      std::to_string(kNewestOpset) + ", the newest known");
    importer.import_main(*result.graph);
    return result;
  } catch (Error& e) {
    if (!file.path.empty()) e.in("file " + quote(file.path));
    throw;
  }
}

ImportResult import_file(const std::string& path, const ImportOptions& options) {
  return import_model(load_model_file(path, options.external_dirs), options);
}

}  // namespace sinter::onnx
