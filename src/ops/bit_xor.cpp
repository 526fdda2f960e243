// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/bit_xor.h"

#include "ir/record.h"

namespace sinter {
SINTER_OP(BitXor)
}  // namespace sinter
