// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/softsign.h"

#include "ir/record.h"

namespace sinter {
SINTER_OP(Softsign)
}  // namespace sinter
