// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Replacing symbols by expressions in a whole graph.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "ir/graph.h"

namespace sinter {

using SymbolSubstitution = std::function<std::optional<Dim>(const std::string& name)>;

/// Replaces symbols in the attributes of one node.
void substitute_attrs(Node& node, const SymbolSubstitution& f);
/// Replaces symbols in the types and host values of all values, in attributes, checks, bounds and definitions, and in
/// the regions inside (except what they call so themselves). Entries of replaced symbols stay.
void substitute_symbols(Graph& graph, const SymbolSubstitution& f);

}  // namespace sinter
