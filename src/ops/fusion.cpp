// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/fusion.h"

#include <cstring>

#include "ir/record.h"
#include "ops/evaluate.h"
#include "ops/region_infer.h"

namespace sinter {

SINTER_OP(Fusion)

void Fusion::infer(InferContext& ctx) const {
  Graph& region = *ctx.regions()[0];
  enter_region(ctx, region, 0);
  infer_region(region);
  ctx.require(int(region.outputs().size()) == ctx.num_outputs(),
              "the region has " + std::to_string(region.outputs().size()) + " outputs, the node " + std::to_string(ctx.num_outputs()));
  for (size_t i = 0; i < region.outputs().size(); ++i) {
    const Value& v = region.value(region.outputs()[i]);
    ctx.set_output(int(i), v.type);
    if (v.host_value) ctx.set_host_value(int(i), *v.host_value);
  }
  for (const DimCheck& c : region.checks()) ctx.checks.push_back(c);
}

void Fusion::reference(RefContext& ctx) const {
  std::vector<HostTensor> in;
  for (const TensorView& v : ctx.inputs) in.push_back(HostTensor::from(v));
  const std::vector<HostTensor> out = evaluate(*ctx.regions[0], in);
  for (size_t i = 0; i < out.size(); ++i) {
    if (ctx.outputs[i].resize || out[i].dims != ctx.out_dims(int(i))) ctx.resize(int(i), out[i].dims);
    if (out[i].dtype == DataType::kString) ctx.put(int(i), out[i].strings);
    else if (!out[i].bytes.empty()) std::memcpy(ctx.outputs[i].view.data, out[i].bytes.data(), out[i].bytes.size());
  }
}

}  // namespace sinter
