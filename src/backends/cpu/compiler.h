// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "backend/tactic.h"

namespace sinter::cpu {

/// The build-time half of the CPU backend: the tactics of tactics/tactic_list.def.
class CpuCompiler final : public BackendCompiler {
 public:
  const char* name() const override { return "cpu"; }
  std::span<const Tactic* const> tactics() const override;
  /// "pointwise", "matmul" and "conv".
  bool wants_fusion(std::string_view kind) const override;
};

}  // namespace sinter::cpu
