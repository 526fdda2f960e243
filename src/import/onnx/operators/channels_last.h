// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Contributed operators on [N, spatial..., C]: a Transpose in front, one behind. Where such operators follow each other
// the passes cancel them.
#pragma once
#include "import/onnx/node_context.h"

namespace sinter::onnx {

/// v [N, spatial..., C] as [N, C, spatial...]. Error for a rank below 3.
inline ValueId channels_first(NodeContext& ctx, ValueId v) {
  const int64_t rank = ctx.type_of(v).rank();
  if (rank < 3) ctx.invalid("its data has rank " + std::to_string(rank) + ", at least 3 expected");
  Ints perm{0, rank - 1};
  for (int64_t d = 1; d + 1 < rank; ++d) perm.push_back(d);
  return ctx.transpose(v, std::move(perm));
}

/// The reverse.
inline ValueId channels_last(NodeContext& ctx, ValueId v) {
  Ints perm{0};
  for (int64_t d = 2; d < ctx.type_of(v).rank(); ++d) perm.push_back(d);
  perm.push_back(1);
  return ctx.transpose(v, std::move(perm));
}

}  // namespace sinter::onnx
