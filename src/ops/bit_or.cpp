// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/bit_or.h"

#include "ir/record.h"

namespace sinter {
SINTER_OP(BitOr)
}  // namespace sinter
