// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/uff.h"

#include <set>

#include "base/file.h"
#include "base/text.h"
#include "import/tensorflow/graph_file.h"
#include "import/uff/from_tensorflow.h"
#include "import/uff/preprocess.h"
#include "import/uff/write_uff.h"
#include "sinter/error.h"

namespace sinter {
namespace {

/// A file of commands is written by hand; more is a mistake.
constexpr int64_t kMaxCommandBytes = int64_t{16} << 20;

std::vector<std::string> unread_nodes(const tensorflow::GraphDef& graph) {
  static const std::set<std::string_view> kNoResults = {"Const", "Placeholder", "NoOp", "Assert"};
  std::set<std::string_view> read;
  for (const auto& n : graph.nodes)
    for (auto input : n.inputs) read.insert(tensorflow::parse_input_name(input).node);
  std::vector<std::string> out;
  for (const auto& n : graph.nodes)
    if (!read.contains(n.name) && !kNoResults.contains(n.op)) out.emplace_back(n.name);
  return out;
}

void apply_commands(const std::string& path, tensorflow::GraphDef& graph, std::vector<std::string>& outputs,
                    uff::MadeTexts& texts) {
  const std::vector<std::byte> bytes = read_file(path, kMaxCommandBytes);
  try {
    uff::preprocess(std::string(as_string_view(bytes)), graph, outputs, texts);
  } catch (Error& e) {
    throw e.in("file " + quote(path));
  }
}

/// "_Split" is the custom operation that stands for the operator Split.
std::vector<std::string> custom_operators(const uff::MetaGraph& meta) {
  std::set<std::string> names;
  for (const auto& g : meta.graphs)
    for (const auto& n : g.nodes)
      if (n.operation.starts_with('_')) names.insert(std::string(n.operation.substr(1)));
  return {names.begin(), names.end()};
}

}  // namespace

std::vector<std::string> convert_to_uff(const std::string& graph, const std::string& uff, const UffOptions& options,
                                        std::vector<std::string>* custom) {
  tensorflow::GraphFile file = tensorflow::load_graph_file(graph);
  uff::MadeTexts texts;
  std::vector<std::string> outputs = options.outputs;
  if (!options.preprocess.empty()) apply_commands(options.preprocess, file.graph, outputs, texts);
  if (outputs.empty()) outputs = unread_nodes(file.graph);
  try {
    if (outputs.empty()) fail(ErrorCode::kInvalidModel, "the graph has no node that could be an output", "name one");
    const uff::MetaGraph meta = uff::from_tensorflow(file.graph, file.owner, outputs, texts);
    if (custom) *custom = custom_operators(meta);
    const WireWriter written = uff::write_meta_graph(meta);
    write_file_atomic(uff, written.pieces());
    if (!options.text.empty()) write_file_atomic(options.text, std::string_view(uff::meta_graph_text(meta)));
  } catch (Error& e) {
    throw e.in("file " + quote(graph));
  }
  return outputs;
}

std::vector<GraphNode> list_graph_nodes(const std::string& graph) {
  const tensorflow::GraphFile file = tensorflow::load_graph_file(graph);
  std::vector<GraphNode> out;
  for (const auto& n : file.graph.nodes)
    out.push_back({std::string(n.name), std::string(n.op), {n.inputs.begin(), n.inputs.end()}});
  return out;
}

}  // namespace sinter
