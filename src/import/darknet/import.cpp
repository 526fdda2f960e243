// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/darknet/import.h"

#include <span>

#include "base/file.h"
#include "base/text.h"
#include "import/darknet/network_importer.h"
#include "import/model_bytes.h"
#include "sinter/error.h"

namespace sinter::darknet {
namespace {

/// Far above the .cfg of any network: of the largest, a few hundred layers, it has 20 KB.
constexpr int64_t kMaxCfgBytes = int64_t{64} << 20;

}  // namespace

ImportResult import_text(std::string_view cfg, std::optional<ByteSpan> weights, std::shared_ptr<const void> owner,
                         const ReadOptions& options) {
  if (!options.mean.empty())
    fail(ErrorCode::kInvalidArgument, "a mean was given, which Darknet models do not have", "leave it out");
  refuse_lfs_pointer(std::as_bytes(std::span(cfg)));
  ImportResult result;
  const std::vector<CfgSection> sections = read_cfg(cfg, result.warnings);
  Parameters parameters(weights, std::move(owner), options.random_weights, options.weights);
  NetworkImporter importer(sections, parameters, options, result);
  importer.run();
  return result;
}

ImportResult import_file(const std::string& path, const ReadOptions& options) {
  try {
    const std::string cfg = read_text_file(path, kMaxCfgBytes);
    if (options.weights.empty()) return import_text(cfg, {}, {}, options);
    auto file = std::make_shared<const MappedFile>(options.weights);
    return import_text(cfg, file->bytes(), file, options);
  } catch (Error& e) {
    e.in("file " + quote(path));
    throw;
  }
}

}  // namespace sinter::darknet
