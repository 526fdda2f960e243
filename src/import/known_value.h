// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Small values that are computed from constants alone. Exporters compute pads, axes and sizes with whole chains of
// nodes; the importers need the result, and inference carries only vectors along.
#pragma once
#include <optional>

#include "ir/graph.h"
#include "ir/weights.h"

namespace sinter {

/// The elements of a value if it has few and depends on nothing but constants and static shapes; else nullopt. The
/// graph stays as it is.
std::optional<Weights> known_value(const Graph& graph, ValueId value);

}  // namespace sinter
