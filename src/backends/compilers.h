// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// All backends, build-time halves. Not part of libsinter_runtime.
#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "backend/tactic.h"

namespace sinter {

using BackendCompilers = std::vector<std::unique_ptr<BackendCompiler>>;

/// One per backend, sorted by name.
BackendCompilers make_compilers();
/// The one of that name; Error(kInvalidArgument) with "did you mean" if there is none.
BackendCompiler& find_compiler(const BackendCompilers& compilers, std::string_view name);

}  // namespace sinter
