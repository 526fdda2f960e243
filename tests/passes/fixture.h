// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How a pass is tested: text IR before and after, both run by the reference with the same random inputs, and a second
// run of the pass, which must change nothing.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "passes/pass.h"

namespace sinter::test {

using PassFunction = bool (*)(Graph&, PassContext&);

/// The graph of a text, with all ops.
std::unique_ptr<Graph> parse(std::string_view text);

/// The text form without types and with made-up names (%v7) numbered anew, so that graphs compare.
std::string normal_text(const Graph& graph);

/// Runs both graphs on the same random inputs (symbols get small values) and compares the outputs: NaN with NaN, and
/// |a - b| <= tolerance * (1 + |b|). Tolerance 0: bit for bit, and the inputs have NaN, infinities and -0 among them.
void expect_same_results(const Graph& before, const Graph& after, double tolerance);

/// The pass turns `before` into `after`, which computes the same; running it again changes nothing.
void expect_pass(PassFunction pass, std::string_view before, std::string_view after, double tolerance = 0,
                 PassContext context = {});
/// The pass leaves the graph as it is and says so.
void expect_unchanged(PassFunction pass, std::string_view text, PassContext context = {});

}  // namespace sinter::test
