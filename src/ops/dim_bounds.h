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
/// Integers of a host value; nullopt if it is unknown or has symbols.
std::optional<std::vector<int64_t>> constant_ints(const HostValue& value);

}  // namespace sinter
