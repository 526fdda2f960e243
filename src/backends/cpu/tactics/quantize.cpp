// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Tactics of Quantize and Dequantize; all types and layouts of scales are one kernel each.
#include "ops/quantize.h"

#include "backends/cpu/tactics/region_program.h"
#include "backends/cpu/tactics/tactics.h"
#include "ops/dequantize.h"

namespace sinter::cpu {
namespace {

template <class QuantOp>
class QuantTactic final : public Tactic {
 public:
  explicit QuantTactic(const char* kernel) : kernel_(kernel) {}
  const char* name() const override { return kernel_; }
  Verdict supports(const Problem& p) const override {
    if (!p.op().is<QuantOp>()) return Verdict::other_op();
    if (Verdict ok = all_linear(p); !ok) return ok;
    if (p.inputs[0].type.rank() > kMaxTacticRank) return Verdict::no("more than 16 dims");
    return Verdict::yes();
  }
  CompiledKernel compile(const Problem& p, const Config&) const override {
    const QuantOp& op = *p.op().as<QuantOp>();
    RecipeWriter w;
    w.i64(op.axis).i64(op.block_size);
    return make_kernel(kernel_, w);
  }

 private:
  const char* kernel_;
};

}  // namespace

const Tactic& quantize_tactic() {
  static const QuantTactic<Quantize> t("quantize");
  return t;
}
const Tactic& dequantize_tactic() {
  static const QuantTactic<Dequantize> t("dequantize");
  return t;
}

}  // namespace sinter::cpu
