// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From pointwise ops (one node, or the region of a Fusion) to one scalar program that the CPU kernels run.
#pragma once
#include "backend/tactic.h"
#include "base/recipe.h"

namespace sinter::cpu {

struct RegionProgram {
  ScalarProgram program;
  std::vector<DataType> input_types, output_types;
  std::vector<int64_t> args;  // of each program input: the node input, or PostProgram::kAccumulator
  std::vector<int> consumed;  // node inputs of one element that became constants of the program

  /// What read_post_program reads.
  void write(RecipeWriter& w) const;
};

/// The kind of a Fusion node ("conv"), else empty.
std::string fusion_kind(const Op& op);

/// Whether all operands are linear tensors; otherwise the reason.
Verdict all_linear(const Problem& p);

/// Constant data behind a value of the problem's region: a constant input of the node, or a Constant in the region.
const Weights* region_constant(const Problem& p, ValueId v);
/// Which input of the node a value of the region is; -1 if none.
int region_input(const Problem& p, ValueId v);

/// The program of the problem's node. In a region, `root` is the node that a kernel computes itself (kNoNode: none):
/// its output 0 is the accumulator, of dtype `accumulator`; all other nodes must be pointwise. `done` lists nodes that
/// the kernel's own epilogue has already done: the accumulator then is the output of the last of them.
Verdict make_region_program(const Problem& p, NodeId root, DataType accumulator, const std::vector<NodeId>& done,
                            RegionProgram& out);

}  // namespace sinter::cpu
