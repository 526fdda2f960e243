// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/tactics/region_program.h"
#include "backends/cpu/tactics/tactics.h"

namespace sinter::cpu {
namespace {

class PointwiseTactic final : public Tactic {
 public:
  const char* name() const override { return "pointwise"; }
  Verdict supports(const Problem& p) const override {
    RegionProgram r;
    return program(p, r);
  }
  CompiledKernel compile(const Problem& p, const Config&) const override {
    RegionProgram r;
    if (Verdict ok = program(p, r); !ok) fail(ErrorCode::kInternal, "pointwise: " + ok.reason());
    RecipeWriter w;
    r.write(w);
    return make_kernel("pointwise", w, {}, r.consumed);
  }

 private:
  static Verdict program(const Problem& p, RegionProgram& r) {
    if (p.region() ? fusion_kind(p.op()) != "pointwise" : !p.op().def().program) return Verdict::other_op();
    if (Verdict ok = all_linear(p); !ok) return ok;
    for (const Operand& o : p.outputs)
      if (o.type.rank() > kMaxTacticRank) return Verdict::no("more than 16 dims");
    return make_region_program(p, kNoNode, DataType::kInvalid, {}, r);
  }
};

}  // namespace

const Tactic& pointwise_tactic() {
  static const PointwiseTactic tactic;
  return tactic;
}

}  // namespace sinter::cpu
