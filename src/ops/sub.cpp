// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/sub.h"

#include "ir/record.h"

namespace sinter {
SINTER_OP(Sub)
}  // namespace sinter
