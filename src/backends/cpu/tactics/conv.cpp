// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Convolution, alone or with what follows it: as a matrix product, depthwise, or by its definition.
#include <algorithm>
#include <limits>

#include "backends/cpu/kernels/conv_shape.h"
#include "backends/cpu/kernels/gemm_epilogue.h"
#include "backends/cpu/tactics/epilogue.h"
#include "backends/cpu/tactics/packed_weights.h"
#include "backends/cpu/tactics/tactics.h"
#include "ops/convolution.h"

namespace sinter::cpu {
namespace {

struct ConvPlan {
  RootNode root;
  const Convolution* op = nullptr;
  RootInput x, w, bias;
  Epilogue epilogue;

  Dims kernel() const {
    Dims k;
    for (size_t i = 2; i < w.type.dims.size(); ++i) k.push_back(w.type.dims[i].value());
    return k;
  }
  int64_t out_channels() const { return w.type.dims[0].value(); }
  int64_t group_channels() const { return w.type.dims[1].value(); }
  int64_t depth() const { return group_channels() * element_count(kernel()); }
  void write_window(RecipeWriter& r) const {
    cpu::write_window(r, kernel(), op->strides, op->dilations, op->pads_begin, op->pads_end);
  }
};

Verdict plan_conv(const Problem& p, ConvPlan& plan) {
  plan.root = find_root(p, Convolution::kName, "conv");
  if (!plan.root.node) return Verdict::other_op();
  if (Verdict ok = all_linear(p); !ok) return ok;
  plan.op = plan.root.node->op.as<Convolution>();
  plan.x = root_input(p, plan.root, 0);
  plan.w = root_input(p, plan.root, 1);
  plan.bias = root_input(p, plan.root, 2);
  if (plan.x.input < 0) return Verdict::no("the input lies inside the region");
  if (!plan.w.type.is_static()) return Verdict::no("the dims of the weights are not known");
  if (plan.w.type.rank() < 3 || plan.w.type.rank() > 5) return Verdict::no("one to three spatial dims only");
  if (element_count(plan.w.type.static_dims()) == 0) return Verdict::no("the weights are empty");
  return Verdict::yes();
}

/// Plans of kernels that sum in f32 and have weights packed at build time.
Verdict plan_packed(const Problem& p, ConvPlan& plan) {
  if (Verdict ok = plan_conv(p, plan); !ok) return ok;
  PackType type;
  if (!pack_type_of(plan.x.type.dtype, type)) return Verdict::no("computes f32, f16 and bf16 only");
  if (!plan.w.constant) return Verdict::no("the weights are not constant");
  if (plan.bias.constant) {
    for (double b : plan.bias.constant->to_doubles()) plan.epilogue.bias.push_back(float(b));
    plan.epilogue.bias_sources = {plan.bias.name};
    if (only_used_by(p, plan.root, plan.bias.input)) plan.epilogue.consumed_inputs.push_back(plan.bias.input);
  } else if (plan.bias.present) {
    if (plan.epilogue.clips_only || plan.bias.input < 0 || plan.bias.type.dtype != DataType::kFloat32) {
      return Verdict::no("the bias is not constant");
    }
    plan.epilogue.bias_input = plan.bias.input;
  }
  return split_epilogue(p, plan.root, 1, GemmBias::kPerRow, plan.epilogue);
}

std::vector<int> conv_consumed(const Problem& p, const ConvPlan& plan) {
  std::vector<int> consumed = plan.epilogue.consumed();
  if (only_used_by(p, plan.root, plan.w.input)) consumed.push_back(plan.w.input);
  std::ranges::sort(consumed);
  return consumed;
}

class ConvGemmTactic final : public Tactic {
 public:
  explicit ConvGemmTactic(bool portable) : portable_(portable) {}
  const char* name() const override { return portable_ ? "conv.im2col_portable" : "conv.im2col_gemm"; }

  Verdict supports(const Problem& p) const override {
    ConvPlan plan;
    return make_plan(p, plan);
  }

  CompiledKernel compile(const Problem& p, const Config&) const override {
    ConvPlan plan;
    if (Verdict ok = make_plan(p, plan); !ok) fail(ErrorCode::kInternal, "conv: " + ok.reason());
    const int64_t groups = plan.op->group;
    RecipeWriter w;
    w.i64(plan.x.input);
    plan.write_window(w);
    w.i64(groups).i64(plan.group_channels()).i64(plan.out_channels() / groups);
    plan.epilogue.write(w);
    std::vector<PackedConstant> constants;
    constants.push_back(packed_filters(plan));
    if (auto bias = plan.epilogue.packed_bias()) constants.push_back(std::move(*bias));
    return make_kernel("conv.gemm", w, std::move(constants), conv_consumed(p, plan));
  }

 private:
  Verdict make_plan(const Problem& p, ConvPlan& plan) const {
    const Isa isa = portable_ ? Isa::kScalar : effective_isa();
    if (!portable_ && isa == Isa::kScalar) return Verdict::no("this processor has no AVX2");
    plan.epilogue.recipe = GemmRecipe::for_isa(isa);
    return plan_packed(p, plan);
  }

  // Rows of A are the group's output channels.
  static PackedConstant packed_filters(const ConvPlan& plan) {
    WeightPanels panels{.groups = plan.op->group, .lanes = plan.out_channels() / plan.op->group, .depth = plan.depth()};
    panels.lane_stride = panels.depth;
    panels.width = plan.epilogue.recipe.mr;
    return pack_weights(*plan.w.constant, plan.w.name, panels);
  }

  bool portable_;
};

class ConvDepthwiseTactic final : public Tactic {
 public:
  const char* name() const override { return "conv.depthwise"; }

  Verdict supports(const Problem& p) const override {
    ConvPlan plan;
    return make_plan(p, plan);
  }

  CompiledKernel compile(const Problem& p, const Config&) const override {
    ConvPlan plan;
    if (Verdict ok = make_plan(p, plan); !ok) fail(ErrorCode::kInternal, "conv: " + ok.reason());
    RecipeWriter w;
    w.i64(plan.x.input);
    plan.write_window(w);
    w.i64(plan.op->group).i64(plan.out_channels() / plan.op->group);
    constexpr double kInf = std::numeric_limits<double>::infinity();
    const GemmRecipe& r = plan.epilogue.recipe;
    const bool clip = r.activation == GemmActivation::kClip, relu = r.activation == GemmActivation::kRelu;
    w.f64(relu ? 0.0 : clip ? double(r.low) : -kInf).f64(clip ? double(r.high) : kInf);
    w.i64(!plan.epilogue.bias.empty()).i64(plan.epilogue.post.has_value());
    if (plan.epilogue.post) plan.epilogue.post->write(w);
    std::vector<float> weights;
    for (double v : plan.w.constant->to_doubles()) weights.push_back(float(v));
    std::vector<PackedConstant> constants;
    constants.push_back({LargeBytes(std::as_bytes(std::span(weights))), {plan.w.name}, "depthwise f32"});
    if (auto bias = plan.epilogue.packed_bias()) constants.push_back(std::move(*bias));
    return make_kernel("conv.depthwise", w, std::move(constants), conv_consumed(p, plan));
  }

 private:
  static Verdict make_plan(const Problem& p, ConvPlan& plan) {
    plan.epilogue.clips_only = true;
    if (Verdict ok = plan_packed(p, plan); !ok) return ok;
    if (plan.group_channels() != 1) return Verdict::no("not depthwise: a group has several input channels");
    if (plan.op->group == 1) return Verdict::no("a single channel");
    if (plan.w.type.rank() > 4) return Verdict::no("three spatial dims");
    if (plan.depth() > 256) return Verdict::no("the kernel has more than 256 taps");
    for (const auto* list : {&plan.op->strides, &plan.op->dilations})
      for (int64_t v : *list)
        if (v > 4096) return Verdict::no("a stride or dilation is larger than 4096");
    return Verdict::yes();
  }
};

class ConvDirectTactic final : public Tactic {
 public:
  const char* name() const override { return "conv.direct"; }
  bool last_resort() const override { return true; }

  Verdict supports(const Problem& p) const override {
    ConvPlan plan;
    return make_plan(p, plan);
  }

  CompiledKernel compile(const Problem& p, const Config&) const override {
    ConvPlan plan;
    if (Verdict ok = make_plan(p, plan); !ok) fail(ErrorCode::kInternal, "conv: " + ok.reason());
    RecipeWriter w;
    w.i64(plan.x.input).i64(plan.w.input).i64(plan.bias.present ? plan.bias.input : -1);
    plan.write_window(w);
    w.i64(plan.op->group).i64(plan.epilogue.post.has_value());
    if (plan.epilogue.post) plan.epilogue.post->write(w);
    return make_kernel("conv.direct", w, {}, plan.epilogue.consumed());
  }

 private:
  static Verdict make_plan(const Problem& p, ConvPlan& plan) {
    if (Verdict ok = plan_conv(p, plan); !ok) return ok;
    if (plan.w.input < 0 || (plan.bias.present && plan.bias.input < 0))
      return Verdict::no("weights or bias lie inside the region");
    if (!p.region()) return Verdict::yes();
    return whole_post(p, plan.root, plan.x.type.dtype, plan.epilogue);
  }
};

}  // namespace

const Tactic& conv_gemm_tactic() {
  static const ConvGemmTactic tactic(false);
  return tactic;
}
const Tactic& conv_gemm_portable_tactic() {
  static const ConvGemmTactic tactic(true);
  return tactic;
}
const Tactic& conv_depthwise_tactic() {
  static const ConvDepthwiseTactic tactic;
  return tactic;
}
const Tactic& conv_direct_tactic() {
  static const ConvDirectTactic tactic;
  return tactic;
}

}  // namespace sinter::cpu
