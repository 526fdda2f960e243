// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What the importers of sequences and optionals share.
#pragma once
#include <optional>

#include "import/onnx/node_context.h"

namespace sinter::onnx {

/// The rank that the model declares for output 0, -1 if it does not say.
int64_t declared_rank(NodeContext& ctx);
/// Input i's type; Error if it is not of that kind.
const ValueType& required_kind(NodeContext& ctx, int i, ValueType::Kind kind, std::string_view word);

}  // namespace sinter::onnx
