// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Errors as parts of one larger message.
#pragma once
#include <span>
#include <string>

#include "sinter/error.h"

namespace sinter {

/// "<place>: <place>: <message> (<remedy>)": an error as one of several in another's message.
std::string error_text(const Error& error);

/// "(1) <text>; (2) <text>; and 7 more": as many as a message may spell out.
std::string numbered_list(std::span<const std::string> texts);

}  // namespace sinter
