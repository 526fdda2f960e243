// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/kernels/pointwise_shape.h"
#include "backends/cuda/nvrtc_api.h"
#include "backends/cuda/tactics/compile_pointwise.h"
#include "backends/cuda/tactics/nvrtc_compile.h"
#include "backends/cuda/tactics/tactics.h"
#include "ir/region_program.h"

namespace sinter::cuda {
namespace {

Verdict check_pointwise_operands(const Problem& p) {
  for (const auto* list : {&p.inputs, &p.outputs})
    for (const Operand& o : *list) {
      if (!o.present) return Verdict::no("an operand is absent");
      if (o.format != Format::kLinear) return Verdict::no("an operand is not in linear format");
      if (o.type.rank() > kMaxPointwiseRank) return Verdict::no("a rank above " + std::to_string(kMaxPointwiseRank));
    }
  return Verdict::yes();
}

Verdict pointwise_spec(const Problem& p, PointwiseSpec& spec) {
  if (!maybe_pointwise(p.op())) return Verdict::other_op();
  if (Verdict v = check_pointwise_operands(p); !v) return v;
  std::string why;
  auto program = pointwise_program(*p.graph, p.node_id, why);
  if (!program) return Verdict::no(why);
  spec.program = std::move(program->program);
  spec.wide = program->wide;
  for (const Operand& o : p.inputs) spec.inputs.push_back(o.type.dtype);
  for (const Operand& o : p.outputs) spec.outputs.push_back(o.type.dtype);
  if (auto refused = refuse_pointwise(spec)) return Verdict::no(*refused);
  return Verdict::yes();
}

class PointwiseNvrtcTactic final : public Tactic {
 public:
  const char* name() const override { return "pointwise_nvrtc"; }
  Verdict supports(const Problem& p) const override {
    PointwiseSpec spec;
    if (Verdict v = pointwise_spec(p, spec); !v) return v;
    std::string why;
    return nvrtc_api(why) ? Verdict::yes() : Verdict::no(why);
  }
  CompiledKernel compile(const Problem& p, const Config&) const override {
    PointwiseSpec spec;
    const Verdict v = pointwise_spec(p, spec);
    if (!v) fail(ErrorCode::kInternal, "pointwise_nvrtc: " + v.reason(), "report this as a bug");
    CompiledKernel k;
    k.name = kPointwiseKernel;
    k.version = kPointwiseVersion;
    k.recipe = compile_pointwise(spec, compile_arch()).write();
    return k;
  }
};

}  // namespace

PointwiseRecipe compile_pointwise(const PointwiseSpec& spec, const std::string& arch) {
  PointwiseRecipe r;
  r.inputs = spec.inputs;
  r.outputs = spec.outputs;
  r.per_thread = pointwise_per_thread(spec);
  r.arch = arch;
  r.cubin = compile_cuda_source(pointwise_source(spec, int(r.block)), arch);
  return r;
}

const Tactic& pointwise_nvrtc_tactic() {
  static const PointwiseNvrtcTactic tactic;
  return tactic;
}

}  // namespace sinter::cuda
