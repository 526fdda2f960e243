// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The table of operators that can be imported. importer_list.def is the list; adding an operator adds a function in
// the file of its family under operators/ and one line there.
#pragma once
#include <span>
#include <string_view>

#include "import/tensorflow/op_context.h"

namespace sinter::tensorflow {

struct OperatorImporter {
  std::string_view name;
  void (*run)(OpContext&);
};

/// Sorted by name.
std::span<const OperatorImporter> all_importers();
/// Null if there is none.
const OperatorImporter* find_importer(std::string_view name);
/// Operators without a meaning at inference (NoOp, Assert, summaries): they are left out, and are no outputs.
bool is_left_out(std::string_view op);

}  // namespace sinter::tensorflow
