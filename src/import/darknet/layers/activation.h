// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Darknet's activation functions, by the names that a .cfg uses.
#pragma once
#include <string>

#include "import/darknet/layer_context.h"

namespace sinter::darknet {

/// v through the function of that name. Error(kInvalidModel) for names that Darknet does not know (it takes ReLU then).
ValueId activate(const LayerContext& ctx, ValueId v, const std::string& name);
/// By the section's key "activation".
ValueId activate_by_section(const LayerContext& ctx, ValueId v, std::string_view otherwise);

}  // namespace sinter::darknet
