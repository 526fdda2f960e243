// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From a pointwise node, or a region of pointwise nodes, to one ScalarProgram: what the backends' pointwise tactics
// share. The program computes one element of every output from one element of every input; NumPy broadcasting
// composes (all shapes align at the last dim), so a backend only needs each input's strides in the output's shape.
#pragma once
#include <optional>
#include <string>

#include "ir/graph.h"
#include "ir/scalar.h"

namespace sinter {

/// The class elements of a dtype are computed in; nullopt for complex numbers and strings.
std::optional<ScalarClass> scalar_class(DataType type) noexcept;

struct PointwiseProgram {
  /// Inputs and outputs are those of the node, in order, in the class of their dtype. Storing a kInt or kUInt output
  /// in fewer bits wraps; a float that becomes an integer was saturated by the program already. Values between f16
  /// and bf16 nodes are not rounded (kFloat is wider); integers and f8/f4 are.
  ScalarProgram program;
  bool wide = false;  // some value is f64: compute kFloat in f64
};

/// Whether this op has a scalar program, or is a Fusion whose region may have one.
bool maybe_pointwise(const Op& op);
/// The program of a pointwise node (of its region, for a Fusion). nullopt with a reason if a node is not pointwise, an
/// input is absent, a constant inside the region has more than one element, or outputs differ in shape.
std::optional<PointwiseProgram> pointwise_program(const Graph& graph, NodeId node, std::string& why);

}  // namespace sinter
