// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/compiler.h"

#include "backends/cpu/tactics/tactics.h"

namespace sinter::cpu {

std::span<const Tactic* const> CpuCompiler::tactics() const {
  static const Tactic* const list[] = {
#define SINTER_CPU_TACTIC(function) &function(),
#include "backends/cpu/tactics/tactic_list.def"
#undef SINTER_CPU_TACTIC
  };
  return list;
}

bool CpuCompiler::wants_fusion(std::string_view kind) const {
  return kind == "pointwise" || kind == "matmul" || kind == "conv" ||
         kind == "quantized matmul";
}

}  // namespace sinter::cpu
