// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From a pattern to the automaton of FullMatch.
#pragma once
#include "base/full_match.h"

namespace sinter {

/// State 0 is the start, the last one is kMatch.
std::vector<FullMatch::State> parse_full_match(std::string_view pattern);

}  // namespace sinter
