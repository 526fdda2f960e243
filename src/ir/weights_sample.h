// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "ir/weights.h"

namespace sinter {

/// A hash of dtype, dims and some of the bytes (of all where there are few). Equal weights have equal samples; others
/// may too, so whoever finds two compares them. For tables of weights, where reading all of hundreds of megabytes
/// would take longer than everything else.
uint64_t sample_hash(const Weights& weights);
/// The same for bytes alone.
uint64_t sample_hash(ByteSpan bytes);

}  // namespace sinter
