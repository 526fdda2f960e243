// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// ONNX models into our graph: what compile and the API call. The rest of this folder serves these two functions.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "import/import_result.h"
#include "import/onnx/model_file.h"

namespace sinter::onnx {

struct ImportOptions {
  /// Folders besides the model's own from which external data may come.
  std::vector<std::string> external_dirs;
  /// Shapes that replace the declared ones of inputs, by input name; -1 keeps a dim as the model has it. Needed for
  /// inputs whose rank the model does not say.
  std::map<std::string, Dims> input_dims;
  /// Values that become outputs besides the model's own ones.
  std::vector<std::string> extra_outputs;
  /// Called before each node; may throw Error(kCancelled), which is passed on. May be empty.
  std::function<void()> check_cancelled;
};

/// Translates a loaded model. Constants share the file's bytes and keep them mapped. All nodes that cannot be imported
/// are reported by one Error: kUnsupported if the model is legal, else the code of the first other failure.
ImportResult import_model(const ModelFile& file, const ImportOptions& options = {});

/// Loads and translates. Errors name the file.
ImportResult import_file(const std::string& path, const ImportOptions& options = {});

}  // namespace sinter::onnx
