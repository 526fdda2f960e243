// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The optimization profile: shape bounds given per input become bounds of the graph's symbols.
#pragma once
#include <map>
#include <string>

#include "ir/graph.h"
#include "plan/plan.h"
#include "sinter/builder.h"

namespace sinter::compile {

/// Checks the ranges against the inputs, sets the bounds of symbols, and replaces symbols whose bounds are one number
/// by that number (the whole graph is inferred anew). `values` bounds elements of integer inputs in the same way.
/// Errors name the input, the dim or element and both values.
plan::Profile apply_profile(Graph& graph, const std::map<std::string, ShapeRange>& shapes,
                            const std::map<std::string, ShapeRange>& values = {});

/// Bounds of one symbol.
struct SymbolRange {
  int64_t min = 0, opt = 0, max = 0;
  bool operator==(const SymbolRange&) const = default;
};
using SymbolRanges = std::map<std::string, SymbolRange>;

/// All profiles of a build. The graph's symbols are bounded by the union of them, with the optimum of the first.
struct Profiles {
  std::vector<plan::Profile> plan;
  std::vector<SymbolRanges> ranges;  // per profile, and last the union; empty where there is one profile alone
  size_t count() const { return plan.size(); }
};

/// The profiles that the options give, by the rule of BuildOptions::profiles. Does apply_profile's work for all of them.
/// Errors name the profile where there are several.
Profiles apply_profiles(Graph& graph, const BuildOptions& options);
/// Sets the bounds of the symbols that (still) are there.
void use_ranges(Graph& graph, const SymbolRanges& ranges);

/// Values of dims at the profile's optimum, data-dependent sizes at their upper bound.
int64_t opt_value(const Graph& graph, const Dim& dim);
Dims opt_dims(const Graph& graph, const SymDims& dims);
/// Upper bounds under the bounds of the symbols; INT64_MAX where there is none.
int64_t max_value(const Graph& graph, const Dim& dim);
Dims max_dims(const Graph& graph, const SymDims& dims);
/// The dim with data-dependent symbols replaced by their upper bounds.
Dim upper_bound(const Graph& graph, const Dim& dim);

}  // namespace sinter::compile
