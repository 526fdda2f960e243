// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace sinter {

/// The text as one that stays for the life of the process, for a Status, which owns no text. Equal texts are kept once,
/// and no more than a few hundred: then, and where memory lacks, it gives `otherwise`, a literal.
const char* keep_text(const std::string& text, const char* otherwise) noexcept;

}  // namespace sinter
