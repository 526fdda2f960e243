// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Types and attribute values of the text form.
#pragma once
#include <span>

#include "ir/attr.h"
#include "ir/text_lexer.h"
#include "ir/type.h"

namespace sinter {

/// "f32[N,3]", "seq(i64[])", "opt(f32[2])".
ValueType read_type(TextLexer& lexer);
/// Any attribute; whole numbers come as int64, names of element types as DataType.
Attr read_attr(TextLexer& lexer, std::span<const Weights> weights);
DataType read_data_type(TextLexer& lexer);

}  // namespace sinter
