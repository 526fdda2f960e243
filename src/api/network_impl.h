// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ir/graph.h"
#include "sinter/network.h"

namespace sinter {

/// A public Network is a Graph with a name.
struct NetworkImpl {
  std::string name;
  std::unique_ptr<Graph> graph;
  std::vector<std::pair<std::string, std::string>> metadata;  // of the model file
};

/// The tensor of this name. Error(kInvalidArgument) if there is none; `remedy` says how to find the names.
ValueId tensor_named(const Graph& graph, const std::string& name, const std::string& remedy);

}  // namespace sinter
