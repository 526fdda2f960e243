// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests and fuzz targets that damage plans on purpose: small real plans, checksums that fit again, and a try that
// goes as far as the plan lets it.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace sinter::test {

struct SmallPlan {
  std::string name;
  std::vector<std::byte> bytes;
};

/// Written plans of a few KB each: a fusion with a dynamic batch and an If, a Loop, sizes that only the run tells,
/// strings and sequences. Built once.
const std::vector<SmallPlan>& small_plans();

/// Makes the file size, the sections' places (clipped to the file) and all checksums fit, as far as there is a header.
void fix_plan_checksums(std::vector<std::byte>& plan);

enum class PlanOutcome { kRefused, kLoaded, kRan };

/// Reads the plan and, if that works, loads it on CPU backends, makes a context and runs it on small inputs (the
/// profile's smallest shapes, elements of 1). Errors are an outcome; anything else that is thrown passes through. Not
/// run are plans that could go on forever with right: a Loop whose trip count is no input of the network.
/// `inspect`: also shows it as text and JSON.
PlanOutcome try_plan(ByteSpan plan, bool inspect = true);

/// While it lives, this process gets little more memory than it has (3 GiB): a plan that asks for terabytes is told no
/// instead of filling the machine. Under ASan max_allocation_size_mb does it, see damaged_plan.cpp.
class MemoryLimit {
 public:
  MemoryLimit();
  ~MemoryLimit();
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

 private:
  unsigned long before_ = 0;
};

/// True if the environment asks for the long form of a test (SINTER_LONG_TESTS=1).
bool long_tests();

}  // namespace sinter::test
