// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Why a node of a model runs as it does: what became of it, with what it was fused and why not with more, and what each
// backend offers for it. Not part of libsinter_runtime.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sinter/builder.h"
#include "sinter/runtime.h"

namespace sinter {

/// One way to run a step.
struct Candidate {
  std::string backend, tactic, config;
  bool supported = false, chosen = false;
  std::string reason;  ///< why it is not supported or was not measured
  double ms = -1;      ///< measured at the profile's optimum; negative: not
};

/// A step before or behind an explained one, and why the two are not one.
struct Neighbour {
  std::string step, op;
  std::vector<std::string> sources;
  bool behind = false;  ///< it reads what the explained step writes; else the other way round
  std::string why_apart;
};

struct ExplainedStep {
  std::string name, op, backend, tactic, config;
  std::vector<std::string> sources;          ///< nodes of the model
  std::vector<std::string> parts;            ///< of a fusion: its ops in order, "Convolution from conv1"
  std::vector<std::string> inputs, outputs;  ///< "x: f32[N,3,8,8]"
  int64_t output_bytes = -1, weight_bytes = 0, workspace_bytes = 0;  ///< at the largest shapes; -1: not bounded
  double ms = -1;
  bool needs_no_step = false;  ///< no copy is made: its output is its input's memory, or a part of it, or lies around it
  std::string no_step;         ///< why, where it needs none
  std::vector<Neighbour> neighbours;
  std::vector<Candidate> candidates;  ///< of every backend that can be used here, in order of preference
};

struct Explanation {
  std::string asked;
  std::vector<std::string> nodes;    ///< nodes of the model that were meant
  std::string fate;                  ///< one sentence
  std::vector<std::string> history;  ///< what passes did to it: "fuse_conv: conv1 + relu1 -> Fusion:conv"
  std::vector<ExplainedStep> steps;  ///< usually one; none if it was folded or removed
};

/// Optimises a copy of the network as a build would and explains the node. `node` is the name of a source node, of a
/// tensor or of a step. With TacticSelection::kMeasure the node's candidates are timed (through the timing cache).
/// Error(kInvalidArgument) with "did you mean" if nothing has that name.
SINTER_API Explanation explain(const Network& network, const std::string& node, const BuildOptions& options = {});
/// The same for a step of a loaded plan. Times come from the timing cache alone: a plan has only the packed weights.
SINTER_API Explanation explain(const Engine& engine, const std::string& node, const BuildOptions& options = {});

/// The network that a plan holds: as it was read (plans built with BuildOptions::portable), else as it was optimised,
/// where `zero_weights` must permit that large constants are zeros: Error(kUnsupported) if it does not.
SINTER_API Network network_of(const Engine& engine, bool zero_weights = false);

}  // namespace sinter
