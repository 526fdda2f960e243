// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "cancel.h"
#include "commands.h"
#include "latency.h"
#include "model_flags.h"
#include "output_files.h"
#include "sinter/explain.h"
#include "sinter/exporters.h"
#include "sinter/runtime.h"
#include "source.h"
#include "words.h"

namespace sinter::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kConvertHelp = R"(
Names of values, nodes and dynamic dims are kept; nothing is optimised. What ONNX cannot say is listed, all at once.
Of a plan made with --portable, the network that it was built from is written.

Examples:
  sinter convert net.uff -o net.onnx
  sinter convert --prototxt deploy.prototxt --caffemodel net.caffemodel -o net.onnx
  sinter convert model.onnx --outputs features -o backbone.onnx
  sinter convert model.plan -o model.onnx --external-data
)";

struct ConvertCall {
  std::string source, output;
  ModelFlags model;
  bool external_data = false, quiet = false, json = false;
};

Network read_source(const ConvertCall& call, std::vector<std::string>& warnings) {
  if (!is_plan(call.source)) return parse_model(call.source, call.model.options(), &warnings);
  refuse_for_plan(call.model.given(), call.source);
  return network_of(Engine::load(call.source, {.threads = 1}));
}

int64_t written_bytes(const std::string& path) {
  std::error_code ignored;
  const auto bytes = fs::file_size(path, ignored);
  return ignored ? 0 : int64_t(bytes);
}

void report(const ConvertCall& call, const Network& network, const std::vector<std::string>& warnings, double seconds) {
  const std::string data = call.output + ".data";
  const int64_t bytes = written_bytes(call.output), data_bytes = call.external_data ? written_bytes(data) : 0;
  if (call.json) {
    Json j;
    j["model"] = call.output;
    j["model_bytes"] = bytes;
    if (data_bytes > 0) j["data"] = data;
    if (data_bytes > 0) j["data_bytes"] = data_bytes;
    j["nodes"] = network.num_nodes();
    j["warnings"] = warnings;
    j["seconds"] = seconds;
    return say(dump(j) + "\n");
  }
  if (call.quiet) return;
  say(fmt::format("{}: {}\n", printable(call.output), bytes_text(bytes)));
  if (data_bytes > 0) say(fmt::format("{}: {}\n", printable(data), bytes_text(data_bytes)));
  for (const auto& w : warnings) say("  warning  " + printable(w) + "\n");
  say(fmt::format("  time     {}\n", seconds_text(seconds)));
}

}  // namespace

int convert_command(const Words& words) {
  ConvertCall call;
  CLI::App app("Write a network as an ONNX file", "sinter convert");
  app.add_option("MODEL", call.source, std::string(kModelHelp) + "; or a plan made with --portable");
  app.add_option("-o,--onnx", call.output, "The ONNX file to write");
  call.model.add(app, call.source, true);
  app.add_flag("--external-data", call.external_data, "Put the weights into a file of their own beside it: NAME.data");
  app.add_flag("-q,--quiet", call.quiet, "Nothing but errors");
  app.add_flag("--json", call.json, "The summary as one JSON object");
  app.footer(kConvertHelp);
  if (!parse_words(app, words)) return 0;
  need(call.source, "MODEL", "sinter convert MODEL -o OUT.onnx");
  need(call.output, "-o", "sinter convert MODEL -o OUT.onnx");
  refuse_other_format("-o", call.output, ".onnx");
  refuse_to_replace("-o", call.output, call.model.files());
  if (call.external_data) refuse_to_replace("--external-data", call.output + ".data", call.model.files());
  const auto start = std::chrono::steady_clock::now();
  const CancelScope scope;
  std::vector<std::string> warnings;
  const Network network = read_source(call, warnings);
  ExportOptions options;
  options.external_data = call.external_data;
  options.cancelled = cancel_requested;
  {
    const WritingScope writing;
    export_onnx(network, call.output, options, &warnings);
  }
  report(call, network, warnings, seconds_since(start));
  return 0;
}

}  // namespace sinter::cli
