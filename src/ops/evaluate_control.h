// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The part of evaluate() that runs If and Loop.
#pragma once
#include <optional>
#include <vector>

#include "ir/graph.h"
#include "ir/host_tensor.h"
#include "ops/dim_values.h"

namespace sinter {

/// Outputs of an If or Loop node; nullopt for any other node.
std::optional<std::vector<HostTensor>> evaluate_control(const Node& node, const std::vector<HostTensor>& in,
                                                        const DimValues& outer);

}  // namespace sinter
