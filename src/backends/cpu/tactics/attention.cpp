// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Attention: tiled, on the generated or the portable microkernel of this processor. Linear attention: its recurrence.
#include "ops/attention.h"
#include "ops/linear_attention.h"
#include "backends/cpu/jit/gemm_recipe.h"
#include "backends/cpu/tactics/simple.h"

namespace sinter::cpu {
namespace {

Verdict attention_supports(const Problem& p) {
  const auto computed = [](DataType t) {
    return t == DataType::kFloat32 || t == DataType::kFloat16 || t == DataType::kBFloat16 || t == DataType::kFloat64;
  };
  for (size_t i : {size_t(0), size_t(3), size_t(5)})
    if (has_input(p, i) && !computed(p.inputs[i].type.dtype) && !(i == 3 && p.inputs[i].type.dtype == DataType::kBool))
      return Verdict::no("computes f32, f64, f16 and bf16 only");
  return Verdict::yes();
}

void attention_write(const Problem& p, RecipeWriter& w) {
  const Attention& op = *p.op().as<Attention>();
  w.f64(op.scale).i64(op.causal).i64(int64_t(op.align)).f64(op.softcap).i64(op.left_window).i64(op.right_window);
  GemmRecipe gemm = GemmRecipe::for_isa(effective_isa());
  gemm.a_layout = GemmALayout::kRows;
  const GemmRecipe::Bytes bytes = gemm.serialize();
  w.text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

const Tactic& attention_tactic() {
  static const SimpleTactic t("attention", Attention::kName, false, attention_supports, attention_write);
  return t;
}
const Tactic& linear_attention_tactic() {
  static const SimpleTactic t("linear_attention", LinearAttention::kName, false, always,
                              [](const Problem& p, RecipeWriter& w) { w.f64(p.op().as<LinearAttention>()->scale); });
  return t;
}

}  // namespace sinter::cpu
