// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A plan made readable: what `sinter inspect` prints. The plan must have passed check_plan.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "plan/plan.h"

namespace sinter::plan {

/// What an engine adds to its plan: the scratch memory of its kernels (runtime/scratch.h). Empty: none is shown.
struct Workspaces {
  std::vector<int64_t> profiles;            // bytes that a context reserves, per profile
  std::vector<std::vector<int64_t>> steps;  // of the plan, then of its sub-plans, per step; -1: not bounded
};

/// A table for people; its layout may change.
std::string inspect_text(const Plan& plan, const Workspaces& workspaces = {});
/// JSON for programs; keys are only ever added: {model, producer, format, features, targets[{backend, fingerprint}],
/// bindings[{name, kind, dtype, shape, dim_names, min, opt, max, memory, slot}], steps[{index, name, op, backend,
/// tactic, config, inputs[], outputs[{name, dtype, shape}], workspace_bytes (0: none, or not bounded), sources[], kind,
/// input_slots[], output_slots[], weight_bytes, bodies[]}], memory{arena{space: bytes}, constants_bytes, peak_bytes,
/// peak_is_known, workspace_bytes}, fusions[], options, slots[{name, dtype, shape, class, memory, base, offset, bytes,
/// first_step, last_step}], bodies[{bindings, steps, slots}]}. Dynamic dims are -1 in a binding's shape and expressions
/// ("N*3") in a step's; an unbounded max is null, as are min, opt and max of outputs.
std::string inspect_json(const Plan& plan, const Workspaces& workspaces = {});

/// Bytes of a step of plan number `plan` (0: the outermost one, else a sub-plan's number + 1).
int64_t workspace_of(const Workspaces& workspaces, size_t plan, size_t step);
/// Of the profile that needs most.
int64_t workspace_bytes(const Workspaces& workspaces);

/// The expression of a register of the shape program: "3", "N", "N*3". Cut where it would be long.
std::string dim_text(const Plan& plan, uint32_t reg);
/// The shape of a slot: "[N,3,8,8]".
std::string shape_text(const Plan& plan, uint32_t slot);
/// "f32[N,3]", "seq(f32)", "opt(seq(str))".
std::string type_text(const Plan& plan, uint32_t slot);

}  // namespace sinter::plan
