// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/place_memory.h"

#include <algorithm>

#include "plan/plan_memory.h"

namespace sinter::compile {
namespace {

using plan::kNone;
using plan::Slot;

constexpr size_t kSpaces = 3;

void find_lives(plan::Plan& p) {
  for (uint32_t i = 0; i < p.steps.size(); ++i) {
    const auto touch = [&](uint32_t slot) {
      if (slot == kNone) return;
      Slot& root = p.slots[p.slots[slot].base == kNone ? slot : p.slots[slot].base];
      root.first_step = std::min(root.first_step, i);
      root.last_step = std::max(root.last_step, i);
    };
    for (uint32_t s : p.steps[i].inputs) touch(s);
    for (uint32_t s : p.steps[i].outputs) touch(s);
  }
}

// Places slots of these sizes in the arena of a space; offsets of others stay as they are. Gives the arena's size.
int64_t place(const plan::Plan& p, uint8_t space, const std::vector<int64_t>& bytes, std::vector<int64_t>& offsets) {
  std::vector<plan::Life> lives;
  std::vector<size_t> which;
  for (size_t i = 0; i < p.slots.size(); ++i) {
    const Slot& s = p.slots[i];
    if (s.cls != plan::SlotClass::kArena || s.base != kNone || s.space != space) continue;
    lives.push_back({bytes[i], s.first_step, s.last_step});
    which.push_back(i);
  }
  const plan::Placement placed = plan::place(lives);
  for (size_t k = 0; k < which.size(); ++k) offsets[which[k]] = placed.offsets[k];
  return placed.total;
}

}  // namespace

void place_slots(plan::Plan& p) {
  find_lives(p);
  std::vector<int64_t> bytes, offsets;
  for (const Slot& s : p.slots) {
    bytes.push_back(s.max_bytes);
    offsets.push_back(s.offset);
  }
  p.arena_bytes.assign(kSpaces, 0);
  for (uint8_t space = 0; space < kSpaces; ++space) p.arena_bytes[space] = place(p, space, bytes, offsets);
  for (size_t i = 0; i < p.slots.size(); ++i) p.slots[i].offset = offsets[i];
}

void place_for_profile(const plan::Plan& p, std::vector<int64_t> bytes, plan::Profile& profile) {
  std::vector<int64_t> offsets(p.slots.size(), 0), arenas(p.arena_bytes.size(), 0);
  int64_t now = 0, before = 0;
  for (size_t i = 0; i < p.slots.size(); ++i) {  // a view may be bounded more tightly than what it is a view of
    const uint32_t base = p.slots[i].base;
    if (base != kNone) bytes[base] = std::min(p.slots[base].max_bytes, std::max(bytes[base], bytes[i]));
  }
  for (uint8_t space = 0; space < arenas.size(); ++space) {
    arenas[space] = place(p, space, bytes, offsets);
    now += arenas[space];
    before += p.arena_bytes[space];
  }
  if (now >= before) return;
  for (size_t i = 0; i < p.slots.size(); ++i)
    if (p.slots[i].cls != plan::SlotClass::kArena || p.slots[i].base != kNone) bytes[i] = 0;
  profile.arena_bytes = std::move(arenas);
  profile.offsets = std::move(offsets);
  profile.bytes = std::move(bytes);
}

}  // namespace sinter::compile
