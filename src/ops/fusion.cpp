// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/fusion.h"

#include <cstring>

#include "ir/interpret.h"
#include "ir/record.h"
#include "ir/symbol_binding.h"
#include "ops/region_infer.h"

namespace sinter {

SINTER_OP(Fusion)

void Fusion::infer(InferContext& ctx) const {
  Graph& region = *ctx.regions()[0];
  if (enter_region(ctx, region, 0)) infer_region(region);
  ctx.require(int(region.outputs().size()) == ctx.num_outputs(),
              "the region has " + std::to_string(region.outputs().size()) + " outputs, the node " +
                  std::to_string(ctx.num_outputs()));
  for (size_t i = 0; i < region.outputs().size(); ++i) {
    const Value& v = region.value(region.outputs()[i]);
    ctx.set_output(int(i), v.type);
    if (v.host_value) ctx.set_host_value(int(i), *v.host_value);
  }
  for (const DimCheck& c : region.checks()) ctx.checks.push_back(c);
}

namespace {

// A copy of the region for these shapes. All types become static, so that no dim is left that only the graph around the
// region could tell; `symbols` collects what the shapes say about those that attributes mention.
std::unique_ptr<Graph> specialised_region(const Graph& region, const std::vector<TensorView>& in,
                                          SymbolBinding& symbols) {
  auto copy = region.clone();
  for (size_t i = 0; i < in.size(); ++i) {
    Value& v = copy->value(copy->inputs().at(i));
    int bad_axis = -1;
    if (!symbols.bind(v.type.tensor.dims, in[i].dims, bad_axis))
      fail(ErrorCode::kShapeMismatch,
           "Fusion: input " + std::to_string(i) + " is " + to_string(in[i].dims) + " where the region takes " +
               to_string(v.type),
           "check the shapes of the inputs");
    v.type = ValueType(in[i].dtype, SymDims(in[i].dims.begin(), in[i].dims.end()));
    v.host_value.reset();
  }
  copy->checks().clear();
  copy->reinfer_all();
  return copy;
}

}  // namespace

void Fusion::reference(RefContext& ctx) const {
  SymbolBinding symbols;
  const auto region = specialised_region(*ctx.regions[0], ctx.inputs, symbols);
  std::vector<HostTensor> in;
  for (const TensorView& v : ctx.inputs) in.push_back(HostTensor::from(v));
  const std::vector<HostTensor> out = interpret(*region, std::move(in), symbols.values());
  for (size_t i = 0; i < out.size(); ++i) {
    if (ctx.outputs[i].resize || out[i].dims != ctx.out_dims(int(i))) ctx.resize(int(i), out[i].dims);
    if (out[i].dtype == DataType::kString) ctx.put(int(i), out[i].strings);
    else if (!out[i].bytes.empty()) std::memcpy(ctx.outputs[i].view.data, out[i].bytes.data(), out[i].bytes.size());
  }
}

}  // namespace sinter
