// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "backends/compilers.h"
#include "backends/registry.h"
#include "compile/target.h"

namespace sinter {

/// The targets of these names, in this order. Error(kInvalidArgument) for unknown ones, Error(kDevice) for one that
/// cannot be used here.
compile::Targets targets_of(BackendRegistry& registry, const BackendCompilers& compilers,
                            const std::vector<std::string>& names);

}  // namespace sinter
