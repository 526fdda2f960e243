// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>

#include "commands.h"
#include "output_files.h"
#include "sinter/uff.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr const char* kHelp = R"(
Without -O the outputs are the nodes that nobody reads. Operators that UFF does not have become custom operations, which
sinter build reads again or gives to a plugin of their name.

A preprocessing file (-p) holds commands in protobuf's text form, carried out in order ('*' in a node's name stands for
any characters; docs/uff.md has an example of each):
  input    { node: "image" name: "Input" shape: [1, 300, 300, 3] dtype: DT_FLOAT }   a node becomes an input
  plugin   { node: "concat_*" op: "FlattenConcat_TRT" attr { name: "axis" i: 1 } }   nodes become a plugin's
  collapse { scope: "Postprocessor" name: "NMS" op: "NMS_TRT" attr { name: "keepTopK" i: 100 } }
                                                                                     a name scope becomes one node
  remove   { node: "*/Assert" }              readers get its first input (forward: false: none)
  append   { name: "Last" op: "Identity" inputs: "NMS" }
  outputs: "NMS"

Examples:
  sinter convert-to-uff frozen.pb -l
  sinter convert-to-uff frozen.pb -o net.uff -O softmax -t net.pbtxt
  sinter build net.uff --uff-input image,3,224,224)";

struct UffCall {
  std::string graph, uff;
  UffOptions options;
  Words outputs;
  bool list = false, quiet = false;
};

std::string node_table(const std::string& graph) {
  Table table({"node", "operator", "inputs"});
  for (const auto& n : list_graph_nodes(graph)) {
    Words inputs;
    for (const auto& i : n.inputs) inputs.push_back(printable(i));
    table.add({printable(n.name), printable(n.op), joined(inputs, ", ")});
  }
  return table.text();
}

}  // namespace

int convert_to_uff_command(const Words& words) {
  UffCall call;
  CLI::App app("Write a frozen TensorFlow graph as a UFF file", "sinter convert-to-uff");
  app.add_option("GRAPH", call.graph, "Frozen TensorFlow graph (.pb or .pbtxt)");
  app.add_option("-o,--output", call.uff,
                 "The UFF file to write (default: the graph's name with .uff, in this folder)");
  add_list(app, "-O,--output-node", call.outputs, "Nodes that become outputs, by commas or several times");
  app.add_option("-t,--text", call.options.text, "Also write it as text to this file");
  app.add_option("-p,--preprocess", call.options.preprocess, "File of commands that change the graph first, see below");
  app.add_flag("-l,--list-nodes", call.list, "List the graph's nodes and end");
  app.add_flag("-q,--quiet", call.quiet, "Nothing but errors");
  app.footer(kHelp);
  if (!parse_words(app, words)) return 0;
  need(call.graph, "GRAPH", "sinter convert-to-uff GRAPH.pb -o OUT.uff -O NODE");
  if (call.list && !call.options.preprocess.empty())
    throw UsageError("-l lists the graph as it is in the file; leave -p out");
  if (call.list) {
    say(node_table(call.graph));
    return 0;
  }
  namespace fs = std::filesystem;
  if (call.uff.empty()) call.uff = fs::path(call.graph).filename().replace_extension(".uff").string();
  const Words inputs{call.graph, call.options.preprocess};
  refuse_other_format("-o", call.uff, ".uff");
  refuse_to_replace("-o", call.uff, inputs);
  refuse_to_replace("-t", call.options.text, inputs);
  if (!call.options.text.empty() && is_same_file(call.options.text, call.uff))
    throw UsageError("-t and -o name the same file, " + in_quotes(call.uff) + "; give two");
  call.options.outputs = comma_list(call.outputs);
  Words custom;
  const Words outputs = convert_to_uff(call.graph, call.uff, call.options, &custom);
  if (call.quiet) return 0;
  std::error_code ignored;
  Words shown;
  for (const auto& o : outputs) shown.push_back(printable(o));
  const auto bytes = int64_t(fs::file_size(call.uff, ignored));
  say(fmt::format("{}: {}\n  outputs  {}\n", printable(call.uff), bytes_text(bytes), joined(shown, ", ")));
  if (!custom.empty()) say("  custom   " + printable(joined(custom, ", ")) + "\n");
  return 0;
}

}  // namespace sinter::cli
