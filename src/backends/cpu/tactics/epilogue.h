// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Splits what follows a convolution or matrix product in a fused region: what the GEMM microkernel does in registers
// (bias, residual, a simple activation), and the rest as a pointwise program over the output.
#pragma once
#include <optional>

#include "backends/cpu/gemm.h"
#include "backends/cpu/tactics/region_program.h"

namespace sinter::cpu {

/// The node of the named op that a tactic computes: the problem's own node, or the first one of its fused region.
struct RootNode {
  const Node* node = nullptr;  // null: there is none
  NodeId id = kNoNode;         // in the region; kNoNode without one
};
RootNode find_root(const Problem& p, std::string_view op, std::string_view kind);

/// The root's input i as an input of the problem's node (-1: absent or a constant inside the region), its type, and its
/// constant data if it has any.
struct RootInput {
  bool present = false;
  int input = -1;
  TensorType type;
  const Weights* constant = nullptr;
  std::string name;
};
RootInput root_input(const Problem& p, const RootNode& root, size_t i);
/// Whether a node input is read by the root's input i alone, so that a packed copy can replace it.
bool only_used_by(const Problem& p, const RootNode& root, int input);

struct Epilogue {
  bool clips_only = false;    // the kernel can add a constant bias and clip, no more
  GemmRecipe recipe;          // its epilogue fields
  std::vector<float> bias;    // constant bias, if there is one
  int bias_input = -1, residual_input = -1;
  std::vector<std::string> bias_sources;
  std::vector<int> consumed_inputs;  // node inputs that went into `bias`
  std::vector<NodeId> done;   // nodes of the region done inside the microkernel
  std::optional<RegionProgram> post;

  bool has_bias() const { return !bias.empty() || bias_input >= 0; }
  void write(RecipeWriter& w) const;
  std::vector<int> consumed() const;
  std::optional<PackedConstant> packed_bias() const;
};

/// Takes the root's own bias (already in e.bias or e.bias_input) and goes on from there. `bias_axis` is the output axis
/// that a bias runs along. The answer is no if the region holds something that neither half can do.
Verdict split_epilogue(const Problem& p, const RootNode& root, int bias_axis, GemmBias bias_kind, Epilogue& e);

/// For kernels without an epilogue of their own: all that follows the root is one pass over the output, which holds the
/// root's result, of dtype `type`, until then.
Verdict whole_post(const Problem& p, const RootNode& root, DataType type, Epilogue& e);

}  // namespace sinter::cpu
