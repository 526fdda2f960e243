// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace sinter {

/// A number that differs from call to call and from process to process, for generators without a seed. Not for
/// secrets. Thread-safe.
uint64_t fresh_seed() noexcept;

}  // namespace sinter
