// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Which function writes which op. One line each in writer_list.def.
#pragma once
#include <span>
#include <string_view>

#include "export/onnx/node_writer.h"

namespace sinter::onnx_export {

struct OpWriter {
  std::string_view op;
  void (*write)(NodeWriter& ctx);
  /// What it becomes, for docs/support.md.
  std::string_view onnx;
};

/// Sorted by op.
std::span<const OpWriter> all_op_writers();
const OpWriter* find_op_writer(std::string_view op);

}  // namespace sinter::onnx_export
