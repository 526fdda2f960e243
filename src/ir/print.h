// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The text form of a graph. It prints and parses without loss (weights through a table, or inline for small ones):
//
//   graph main(%x: f32[N,3,8,8]) -> (%y, %y as copy) symbols {N: 1..4..8, n.z: 0..64 dynamic upto 8*N} {
//     %w = Constant {value=f32[2,2][1.0,2.0,3.0,4.0]} : f32[2,2]
//     %c = Convolution(%x, %w, -) {strides=[1,1]} : f32[N,4,8,8] from ["conv1"]
//     %f = Fusion(%c) {kind="pointwise"} : f32[N,4,8,8] {
//       graph region(%a: f32[N,4,8,8]) -> (%b) { ... }
//     }
//     %p, %q = Split(...) ...
//   }
//
// A symbol has min..max or min..opt..max, * for no maximum. After the output types a node may have, in this order,
// "fresh [n.z]" (names of its data-dependent sizes), "compute f16 pinned", "output preferred", "from [...]". Graph
// inputs and outputs may have "formats 3". "checks {equal(N, M) "what", at_least(a, b) "what", divides(a, b) "what"}"
// follows the symbols. Comments run from // to the line's end. Values: 1, 0.5, inf, true, "text", f32, [1,2], <N,3*H>,
// f32[2][1.0,2.0], f32[2]x"hex bytes" (where decimal text would lose a NaN's bits), weights(#3).
//
// Names that are not made of letters, digits, '_', '.', '/', ':' are quoted: %"strange name". A bare %v0 (v and digits)
// is a name that the graph made up; %"v0" is a user's. A colon after a bare name is followed by a blank. Types after
// ':' are optional when parsing (they are inferred) and checked when present.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"

namespace sinter {

struct PrintOptions {
  /// Constants of up to this many elements print inline; larger ones as weights(#index) into `weights` if given (equal
  /// contents share an index), else as weights(hash) which does not parse.
  int64_t inline_elements = 16;
  std::vector<Weights>* weights = nullptr;
  bool types = true, sources = true, checks = true;
};
std::string print_graph(const Graph& graph, const PrintOptions& options = {});

/// Reads print_graph's text; errors (Error kInvalidModel, kLimit) name line and column. `ops` are the ops that may be
/// named (ops/op_list.h: all_ops()), beside Constant; `weights` resolves weights(#index). Bounded in depth and sizes,
/// so that text from a file is safe to read.
std::unique_ptr<Graph> parse_graph(std::string_view text, std::span<const OpDef* const> ops,
                                   std::span<const Weights> weights = {});

/// Checks every invariant (topological order, uses, names, types agree with inference, regions isolated, arity);
/// throws Error(kInternal) that names the node. Used in tests and after every pass in debug builds.
void verify_graph(const Graph& graph);

/// A structural hash over ops, wiring, types and constants; equal graphs hash equal whatever their values are called.
/// `with_weights` = false hashes only dtype and dims of constants (the timing key).
Hash128 structural_hash(const Graph& graph, bool with_weights = true);

}  // namespace sinter
