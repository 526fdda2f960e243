// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/plan_pools.h"

#include <algorithm>

#include "ir/weights_sample.h"

namespace sinter::compile {

uint32_t PlanPools::add_constant(plan::Constant c) {
  const uint64_t sample = sample_hash(c.bytes);
  const auto same = [&](const plan::Constant& o) {
    return o.space == c.space && o.dtype == c.dtype && o.packing == c.packing && std::ranges::equal(o.bytes, c.bytes);
  };
  const auto [first, last] = constant_index_.equal_range(sample);
  for (auto it = first; it != last; ++it) {
    plan::Constant& have = constants[it->second];
    if (!same(have)) continue;
    for (auto& s : c.sources)
      if (std::ranges::find(have.sources, s) == have.sources.end()) have.sources.push_back(s);
    return it->second;
  }
  constants.push_back(std::move(c));
  return constant_index_.emplace(sample, uint32_t(constants.size() - 1))->second;
}

uint32_t PlanPools::add_kernel(Choice& c, const std::string& name) {
  plan::Kernel k;
  k.backend = c.target->name();
  k.name = c.compiled.name;
  k.version = c.compiled.version;
  k.recipe = std::move(c.compiled.recipe);
  for (auto& pc : c.compiled.constants) {
    plan::Constant constant;
    constant.space = uint8_t(c.target->space());
    constant.sources = pc.sources;
    if (constant.sources.empty()) constant.sources = {name};
    constant.packing = pc.packing.empty() ? std::string(c.tactic->name()) : pc.packing;
    constant.bytes = pc.bytes.span();
    constant.owner = pc.bytes.owner();
    k.constants.push_back(add_constant(std::move(constant)));
  }
  Hasher h;
  h.add(k.backend).add(k.name).add(k.version).add(ByteSpan(k.recipe));
  for (uint32_t i : k.constants) h.add(i);
  const Hash128 key = h.finish128();
  auto [it, fresh] = kernel_index_.try_emplace({key.hi, key.lo}, uint32_t(kernels.size()));
  if (fresh) kernels.push_back(std::move(k));
  return it->second;
}

void PlanPools::add_target(const Target* target) {
  if (std::find(targets.begin(), targets.end(), target) == targets.end()) targets.push_back(target);
}

void PlanPools::use_feature(const char* name) {
  if (std::find(features.begin(), features.end(), name) == features.end()) features.push_back(name);
}

}  // namespace sinter::compile
