// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Questions about the elements of a constant.
#pragma once
#include "ir/weights.h"

namespace sinter {

/// All elements are `value`, the sign of zero included; false for strings, complex numbers and no elements.
bool is_filled_with(const Weights& weights, double value);

/// Constants that a pass may copy in another form without bothering about memory.
inline constexpr int64_t kSmallConstant = int64_t{1} << 16;

}  // namespace sinter
