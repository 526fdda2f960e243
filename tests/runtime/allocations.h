// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Counts allocations of the test program: by operator new, and by aligned_alloc, which the allocators use.
#pragma once
#include <cstdint>

namespace sinter::test {

int64_t allocations();
/// False under sanitizers: their own operators check what ours would hide.
bool allocations_are_counted();

}  // namespace sinter::test
