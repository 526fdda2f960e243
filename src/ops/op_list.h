// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// All ops. op_list.def is the sorted list; adding an op adds its .h/.cpp pair and one line there.
#pragma once
#include <span>
#include <string_view>

#include "ir/op.h"

namespace sinter {

/// All op definitions, sorted by name.
std::span<const OpDef* const> all_ops();
/// The definition of that name or null.
const OpDef* find_op(std::string_view name);
/// Builds an op by name; Error(kInvalidArgument) with "did you mean" for an unknown name or attribute.
Op make_op(std::string_view name, std::span<const NamedAttr> attrs = {});

}  // namespace sinter
