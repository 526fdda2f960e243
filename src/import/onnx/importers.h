// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The table of operators that can be imported. importer_list.def is the list; adding an operator adds a function in
// the file of its family under operators/ and one line there.
#pragma once
#include <span>
#include <string_view>

#include "import/onnx/node_context.h"

namespace sinter::onnx {

struct OperatorImporter {
  std::string_view domain;  ///< "" is ONNX's own
  std::string_view name;
  void (*run)(NodeContext&);
};

/// Sorted by domain, then name.
std::span<const OperatorImporter> all_importers();
/// Null if there is none.
const OperatorImporter* find_importer(std::string_view domain, std::string_view name);

}  // namespace sinter::onnx
