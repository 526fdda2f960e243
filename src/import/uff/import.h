// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// UFF models into our graph: what the API calls. The rest of this folder serves it.
#pragma once
#include <memory>
#include <string>

#include "base/bytes.h"
#include "import/import_result.h"
#include "import/read_options.h"

namespace sinter::uff {

/// Reads a .uff file. Inputs of `options` are without the batch, which is dynamic; their order says how the caller's
/// tensors lie. Outputs are what the file marks. All nodes that cannot be imported are reported by one Error:
/// kUnsupported if the model is legal, else the code of the first other failure. Errors name the file.
ImportResult import_file(const std::string& path, const ReadOptions& options = {});

/// The same from memory; the bytes are copied.
ImportResult import_bytes(ByteSpan bytes, const ReadOptions& options = {});

}  // namespace sinter::uff
