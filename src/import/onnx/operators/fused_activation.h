// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Activations that contributed operators apply to their result: a name, and numbers that mean what the activation's own
// attributes mean.
#pragma once
#include <optional>
#include <span>
#include <string>

#include "import/onnx/node_context.h"

namespace sinter::onnx {

/// The op that `name` (an ONNX operator) with these parameters means; a parameter that is missing has its default.
/// nullopt for an empty name.
std::optional<Op> fused_activation(NodeContext& ctx, const std::string& name,
                                   std::span<const std::optional<double>> parameters);

/// v, or the activation of v.
ValueId activated(NodeContext& ctx, ValueId v, std::optional<Op> activation);

}  // namespace sinter::onnx
