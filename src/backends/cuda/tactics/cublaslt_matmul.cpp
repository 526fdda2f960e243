// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/cublaslt_api.h"
#include "backends/cuda/tactics/match_matmul.h"
#include "backends/cuda/tactics/tactics.h"

namespace sinter::cuda {
namespace {

class CublasLtMatmulTactic final : public Tactic {
 public:
  const char* name() const override { return "cublaslt_matmul"; }
  Verdict supports(const Problem& p) const override {
    CublasLtRecipe recipe;
    if (Verdict v = match_matmul(p, recipe); !v) return v;
    std::string why;
    return cublaslt_api(why) ? Verdict::yes() : Verdict::no(why);
  }
  CompiledKernel compile(const Problem& p, const Config&) const override {
    CublasLtRecipe recipe;
    const Verdict v = match_matmul(p, recipe);
    if (!v) fail(ErrorCode::kInternal, "cublaslt_matmul: " + v.reason(), "report this as a bug");
    CompiledKernel k;
    k.name = kCublasLtKernel;
    k.version = kCublasLtVersion;
    k.recipe = recipe.write();
    return k;
  }
};

}  // namespace

const Tactic& cublaslt_matmul_tactic() {
  static const CublasLtMatmulTactic tactic;
  return tactic;
}

}  // namespace sinter::cuda
