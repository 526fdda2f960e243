// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Inputs given as files on the command line.
#pragma once
#include <vector>

#include "session.h"
#include "source.h"

namespace sinter::cli {

/// The files of -i NAME=FILE; the name may be left out where there is one input. Throws UsageError, Error.
Arrays load_inputs(const Words& words, const std::vector<InputType>& types);

}  // namespace sinter::cli
