// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/shrink.h"

#include "ir/record.h"

namespace sinter {
SINTER_OP(Shrink)
}  // namespace sinter
