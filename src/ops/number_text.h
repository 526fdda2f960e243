// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Numbers as text and back, independent of the locale.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "sinter/types.h"

namespace sinter {

/// The shortest decimal that rounds back to v as `type` (f64, f32, f16, bf16 and smaller), written as Python does.
std::string float_text(double v, DataType type);
/// A decimal, infinity or NaN with optional sign and blanks around it; nullopt for anything else. Rounded once to f32
/// if that is the type.
std::optional<double> parse_float_text(std::string_view text, DataType type);

}  // namespace sinter
