// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>

#include "backend/tactic.h"

namespace sinter::reference {

/// Supports every op that has a reference meaning, and fusions of such ops.
class ReferenceTactic final : public Tactic {
 public:
  const char* name() const override { return "reference"; }
  bool takes_objects() const override { return true; }
  Verdict supports(const Problem& p) const override;
  CompiledKernel compile(const Problem& p, const Config& c) const override;
};

class ReferenceCompiler final : public BackendCompiler {
 public:
  const char* name() const override { return "reference"; }
  std::span<const Tactic* const> tactics() const override { return list_; }

 private:
  ReferenceTactic tactic_;
  std::array<const Tactic*, 1> list_{&tactic_};
};

}  // namespace sinter::reference
