// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/loop.h"

#include "ir/record.h"
#include "ops/region_infer.h"

namespace sinter {

SINTER_OP(Loop)

namespace {

bool is_scalar(const TensorType& t) { return t.dims.empty() || (t.dims.size() == 1 && t.dims[0] == Dim(1)); }

// Region inputs 0 and 1 are made by the loop; the others are the node's inputs from 2 on.
void enter_loop(InferContext& ctx, Graph& body) {
  ctx.require(body.inputs().size() >= 2, "the region takes " + std::to_string(body.inputs().size()) + " inputs",
              "it needs at least iteration number and condition");
  const int n = int(body.inputs().size());
  ctx.require(ctx.num_inputs() == n, "the region takes " + std::to_string(n) + " inputs, the node passes " +
                                         std::to_string(ctx.num_inputs()));
  body.value(body.inputs()[0]).type = ValueType(DataType::kInt64, {});
  body.value(body.inputs()[1]).type = ValueType(DataType::kBool, {});
}

// How many iterations there are: exact if nothing but the count ends the loop.
Dim scan_length(InferContext& ctx, const Graph& body) {
  const HostValue trips = ctx.host_value(0);
  ctx.require(trips && trips->size() == 1, "scanned outputs need a trip count that is known from constants and shapes",
              "compute the trip count from the shapes of inputs");
  const Value& again = body.value(body.outputs()[0]);
  const bool always_again = again.host_value == HostValue(SymDims{1}) || body.outputs()[0] == body.inputs()[1];
  const bool starts = !ctx.has(1) || ctx.host_value(1) == HostValue(SymDims{1});
  const Dim n = ctx.bounds((*trips)[0]).min >= 0 ? (*trips)[0] : max((*trips)[0], 0);
  return always_again && starts ? n : ctx.fresh_size("loop", n);
}

}  // namespace

void Loop::infer(InferContext& ctx) const {
  if (ctx.has(0)) {
    ctx.require_dtype(0, {DataType::kInt64, DataType::kInt32});
    ctx.require(is_scalar(ctx.tensor(0)), "the trip count is no scalar");
  }
  if (ctx.has(1)) {
    ctx.require_dtype(1, {DataType::kBool});
    ctx.require(is_scalar(ctx.tensor(1)), "the condition is no scalar");
  }
  Graph& body = *ctx.regions()[0];
  enter_loop(ctx, body);
  for (int i = 2; i < ctx.num_inputs(); ++i) {
    Value& v = body.value(body.inputs()[size_t(i)]);
    v.type = ctx.value(i);
    body.declare_symbols(v.type);
    v.host_value = i < 2 + carried ? HostValue() : ctx.host_value(i);  // a carried value changes
  }
  infer_region(body);
  const int outputs = int(body.outputs().size());
  ctx.require(carried >= 0 && 2 + carried <= ctx.num_inputs() && 1 + carried <= outputs,
              "carried is " + std::to_string(carried), "the node and the region must pass that many values");
  ctx.require(outputs == ctx.num_outputs() + 1,
              "the region has " + std::to_string(outputs) + " outputs, the node " + std::to_string(ctx.num_outputs()),
              "the region has one more: the condition");
  for (int i = 0; i < carried; ++i) {
    const ValueType &in = ctx.value(2 + i), &out = body.value(body.outputs()[size_t(1 + i)]).type;
    ctx.require(in == out,
                "carried value " + std::to_string(i) + " is " + to_string(in) + " before and " + to_string(out) +
                    " after an iteration",
                "carried values must keep dtype and shape");
    ctx.set_output(i, in);
  }
  if (ctx.num_outputs() == carried) return;
  const Dim n = scan_length(ctx, body);
  for (int i = int(carried); i < ctx.num_outputs(); ++i) {
    const TensorType& element = body.tensor(body.outputs()[size_t(1 + i)]);
    SymDims dims{n};
    for (const Dim& d : element.dims)
      dims.push_back(is_outer_dim(body, d) ? d : ctx.fresh_size("loop", outer_upper_bound(body, d)));
    ctx.set_output(i, element.dtype, std::move(dims));
  }
}

}  // namespace sinter
