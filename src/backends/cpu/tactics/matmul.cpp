// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// MatMul, alone or with what follows it. Floats go to the blocked GEMM (generated or portable microkernel), other
// types to plain loops.
#include <algorithm>

#include "backends/cpu/kernels/gemm_epilogue.h"
#include "backends/cpu/tactics/epilogue.h"
#include "backends/cpu/tactics/packed_weights.h"
#include "backends/cpu/tactics/tactics.h"
#include "ops/matmul.h"

namespace sinter::cpu {
namespace {

struct MatMulPlan {
  RootNode root;
  const MatMul* op = nullptr;
  RootInput a, b;
  Epilogue epilogue;
  bool packs_b = false;
};

Verdict plan_matmul(const Problem& p, MatMulPlan& plan) {
  plan.root = find_root(p, MatMul::kName, "matmul");
  if (!plan.root.node) return Verdict::other_op();
  if (Verdict ok = all_linear(p); !ok) return ok;
  plan.op = plan.root.node->op.as<MatMul>();
  plan.a = root_input(p, plan.root, 0);
  plan.b = root_input(p, plan.root, 1);
  if (plan.a.input < 0 || plan.b.input < 0) return Verdict::no("an operand lies inside the region");
  if (plan.a.type.rank() > kMaxTacticRank || plan.b.type.rank() > kMaxTacticRank)
    return Verdict::no("more than 16 dims");
  return Verdict::yes();
}

class MatMulGemmTactic final : public Tactic {
 public:
  explicit MatMulGemmTactic(bool portable) : portable_(portable) {}
  const char* name() const override { return portable_ ? "gemm.portable" : "gemm.jit"; }

  Verdict supports(const Problem& p) const override {
    MatMulPlan plan;
    return make_plan(p, plan);
  }

  std::vector<Config> configs(const Problem& p) const override {
    MatMulPlan plan;
    if (!make_plan(p, plan)) return {Config{}};
    const bool rows = plan.a.type.dtype == DataType::kFloat32 && (!plan.op->transpose_a || plan.a.type.rank() == 1);
    if (!rows) return {{"panels", {0}}};
    return {{"rows", {1}}, {"panels", {0}}};
  }

  CompiledKernel compile(const Problem& p, const Config& config) const override {
    MatMulPlan plan;
    if (Verdict ok = make_plan(p, plan); !ok) fail(ErrorCode::kInternal, "matmul: " + ok.reason());
    if (!config.values.empty() && config.values[0] == 1) plan.epilogue.recipe.a_layout = GemmALayout::kRows;
    std::vector<PackedConstant> constants;
    std::vector<int> consumed = plan.epilogue.consumed();
    RecipeWriter w;
    w.i64(plan.op->transpose_a).i64(plan.op->transpose_b).i64(plan.a.input).i64(plan.packs_b ? -1 : plan.b.input);
    if (plan.packs_b) {
      constants.push_back(pack_b_constant(plan, w));
      if (only_used_by(p, plan.root, plan.b.input)) consumed.push_back(plan.b.input);
    }
    w.i64(bias_count(plan));
    plan.epilogue.write(w);
    if (auto bias = plan.epilogue.packed_bias()) constants.push_back(std::move(*bias));
    std::ranges::sort(consumed);
    return make_kernel("matmul.gemm", w, std::move(constants), std::move(consumed));
  }

 private:
  Verdict make_plan(const Problem& p, MatMulPlan& plan) const {
    if (Verdict ok = plan_matmul(p, plan); !ok) return ok;
    PackType type;
    if (!pack_type_of(plan.a.type.dtype, type)) return Verdict::no("computes f32, f16 and bf16 only");
    const Isa isa = portable_ ? Isa::kScalar : effective_isa();
    if (!portable_ && isa == Isa::kScalar) return Verdict::no("this processor has no AVX2");
    plan.epilogue.recipe = GemmRecipe::for_isa(isa);
    const Dims dims = plan.b.constant ? plan.b.constant->dims() : Dims{};
    plan.packs_b = plan.b.constant && dims.size() <= 2 && plan.b.constant->count() > 0;
    const bool vectors = plan.a.type.rank() == 1 || plan.b.type.rank() == 1;
    // A bias runs along the last axis, which must be the columns of the product.
    const int axis = vectors ? -1 : p.outputs[0].type.rank() - 1;
    return split_epilogue(p, plan.root, axis, GemmBias::kPerColumn, plan.epilogue);
  }

  static int64_t bias_count(const MatMulPlan& plan) {
    if (!plan.epilogue.bias.empty()) return int64_t(plan.epilogue.bias.size());
    if (plan.epilogue.bias_input < 0) return 0;
    return plan.b.type.dims[plan.op->transpose_b ? plan.b.type.dims.size() - 2 : plan.b.type.dims.size() - 1].value();
  }

  static PackedConstant pack_b_constant(const MatMulPlan& plan, RecipeWriter& w) {
    const Weights& data = *plan.b.constant;
    const bool vector = data.dims().size() == 1, transpose = plan.op->transpose_b && !vector;
    const int64_t rows = data.dims()[0], cols = vector ? 1 : data.dims()[1];
    const int64_t k = transpose ? cols : rows, n = transpose ? rows : cols;
    WeightPanels panels{.side = PackedSide::kB, .lanes = n, .depth = k, .width = plan.epilogue.recipe.nr};
    (transpose ? panels.lane_stride : panels.depth_stride) = cols;
    w.i64(vector).i64(k).i64(n);
    return pack_weights(data, plan.b.name, panels);
  }

  bool portable_;
};

class MatMulLoopsTactic final : public Tactic {
 public:
  const char* name() const override { return "gemm.loops"; }
  bool last_resort() const override { return true; }

  Verdict supports(const Problem& p) const override {
    MatMulPlan plan;
    return make_plan(p, plan);
  }

  CompiledKernel compile(const Problem& p, const Config&) const override {
    MatMulPlan plan;
    if (Verdict ok = make_plan(p, plan); !ok) fail(ErrorCode::kInternal, "matmul: " + ok.reason());
    RecipeWriter w;
    w.i64(plan.op->transpose_a).i64(plan.op->transpose_b).i64(plan.a.input).i64(plan.b.input);
    w.i64(plan.epilogue.post.has_value());
    if (plan.epilogue.post) plan.epilogue.post->write(w);
    return make_kernel("matmul.loops", w, {}, plan.epilogue.consumed());
  }

 private:
  static Verdict make_plan(const Problem& p, MatMulPlan& plan) {
    if (Verdict ok = plan_matmul(p, plan); !ok) return ok;
    const DataType type = plan.a.type.dtype;
    const bool known = type == DataType::kFloat64 || type == DataType::kInt32 || type == DataType::kUInt32 ||
                       type == DataType::kInt64 || type == DataType::kUInt64;
    if (!known) return Verdict::no("computes f64 and integers of 32 and 64 bits only");
    if (!p.region()) return Verdict::yes();
    return whole_post(p, plan.root, type, plan.epilogue);
  }
};

}  // namespace

const Tactic& matmul_jit_tactic() {
  static const MatMulGemmTactic tactic(false);
  return tactic;
}
const Tactic& matmul_portable_tactic() {
  static const MatMulGemmTactic tactic(true);
  return tactic;
}
const Tactic& matmul_loops_tactic() {
  static const MatMulLoopsTactic tactic;
  return tactic;
}

}  // namespace sinter::cpu
