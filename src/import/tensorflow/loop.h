// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// While loops of either form (frames, functions) into our Loop op, and branches into our If.
#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "import/tensorflow/op_context.h"

namespace sinter::tensorflow {

/// A while loop. Sources are of `condition_nodes` and `body_nodes`, which may be one set.
struct WhileLoop {
  std::vector<Binding> initial;  ///< what the variables begin with
  const NodeSet* condition_nodes = nullptr;
  const NodeSet* body_nodes = nullptr;
  Source condition;
  std::vector<Source> results;  ///< what the variables become in an iteration
  /// The variable that a source is, or -1.
  std::function<int(Source)> condition_variable, body_variable;
  /// What a source is that all iterations share, or null.
  std::function<const Binding*(Source)> constant;
  /// Import condition or body into a region for these variables.
  std::function<Binding(Region&, const std::vector<Binding>&)> import_condition;
  std::function<std::vector<Binding>(Region&, const std::vector<Binding>&)> import_body;
};

/// Adds the loop: what the variables are in the end. All failed if something inside failed (and was recorded).
std::vector<Binding> build_loop(OpContext& ctx, const WhileLoop& loop);

/// Thrown where a loop's array is used in a way that the loop did not foresee; it is then imported again.
struct ArrayNeeds {
  int id = -1;                        ///< of ArrayState::scan or probe
  std::optional<TensorType> element;  ///< of probe: the type of an element
};

using BranchImport = std::function<std::vector<Binding>(Region&)>;
/// Adds an If to the region `outer`, in which `make` builds; both branches must give as many values of equal types.
std::vector<Binding> build_if(const NodeBuilder& make, Region& outer, ValueId condition,
                              const BranchImport& then_branch, const BranchImport& else_branch);

/// An empty region that knows the symbols of the graph around it.
std::unique_ptr<Graph> open_region(const Graph& outer, std::string name);

}  // namespace sinter::tensorflow
