// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "import/protobuf/wire_writer.h"
#include "import/uff/uff_model.h"

namespace sinter::uff {

/// The file's bytes; large blobs are referred to, not copied, so `meta` must outlive the writer.
WireWriter write_meta_graph(const MetaGraph& meta);

/// The same as text, in protobuf's text form with UFF's field names. Of blobs the number of bytes and a hash is shown.
std::string meta_graph_text(const MetaGraph& meta);

}  // namespace sinter::uff
