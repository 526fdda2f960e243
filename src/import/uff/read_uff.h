// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "import/uff/uff_model.h"

namespace sinter::uff {

/// Reads a UFF file's bytes, which must outlive the result. Error(kInvalidModel) with the offset, Error(kLimit).
MetaGraph read_meta_graph(ByteSpan bytes);

}  // namespace sinter::uff
