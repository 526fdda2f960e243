// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// min, max and clamps of dims that use the bounds of the symbols, so that results stay simple ("N", not "max(0,N)").
#pragma once
#include "ir/infer.h"

namespace sinter {

Dim bounded_min(const InferContext& ctx, const Dim& a, const Dim& b);
Dim bounded_max(const InferContext& ctx, const Dim& a, const Dim& b);
/// `index` if it is not negative, else index + size, as Python counts from the end; exact also where the sign is known
/// only at run time.
Dim wrap_negative(const InferContext& ctx, const Dim& index, const Dim& size);
/// 1 where v < 0, else 0.
Dim is_negative(const InferContext& ctx, const Dim& v);
/// The magnitude.
Dim magnitude(const InferContext& ctx, const Dim& v);
/// 1 where a == b, else 0.
Dim is_equal(const InferContext& ctx, const Dim& a, const Dim& b);
/// v, cut to +-2^40 where its bounds are wider: far beyond every dim, and sums and products of it stay within 64 bits.
Dim cut_far(const InferContext& ctx, const Dim& v);
/// Integers of a host value; nullopt if it is unknown or has symbols.
std::optional<std::vector<int64_t>> constant_ints(const HostValue& value);

}  // namespace sinter
