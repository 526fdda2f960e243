// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Graphs in protobuf's text format (.pbtxt).
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace sinter::tensorflow {

/// The same GraphDef in wire format, so that there is one reader. Error(kInvalidModel) with line and column if the text
/// is malformed or has a field that graphs have not.
std::vector<std::byte> graph_text_to_wire(std::string_view text);

}  // namespace sinter::tensorflow
