// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Small text helpers for messages and parsers. Nothing here depends on the locale.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/limits.h"

namespace sinter {

/// `text` made safe for a one-line message: control characters, bidirectional overrides and bytes that are not UTF-8
/// become \n, \x1b and the like, and what is longer than `max` bytes is cut ("abc... (16777216 bytes)").
/// Applying it twice changes nothing more, so a message may be escaped again as a whole.
std::string escape_for_message(std::string_view text, size_t max = limits::kMaxNameInMessage);
/// escape_for_message in double quotes.
std::string quote(std::string_view name);

/// Insertions, deletions, replacements and swaps of neighbours that turn a into b. Looks at the first
/// limits::kMaxSpelling bytes of each.
int edit_distance(std::string_view a, std::string_view b);
/// The candidate that `name` was most likely meant to be; empty if none is near. The first of equals wins.
std::string_view closest(std::string_view name, std::span<const std::string_view> candidates);
/// 'did you mean "relu"?', or an empty string if no candidate is near.
std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates);
std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

/// The whole of `text` as a decimal number with an optional minus sign; nullopt if it is anything else or too large.
std::optional<int64_t> parse_int64(std::string_view text) noexcept;
/// The whole of `text` as a number ("1.5", "-2e-3", "inf", "nan"); nullopt if it is anything else.
std::optional<double> parse_double(std::string_view text) noexcept;
/// The shortest text that parse_double reads back as the same value.
std::string to_text(double value);

std::string join(std::span<const std::string> parts, std::string_view separator);
std::string join(std::span<const std::string_view> parts, std::string_view separator);
std::string join(std::span<const int64_t> parts, std::string_view separator);

/// `text` without the spaces, tabs and line ends around it.
std::string_view trim(std::string_view text) noexcept;

}  // namespace sinter
