// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Evaluates a whole graph node by node by the ops' reference meaning: what the reference backend does with a fusion's
// region, and how tests find out what a graph computes.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "ir/reference.h"

namespace sinter {

/// A dense host tensor with memory of its own.
struct HostTensor {
  DataType dtype = DataType::kInvalid;
  Dims dims;
  std::vector<std::byte> bytes;      // of all dtypes but strings
  std::vector<std::string> strings;  // of kString

  HostTensor() = default;
  /// Zeros (empty strings) of that shape.
  HostTensor(DataType dtype, const Dims& dims);
  /// Refers to this tensor's memory.
  TensorView view();
};

/// The graph's outputs for these inputs, one per graph input, dense, in the inputs' order; absent ones (dtype kInvalid)
/// may not be read. Symbols take their values from the inputs' dims. Allocates freely. Const in the graph, so several
/// threads may evaluate one. Error: kShapeMismatch if the inputs do not fit the graph, kUnsupported for an op without a
/// reference of its own (decompose it first), and what the references throw; each names the node.
std::vector<HostTensor> evaluate_graph(const Graph& graph, std::span<const TensorView> inputs);

}  // namespace sinter
