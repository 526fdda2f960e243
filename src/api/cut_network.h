// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>

#include "ir/graph.h"
#include "sinter/parsers.h"

namespace sinter {

/// Leaves of a graph what lies between `inputs` and `outputs` (ParseOptions). Values named in `inputs` that nodes make
/// become inputs of the same name, type and, if given, dims; inputs that nothing needs any more vanish. Without cuts
/// and outputs the graph stays as it is. Error(kInvalidArgument) for names that it does not have.
void cut_network(Graph& graph, std::span<const ModelInput> inputs, std::span<const std::string> outputs);

}  // namespace sinter
