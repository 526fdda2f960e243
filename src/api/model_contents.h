// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "base/hash.h"
#include "sinter/parsers.h"

namespace sinter {

/// A hash of all files that a model consists of (external weights, a .caffemodel, a mean) and of what `options` ask of
/// its reader.
Hash128 model_contents(const std::string& path, const ParseOptions& options);

/// The weights file that is read with a model: the one given, or one beside it of the same name (Darknet). Empty if
/// there is none.
std::string weights_file(const std::string& path, const ParseOptions& options);

}  // namespace sinter
