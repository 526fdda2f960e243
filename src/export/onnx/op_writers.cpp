// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "export/onnx/op_writers.h"

#include <algorithm>

namespace sinter::onnx_export {

// Several ops may share a function, which is then declared several times.
#define SINTER_WRITER(op, function, onnx) void function(NodeWriter& ctx);
#include "export/onnx/writer_list.def"
#undef SINTER_WRITER

namespace {

constexpr OpWriter kWriters[] = {
#define SINTER_WRITER(op, function, onnx) {#op, function, onnx},
#include "export/onnx/writer_list.def"
#undef SINTER_WRITER
};

constexpr bool writer_before(const OpWriter& a, const OpWriter& b) { return a.op < b.op; }
static_assert(std::is_sorted(std::begin(kWriters), std::end(kWriters), writer_before),
              "writer_list.def must be sorted by op");

}  // namespace

std::span<const OpWriter> all_op_writers() { return kWriters; }

const OpWriter* find_op_writer(std::string_view op) {
  const auto* it = std::lower_bound(std::begin(kWriters), std::end(kWriters), OpWriter{op, nullptr, {}}, writer_before);
  return it != std::end(kWriters) && it->op == op ? it : nullptr;
}

}  // namespace sinter::onnx_export
