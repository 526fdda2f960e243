// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/random.h"

#include "backends/cpu/tactics/region_program.h"
#include "backends/cpu/tactics/tactics.h"

namespace sinter::cpu {
namespace {

class RandomTactic final : public Tactic {
 public:
  const char* name() const override { return "random"; }

  Verdict supports(const Problem& p) const override {
    if (!p.op().is<Random>()) return Verdict::other_op();
    if (p.outputs.at(0).type.rank() > kMaxTacticRank) return Verdict::no("more than 16 dims");
    return all_linear(p);
  }

  CompiledKernel compile(const Problem& p, const Config&) const override {
    const Random& op = *p.op().as<Random>();
    RecipeWriter w;
    w.i64(int64_t(op.distribution)).f64(op.a).f64(op.b).i64(op.seeded).i64(op.seed);
    w.i64(op.dtype == DataType::kFloat64);
    return make_kernel("random", w);
  }
};

}  // namespace

const Tactic& random_tactic() {
  static const RandomTactic tactic;
  return tactic;
}

}  // namespace sinter::cpu
