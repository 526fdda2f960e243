// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Transposed convolution: as a matrix product, or by its definition.
#include "backends/cpu/kernels/conv_shape.h"
#include "backends/cpu/kernels/gemm_epilogue.h"
#include "backends/cpu/tactics/packed_weights.h"
#include "backends/cpu/tactics/region_program.h"
#include "backends/cpu/tactics/tactics.h"
#include "ops/deconvolution.h"

namespace sinter::cpu {
namespace {

Verdict deconv_common(const Problem& p) {
  if (!p.op().is<Deconvolution>()) return Verdict::other_op();
  if (Verdict ok = all_linear(p); !ok) return ok;
  const TensorType& w = p.inputs[1].type;
  if (!w.is_static()) return Verdict::no("the dims of the weights are not known");
  const Dims dims = w.static_dims();
  if (element_count(dims) == 0) return Verdict::no("the weights are empty");
  for (size_t i = 2; i < dims.size(); ++i)
    if (dims[i] > (1 << 20)) return Verdict::no("the kernel is too large");
  return Verdict::yes();
}

void write_deconv_window(const Problem& p, RecipeWriter& r) {
  const Deconvolution& op = *p.op().as<Deconvolution>();
  const Dims w = p.inputs[1].type.static_dims();
  write_window(r, Dims(w.begin() + 2, w.end()), op.strides, op.dilations, op.pads_begin, op.pads_end);
  r.i64(op.group);
}

class DeconvGemmTactic final : public Tactic {
 public:
  const char* name() const override { return "deconv.gemm"; }

  Verdict supports(const Problem& p) const override {
    if (Verdict ok = deconv_common(p); !ok) return ok;
    PackType type;
    if (!pack_type_of(p.inputs[0].type.dtype, type)) return Verdict::no("computes f32, f16 and bf16 only");
    const Dims w = p.inputs[1].type.static_dims();
    if (w[0] == p.op().as<Deconvolution>()->group) return Verdict::no("a group has a single input channel");
    return Verdict::yes();
  }

  CompiledKernel compile(const Problem& p, const Config&) const override {
    const int64_t groups = p.op().as<Deconvolution>()->group;
    const Dims w = p.inputs[1].type.static_dims();
    const GemmRecipe gemm = GemmRecipe::for_isa(effective_isa());
    const auto bytes = gemm.serialize();
    RecipeWriter r;
    write_deconv_window(p, r);
    r.i64(w[0] / groups).i64(w[1]);
    r.text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    const bool constant = p.inputs[1].constant != nullptr;
    r.i64(constant);
    if (!constant) return make_kernel("deconv.gemm", r);
    std::vector<PackedConstant> constants;
    constants.push_back(packed_filters(p, groups, gemm.mr));
    return make_kernel("deconv.gemm", r, std::move(constants), {1});
  }

 private:
  /// Rows of A are output channel and tap, its columns the group's input channels.
  static PackedConstant packed_filters(const Problem& p, int64_t groups, int64_t mr) {
    const Weights& data = *p.inputs[1].constant;
    WeightPanels panels{.groups = groups, .lanes = data.count() / data.dims()[0], .depth = data.dims()[0] / groups};
    panels.depth_stride = panels.lanes;
    panels.width = mr;
    return pack_weights(data, p.inputs[1].name, panels);
  }
};

class DeconvDirectTactic final : public Tactic {
 public:
  const char* name() const override { return "deconv.direct"; }
  bool last_resort() const override { return true; }
  Verdict supports(const Problem& p) const override { return deconv_common(p); }
  CompiledKernel compile(const Problem& p, const Config&) const override {
    RecipeWriter r;
    write_deconv_window(p, r);
    return make_kernel("deconv.direct", r);
  }
};

}  // namespace

const Tactic& deconv_gemm_tactic() {
  static const DeconvGemmTactic tactic;
  return tactic;
}
const Tactic& deconv_direct_tactic() {
  static const DeconvDirectTactic tactic;
  return tactic;
}

}  // namespace sinter::cpu
