// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/parsers.h"

#include <filesystem>

#include "api/network_impl.h"
#include "base/text.h"
#include "import/onnx/import.h"
#include "import/onnx/model_file.h"
#include "sinter/error.h"

namespace sinter {
namespace {

onnx::ImportOptions internal_options(const ParseOptions& o) {
  onnx::ImportOptions out;
  if (!o.external_dir.empty()) out.external_dirs = {o.external_dir};
  return out;
}

Network wrap(onnx::ImportResult result, std::string name, std::vector<std::string>* warnings) {
  Network n(std::move(name));
  n.impl().graph = std::move(result.graph);
  if (warnings) warnings->insert(warnings->end(), result.warnings.begin(), result.warnings.end());
  return n;
}

}  // namespace

Network parse_onnx(const std::string& path, const ParseOptions& options, std::vector<std::string>* warnings) {
  return wrap(onnx::import_file(path, internal_options(options)), std::filesystem::path(path).filename().string(),
              warnings);
}

Network parse_onnx(std::span<const std::byte> bytes, const ParseOptions& options, std::vector<std::string>* warnings) {
  const onnx::ModelFile file = onnx::load_model_bytes(bytes, options.external_dir);
  return wrap(onnx::import_model(file, internal_options(options)), "model", warnings);
}

Network parse_model(const std::string& path, const ParseOptions& options, std::vector<std::string>* warnings) {
  const std::string ext = std::filesystem::path(path).extension().string();
  if (ext == ".onnx" || ext == ".pb" || ext.empty()) return parse_onnx(path, options, warnings);
  fail(ErrorCode::kUnsupported, "the model format of " + quote(path) + " is not known (extension " + quote(ext) + ")",
       "give an ONNX file (.onnx)");
}

}  // namespace sinter
