// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A loaded ONNX model: its structs and the bytes they point into.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/file.h"
#include "import/onnx/model.h"

namespace sinter::onnx {

/// The bytes of a model file and of the external files it names. Every external file is mapped once, when first asked
/// for, and lives as long as this. Safe to use from several threads.
class ModelSource {
 public:
  /// Maps the file. External files may lie in its folder and in `external_dirs`.
  ModelSource(const std::string& path, std::vector<std::string> external_dirs);
  /// Takes bytes kept alive by `owner`. External files may lie in `folder`; if that is empty, there are none.
  ModelSource(ByteSpan bytes, std::shared_ptr<const void> owner, std::string folder,
              std::vector<std::string> external_dirs);

  ByteSpan bytes() const noexcept { return bytes_; }
  /// The content of an external file; Error if it is outside the permitted folders or cannot be read.
  ByteSpan external_file(std::string_view location) const;
  /// Tells the system that this part was copied and need not stay in memory.
  void release(ByteSpan part) const noexcept;

 private:
  MappedFile file_;
  std::shared_ptr<const void> owner_;
  ByteSpan bytes_;
  std::string folder_;
  std::vector<std::string> external_dirs_;
  mutable std::mutex mutex_;                                            // guards the next two
  mutable std::map<std::string, std::string, std::less<>> real_paths_;  // by location
  mutable std::map<std::string, MappedFile> external_;                  // by real path: two locations may name one file
};

/// A model and what keeps its views alive. Copies share the bytes.
struct ModelFile {
  std::string path;  ///< empty if loaded from memory
  std::shared_ptr<const ModelSource> source;
  ModelProto model;
};

/// Maps and reads a model. `external_dirs`: further folders from which external data may come; by default only the
/// model's own folder is permitted. Errors name the file.
ModelFile load_model_file(const std::string& path, std::vector<std::string> external_dirs = {});

/// Reads a model from memory. Without `owner` the bytes are copied; with it they are used in place. External data come
/// from `folder` or, if that is empty, are refused.
ModelFile load_model_bytes(ByteSpan bytes, std::string folder = {}, std::shared_ptr<const void> owner = nullptr,
                           std::vector<std::string> external_dirs = {});

}  // namespace sinter::onnx
