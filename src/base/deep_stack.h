// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Networks nest (If in If in a function), and what walks them recurses. Recursion of bounded depth must not depend on
// how large a stack the caller's thread happens to have.
#pragma once
#include "base/function_ref.h"

namespace sinter {

/// Calls f: on this thread if it has plenty of stack left, else on a new one, for which this one waits. Exceptions pass.
/// To be put where a recursion begins its next level.
void with_deep_stack(FunctionRef<void()> f);

}  // namespace sinter
