// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "nvinfer/v10/nvinfer/builder_config.h"

#include <limits>

namespace sinter::nvinfer {

int32_t BuilderConfig::addOptimizationProfile(const nvinfer1::IOptimizationProfile* profile) noexcept {
  if (profile == nullptr) return -1;
  // Every IOptimizationProfile in the process was made by our builder.
  const auto* ours = static_cast<const OptimizationProfile*>(profile);
  if (!ours->isValid()) return -1;
  v_.profiles.push_back(ours);
  return static_cast<int32_t>(v_.profiles.size()) - 1;
}

void BuilderConfig::setMemoryPoolLimit(nvinfer1::MemoryPoolType pool, std::size_t bytes) noexcept {
  v_.pools[pool] = bytes;
}

std::optional<std::size_t> BuilderConfig::workspace() const noexcept {
  const auto found = v_.pools.find(nvinfer1::MemoryPoolType::kWORKSPACE);
  return found == v_.pools.end() ? std::nullopt : std::optional(found->second);
}

// Unless set, a pool is as large as the machine allows.
std::size_t BuilderConfig::getMemoryPoolLimit(nvinfer1::MemoryPoolType pool) const noexcept {
  const auto found = v_.pools.find(pool);
  return found == v_.pools.end() ? std::numeric_limits<int64_t>::max() : found->second;
}

}  // namespace sinter::nvinfer
