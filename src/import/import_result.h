// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What every reader of a model format gives.
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ir/graph.h"

namespace sinter {

/// What a model says about itself.
struct ModelInfo {
  std::string producer;  ///< "pytorch 2.11.0"
  std::string domain;
  int64_t ir_version = 0, model_version = 0;
  std::vector<std::pair<std::string, int64_t>> opsets;        ///< domain ("" is ONNX's own), version
  std::vector<std::pair<std::string, std::string>> metadata;  ///< in file order
};

struct ImportResult {
  std::unique_ptr<Graph> graph;
  std::vector<std::string> warnings;  ///< without repeats, in the order in which they arose
  ModelInfo info;
};

}  // namespace sinter
