// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/parsers.h"

#include <filesystem>
#include <functional>
#include <memory>

#include "api/build_job.h"
#include "api/network_impl.h"
#include "base/text.h"
#include "import/onnx/import.h"
#include "import/onnx/model_file.h"
#include "sinter/error.h"

namespace sinter {
namespace {

onnx::ImportOptions internal_options(const ParseOptions& o, std::function<bool()> stop) {
  onnx::ImportOptions out;
  if (!o.external_dir.empty()) out.external_dirs = {o.external_dir};
  if (stop)
    out.check_cancelled = [stop = std::move(stop)] {
      if (stop()) fail(ErrorCode::kCancelled, "reading the model was cancelled", "start it again");
    };
  return out;
}

using Import = std::function<onnx::ImportResult(const onnx::ImportOptions&)>;

// Reading by a thread of its own if it can be cancelled: whatever it is in the middle of, the call returns.
onnx::ImportResult import_cancellable(const ParseOptions& options, const Import& import) {
  if (!options.cancelled) return import(internal_options(options, {}));
  auto result = std::make_shared<onnx::ImportResult>();
  ParseOptions own = options;  // what may be left behind holds nothing of the caller's
  own.cancelled = {};
  run_or_leave(
      [=](const std::function<bool()>& stop) { *result = import(internal_options(own, stop)); },
      options.cancelled, "reading the model was cancelled", "start it again");
  return std::move(*result);
}

Network wrap(onnx::ImportResult result, std::string name, std::vector<std::string>* warnings) {
  Network n(std::move(name));
  n.impl().graph = std::move(result.graph);
  n.impl().metadata = std::move(result.info.metadata);
  if (warnings) warnings->insert(warnings->end(), result.warnings.begin(), result.warnings.end());
  return n;
}

}  // namespace

Network parse_onnx(const std::string& path, const ParseOptions& options, std::vector<std::string>* warnings) {
  return wrap(import_cancellable(options, [path](const auto& o) { return onnx::import_file(path, o); }),
              std::filesystem::path(path).filename().string(), warnings);
}

Network parse_onnx(std::span<const std::byte> bytes, const ParseOptions& options, std::vector<std::string>* warnings) {
  // A thread that is left to itself must not read the caller's bytes.
  const auto copy = options.cancelled ? std::make_shared<std::vector<std::byte>>(bytes.begin(), bytes.end()) : nullptr;
  const std::span<const std::byte> data = copy ? std::span<const std::byte>(*copy) : bytes;
  const auto import = [copy, data, dir = options.external_dir](const onnx::ImportOptions& o) {
    return onnx::import_model(onnx::load_model_bytes(data, dir), o);
  };
  return wrap(import_cancellable(options, import), "model", warnings);
}

Network parse_model(const std::string& path, const ParseOptions& options, std::vector<std::string>* warnings) {
  const std::string ext = std::filesystem::path(path).extension().string();
  if (ext == ".onnx" || ext == ".pb" || ext.empty()) return parse_onnx(path, options, warnings);
  fail(ErrorCode::kUnsupported, "the model format of " + quote(path) + " is not known (extension " + quote(ext) + ")",
       "give an ONNX file (.onnx)");
}

}  // namespace sinter
