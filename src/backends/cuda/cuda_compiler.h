// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "backend/tactic.h"

namespace sinter::cuda {

/// The build-time half of the CUDA backend. Opens nothing by itself: tactics whose library is missing refuse.
class CudaCompiler final : public BackendCompiler {
 public:
  const char* name() const override { return "cuda"; }
  std::span<const Tactic* const> tactics() const override;
  /// Convolutions are not fused for this backend: it has no kernel for them yet.
  bool wants_fusion(std::string_view kind) const override { return kind == "pointwise" || kind == "matmul"; }
};

}  // namespace sinter::cuda
