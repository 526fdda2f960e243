// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Escapes in the strings of protobuf's text format.
#pragma once
#include <string>
#include <string_view>

namespace sinter {

/// `raw`, what stands between the quotes, with its escapes replaced by the bytes they mean (\n, \x41, \101, \u00e9).
/// False if there is one that means nothing.
bool unescape(std::string_view raw, std::string& plain);

}  // namespace sinter
