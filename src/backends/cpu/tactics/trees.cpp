// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/tactics/tactics.h"
#include "backends/reference/recipe.h"

namespace sinter::cpu {
namespace {

class TreesTactic final : public Tactic {
 public:
  const char* name() const override { return "trees"; }
  Verdict supports(const Problem& p) const override {
    if (p.op().name() != "TreeEnsemble") return Verdict::other_op();
    for (const auto* list : {&p.inputs, &p.outputs})
      for (const Operand& o : *list)
        if (o.format != Format::kLinear) return Verdict::no("an operand is not linear");
    return Verdict::yes();
  }
  CompiledKernel compile(const Problem& p, const Config&) const override {
    CompiledKernel k;
    k.name = "trees";
    k.version = reference::kRecipeVersion;
    reference::write_recipe(p, k);
    return k;
  }
};

}  // namespace

const Tactic& trees_tactic() {
  static const TreesTactic tactic;
  return tactic;
}

}  // namespace sinter::cpu
