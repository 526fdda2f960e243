// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/round.h"

#include "ir/record.h"

namespace sinter {
SINTER_OP(Round)
}  // namespace sinter
