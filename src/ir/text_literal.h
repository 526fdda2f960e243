// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How the text form spells strings, numbers and names so that they read back exactly. (base/text.h's quote() is for
// messages: it cuts long names.)
#pragma once
#include <string>
#include <string_view>

namespace sinter {

/// "text" in double quotes; \" \\ \n \t \r and \xNN escapes for what is not printable ASCII or UTF-8's high bytes.
std::string string_literal(std::string_view text);
/// Always recognisable as a float: "1.0", "-0.0", "1e+300", "inf", "nan".
std::string float_literal(double v);
/// True for letters, digits, '_', '.', '/', ':': what a bare value name is made of.
bool is_name_char(char c) noexcept;
/// %name, quoted where it needs to be.
std::string value_name_literal(std::string_view name);
/// True for the names that the graph makes up itself: "v" and digits.
bool is_made_up_name(std::string_view name) noexcept;
/// A word as it is if it is an identifier (letters, digits, '_', '.', not starting with a digit), else quoted.
std::string word_literal(std::string_view word);

}  // namespace sinter
