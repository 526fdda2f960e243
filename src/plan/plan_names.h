// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What inspect's two forms share.
#pragma once
#include <string>

#include "plan/plan.h"

namespace sinter::plan {

/// Names of backend/device.h's MemorySpace (not included here: plans know no devices).
inline std::string space_name(uint8_t space) {
  static constexpr const char* kNames[] = {"host", "fake", "cuda"};
  return space < std::size(kNames) ? kNames[space] : "space " + std::to_string(space);
}

inline int64_t constant_bytes(const Plan& plan) {
  int64_t n = 0;
  for (const auto& c : plan.constants) n += int64_t(c.bytes.size());
  return n;
}

}  // namespace sinter::plan
