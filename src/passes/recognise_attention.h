// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// softmax(scale * q k^T + mask) v, however it is written, becomes one Attention: keys transposed in front or by the
/// product; the scale on the scores, on q, on k, or its root on both; softcap; masks that are added, or that replace
/// scores (Where); a causal mask; the guards of exported SDPA against NaN; keys and values repeated for groups of heads
/// (Expand); batches of products of rank 3; probabilities of keys by queries that the last product transposes. A row that sees no key gives zeros, where the pieces may give NaN.
bool recognise_attention(Graph& graph, PassContext& context);

}  // namespace sinter
