// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Composite ops on 16-bit floats are meant in f32: the squares and sums in between would overflow or lose digits.
#pragma once
#include "ir/decompose.h"

namespace sinter {

/// v as f32 if it is f16 or bf16, else v.
ValueId widen_half(DecomposeContext& ctx, ValueId v);
/// v cast to `dtype`, if it is not that already.
ValueId cast_to(DecomposeContext& ctx, ValueId v, DataType dtype);

}  // namespace sinter
