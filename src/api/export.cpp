// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "export/onnx/export.h"

#include <filesystem>

#include "api/network_impl.h"
#include "base/file.h"
#include "base/text.h"
#include "sinter/error.h"
#include "sinter/exporters.h"

namespace sinter {
namespace {

/// What a protobuf message may take, and room for all that is not weights.
constexpr uint64_t kMaxMessage = (uint64_t{1} << 31) - 1, kRoomForNodes = uint64_t{256} << 20;

onnx_export::ExportOptions export_options(const Network& network, const ExportOptions& options) {
  onnx_export::ExportOptions out;
  out.name = network.name();
  out.producer_version = SINTER_VERSION;
  out.metadata = network.metadata();
  out.external_data = options.external_data;
  if (options.cancelled)
    out.check_cancelled = [&options] {
      if (options.cancelled()) fail(ErrorCode::kCancelled, "the export was cancelled", "start it again");
    };
  return out;
}

void check_size(const onnx_export::ExportedModel& model) {
  if (model.model.size() > kMaxMessage)
    fail(ErrorCode::kLimit, "the model takes " + std::to_string(model.model.size()) + " bytes, more than 2 GiB",
         "put the weights into a file of their own (external_data, --external-data)");
}

void add_warnings(onnx_export::ExportedModel& model, std::vector<std::string>* warnings) {
  if (warnings) warnings->insert(warnings->end(), model.warnings.begin(), model.warnings.end());
}

}  // namespace

void export_onnx(const Network& network, const std::string& path, const ExportOptions& options,
                 std::vector<std::string>* warnings) {
  const Graph& graph = *network.impl().graph;
  onnx_export::ExportOptions own = export_options(network, options);
  own.external_data = own.external_data || onnx_export::constant_bytes(graph) > kMaxMessage - kRoomForNodes;
  own.external_name = std::filesystem::path(path).filename().string() + ".data";
  onnx_export::ExportedModel model = onnx_export::export_graph(graph, own);
  check_size(model);
  // The weights first: a model without them is worse than weights without a model.
  if (own.external_data && !model.external.empty())
    write_file_atomic(folder_of(path) + "/" + own.external_name, model.external);
  write_file_atomic(path, model.model.pieces());
  add_warnings(model, warnings);
}

std::vector<std::byte> export_onnx_bytes(const Network& network, const ExportOptions& options,
                                         std::vector<std::string>* warnings) {
  if (options.external_data)
    fail(ErrorCode::kInvalidArgument, "external data was asked for without a file to put it beside",
         "use export_onnx with a path");
  onnx_export::ExportedModel model = onnx_export::export_graph(*network.impl().graph, export_options(network, options));
  check_size(model);
  add_warnings(model, warnings);
  std::vector<std::byte> out;
  out.reserve(model.model.size());
  for (ByteSpan piece : model.model.pieces()) out.insert(out.end(), piece.begin(), piece.end());
  return out;
}

}  // namespace sinter
