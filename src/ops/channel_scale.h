// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The last step of the channel-wise normalizations: x * a + b with a and b of one element per channel (dim 1).
#pragma once
#include "ir/decompose.h"
#include "ir/infer.h"

namespace sinter {

/// Requires inputs [first, last] to be float vectors with one element per channel of input 0, which has rank >= 2.
void require_channel_vectors(InferContext& ctx, int first, int last);
/// x * a + b, the vectors cast to x's dtype and reshaped to broadcast along the channels.
ValueId channel_scale(DecomposeContext& ctx, ValueId x, ValueId a, ValueId b);

}  // namespace sinter
