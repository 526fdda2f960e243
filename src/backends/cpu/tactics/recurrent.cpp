// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Recurrent layers on the generated or the portable microkernel of this processor.
#include "ops/recurrent.h"

#include "backends/cpu/jit/gemm_recipe.h"
#include "backends/cpu/tactics/simple.h"

namespace sinter::cpu {
namespace {

void recurrent_write(const Problem& p, RecipeWriter& w) {
  const Recurrent& op = *p.op().as<Recurrent>();
  w.i64(int64_t(op.kind)).i64(int64_t(op.direction)).i64(op.linear_before_reset).i64(op.input_forget).f64(op.clip);
  for (const CellActivation& a : cell_activations(op)) w.i64(int64_t(a.function)).f64(a.alpha).f64(a.beta);
  const GemmRecipe::Bytes bytes = GemmRecipe::for_isa(effective_isa()).serialize();
  w.text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

const Tactic& recurrent_tactic() {
  static const SimpleTactic t("recurrent", Recurrent::kName, false, always, recurrent_write);
  return t;
}

}  // namespace sinter::cpu
