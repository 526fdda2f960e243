// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/footprint.h"

#include <algorithm>

namespace sinter::plan {
namespace {

// A carried value has the step's output and a second place, which take turns; a stacked one an element of its own where
// elements cannot be written in place.
void add_loop(const Plan& body, const Step& step, std::vector<int64_t>& bytes) {
  size_t inputs = 0;
  while (inputs < body.bindings.size() && body.bindings[inputs].is_input) ++inputs;
  for (size_t i = inputs; i < body.bindings.size(); ++i) {
    const Slot& s = body.slots[body.bindings[i].slot];
    const bool in_place = i > inputs + step.carried && s.max_bytes % 64 == 0;
    if (s.space < bytes.size() && !in_place) bytes[s.space] += s.max_bytes;
  }
}

}  // namespace

std::vector<int64_t> arena_footprint(const Plan& plan, size_t profile) {
  const bool own = profile < plan.profiles.size() && !plan.profiles[profile].arena_bytes.empty();
  std::vector<int64_t> bytes = own ? plan.profiles[profile].arena_bytes : plan.arena_bytes;
  for (const Plan& p : plan.subplans)
    for (size_t i = 0; i < bytes.size() && i < p.arena_bytes.size(); ++i) bytes[i] += p.arena_bytes[i];
  return bytes;
}

std::vector<int64_t> footprint(const Plan& plan) {
  std::vector<int64_t> bytes = plan.arena_bytes;
  for (const Plan& p : plan.subplans)
    for (size_t i = 0; i < bytes.size() && i < p.arena_bytes.size(); ++i) bytes[i] += p.arena_bytes[i];
  const auto add_loops = [&](const Plan& p) {
    for (const Step& s : p.steps)
      if (s.kind == StepKind::kLoop) add_loop(plan.subplans[s.blocks[0]], s, bytes);
  };
  add_loops(plan);
  for (const Plan& p : plan.subplans) add_loops(p);
  return bytes;
}

int64_t footprint_bytes(const Plan& plan) {
  int64_t sum = 0;
  for (int64_t b : footprint(plan)) sum += b;
  return sum;
}

int64_t footprint_bytes(const Plan& plan, size_t profile) {
  int64_t sum = footprint_bytes(plan);
  if (profile >= plan.profiles.size() || plan.profiles[profile].arena_bytes.empty()) return sum;
  for (size_t i = 0; i < plan.arena_bytes.size(); ++i)
    sum += plan.profiles[profile].arena_bytes[i] - plan.arena_bytes[i];
  return sum;
}

int64_t peak_bytes(const Plan& plan, std::span<const int64_t> scratch) {
  int64_t most = plan.profiles.empty() ? footprint_bytes(plan) : 0;
  for (size_t i = 0; i < plan.profiles.size(); ++i)
    most = std::max(most, footprint_bytes(plan, i) + (i < scratch.size() ? scratch[i] : 0));
  for (const auto& c : plan.constants) most += int64_t(c.bytes.size());
  return most;
}

bool is_bounded(const Plan& plan) {
  const auto late = [](const Slot& s) {
    return s.cls == SlotClass::kSized || s.cls == SlotClass::kOwned || s.cls == SlotClass::kHostValue;
  };
  const auto any = [&](const Plan& p) { return std::any_of(p.slots.begin(), p.slots.end(), late); };
  return !any(plan) && std::none_of(plan.subplans.begin(), plan.subplans.end(), any);
}

}  // namespace sinter::plan
