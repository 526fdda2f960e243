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
/// by that number (the whole graph is inferred anew). Errors name the input, the dim and both values.
plan::Profile apply_profile(Graph& graph, const std::map<std::string, ShapeRange>& shapes);

/// Values of dims at the profile's optimum, data-dependent sizes at their upper bound.
int64_t opt_value(const Graph& graph, const Dim& dim);
Dims opt_dims(const Graph& graph, const SymDims& dims);
/// Upper bounds; INT64_MAX where there is none.
int64_t max_value(const Graph& graph, const Dim& dim);
Dims max_dims(const Graph& graph, const SymDims& dims);
/// The dim with data-dependent symbols replaced by their upper bounds.
Dim upper_bound(const Graph& graph, const Dim& dim);

}  // namespace sinter::compile
