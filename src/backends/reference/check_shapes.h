// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>

#include "backend/kernel.h"
#include "ir/op.h"

namespace sinter::reference {

/// Infers the node again with the shapes at hand and compares: a reference trusts its shapes, and a damaged plan may
/// pass it others. Error(kShapeMismatch) or what inference throws. Ops with regions are left to the interpreter, which
/// checks for itself; dims that depend on symbols or on data are not compared.
void check_shapes(const Op& op, std::span<const TensorArg> inputs, std::span<const TensorArg> outputs);

}  // namespace sinter::reference
