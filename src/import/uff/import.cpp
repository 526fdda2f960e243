// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/uff/import.h"

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "import/model_bytes.h"
#include "import/tensorflow/graph_file.h"
#include "import/tensorflow/import.h"
#include "import/uff/read_uff.h"
#include "import/uff/to_tensorflow.h"
#include "sinter/error.h"

namespace sinter::uff {
namespace {

/// What the translated graph refers to: the file's bytes, its structs, made texts.
struct UffFile {
  MappedFile mapped;
  std::vector<std::byte> copied;
  MetaGraph meta;
  MadeTexts texts;
};

/// TensorFlow's reader is asked for the rest: outputs, and cuts at values that are no inputs of the file.
ReadOptions rest_of(const ReadOptions& options, const MetaGraph& meta, std::vector<std::string> outputs) {
  const auto is_input = [&](const std::string& name) {
    return std::any_of(meta.graphs[0].nodes.begin(), meta.graphs[0].nodes.end(),
                       [&](const Node& n) { return n.id == name && n.operation == "Input"; });
  };
  ReadOptions rest = options;
  rest.inputs.clear();
  for (ModelInput in : options.inputs) {
    if (is_input(in.name)) continue;
    if (!in.dims.empty()) in.dims.insert(in.dims.begin(), -1);
    rest.inputs.push_back(std::move(in));
  }
  if (rest.outputs.empty()) rest.outputs = std::move(outputs);
  return rest;
}

ImportResult import_uff(ByteSpan bytes, const std::shared_ptr<UffFile>& file, const ReadOptions& options) {
  refuse_lfs_pointer(bytes);
  file->meta = read_meta_graph(bytes);
  TensorFlowGraph translated = to_tensorflow(file->meta, options.inputs, file->texts);
  if (translated.outputs.empty() && options.outputs.empty())
    fail(ErrorCode::kInvalidModel, "the file marks no outputs", "name them: --outputs NAME");
  ImportResult result = tensorflow::import_graph({{}, file, std::move(translated.graph)},
                                                 rest_of(options, file->meta, std::move(translated.outputs)));
  result.info.producer = "UFF version " + std::to_string(file->meta.version);
  return result;
}

}  // namespace

ImportResult import_file(const std::string& path, const ReadOptions& options) {
  const auto file = std::make_shared<UffFile>();
  file->mapped = MappedFile(path);
  try {
    return import_uff(file->mapped.bytes(), file, options);
  } catch (const Error& e) {
    throw with_guess(e, file->mapped.bytes(), ModelKind::kUff).in("file " + quote(path));
  }
}

ImportResult import_bytes(ByteSpan bytes, const ReadOptions& options) {
  const auto file = std::make_shared<UffFile>();
  file->copied.assign(bytes.begin(), bytes.end());
  return import_uff(file->copied, file, options);
}

}  // namespace sinter::uff
