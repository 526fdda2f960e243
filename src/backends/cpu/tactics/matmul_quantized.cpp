// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// QuantizedMatMul by the blocked GEMM; weights go into the plan as they are.
#include "backends/cpu/jit/gemm_recipe.h"
#include "backends/cpu/tactics/region_program.h"
#include "backends/cpu/tactics/tactics.h"
#include "ops/quantized_matmul.h"

namespace sinter::cpu {
namespace {

class MatMulQuantizedTactic final : public Tactic {
 public:
  explicit MatMulQuantizedTactic(bool portable) : portable_(portable) {}
  const char* name() const override { return portable_ ? "gemm.quantized_portable" : "gemm.quantized"; }

  Verdict supports(const Problem& p) const override {
    if (!p.op().is<QuantizedMatMul>()) return Verdict::other_op();
    if (Verdict ok = all_linear(p); !ok) return ok;
    if (p.inputs[0].type.rank() > kMaxTacticRank) return Verdict::no("more than 16 dims");
    if (!portable_ && effective_isa() == Isa::kScalar) return Verdict::no("this processor has no AVX2");
    return Verdict::yes();
  }

  CompiledKernel compile(const Problem& p, const Config&) const override {
    const GemmRecipe::Bytes bytes = GemmRecipe::for_isa(portable_ ? Isa::kScalar : effective_isa()).serialize();
    RecipeWriter w;
    w.i64(p.op().as<QuantizedMatMul>()->block_size);
    w.text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    return make_kernel("matmul.quantized", w);
  }

 private:
  bool portable_;
};

}  // namespace

const Tactic& matmul_quantized_tactic() {
  static const MatMulQuantizedTactic t(false);
  return t;
}
const Tactic& matmul_quantized_portable_tactic() {
  static const MatMulQuantizedTactic t(true);
  return t;
}

}  // namespace sinter::cpu
