// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How much of a Fusion one backend can run.
#pragma once
#include <functional>

#include "ir/graph.h"

namespace sinter::compile {

/// The largest number of a Fusion's first nodes (Constants not counted, fewer than all) that `supports` accepts as one
/// node, a Fusion of the same kind or a bare node; 0 if there is none. `supports` sees them in a small graph of their
/// own, with the symbols of `graph`, which is not changed.
size_t supported_prefix(const Graph& graph, NodeId fusion, const std::function<bool(const Graph&, NodeId)>& supports);

}  // namespace sinter::compile
