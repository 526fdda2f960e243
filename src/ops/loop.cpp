// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/loop.h"

#include "ir/record.h"
#include "ops/region_infer.h"

namespace sinter {

SINTER_OP(Loop)

namespace {

bool is_scalar(const TensorType& t) { return t.dims.empty() || (t.dims.size() == 1 && t.dims[0] == Dim(1)); }

// Region inputs 0 and 1 are made by the loop; the others are the node's inputs from 2 on. True if they were others.
bool enter_loop(InferContext& ctx, Graph& body) {
  ctx.require(body.inputs().size() >= 2, "the region takes " + std::to_string(body.inputs().size()) + " inputs",
              "it needs at least iteration number and condition");
  const int n = int(body.inputs().size());
  ctx.require(ctx.num_inputs() == n, "the region takes " + std::to_string(n) + " inputs, the node passes " +
                                         std::to_string(ctx.num_inputs()));
  const bool number = enter_input(ctx, body, 0, ValueType(DataType::kInt64, {}), {});
  return enter_input(ctx, body, 1, ValueType(DataType::kBool, {}), {}) || number;
}

// Beyond so many iterations a loop that may stop early gets no memory for all of them beforehand.
constexpr int64_t kManyTrips = 4096;

// How many iterations there are: exact if nothing but the count ends the loop.
Dim scan_length(InferContext& ctx, const Graph& body) {
  const HostValue trips = ctx.host_value(0);
  if (!trips || trips->size() != 1) return ctx.fresh_size("loop", Dim(INT64_MAX));
  const Value& again = body.value(body.outputs()[0]);
  const bool always_again = again.host_value == HostValue(SymDims{1}) || body.outputs()[0] == body.inputs()[1];
  const bool starts = !ctx.has(1) || ctx.host_value(1) == HostValue(SymDims{1});
  const Interval bounds = ctx.bounds((*trips)[0]);
  const Dim n = bounds.min >= 0 ? (*trips)[0] : max((*trips)[0], 0);
  if (always_again && starts) return n;
  const bool few = bounds.max <= kManyTrips || (!n.is_const() && bounds.min >= 0);
  return ctx.fresh_size("loop", few ? n : Dim(INT64_MAX));
}

// The type that carried value i enters an iteration with, so far: what the loop begins with, where the body is not
// known to change a dim.
ValueType carried_type(const InferContext& ctx, const Graph& body, int i) {
  ValueType type = ctx.value(2 + i);
  const ValueType& known = body.value(body.inputs()[size_t(2 + i)]).type;
  if (!type.is_tensor()) {
    ValueType both;
    return join_value(type, known, both) ? both : type;
  }
  if (!known.is_tensor() || known.tensor.rank() != type.tensor.rank()) return type;
  for (size_t d = 0; d < type.tensor.dims.size(); ++d)
    if (is_changing_dim(body, known.tensor.dims[d])) type.tensor.dims[d] = known.tensor.dims[d];
  return type;
}

// After an iteration the value must fit what the next one takes. False if that had to become more general.
bool settles(InferContext& ctx, Graph& body, int i) {
  Value& in = body.value(body.inputs()[size_t(2 + i)]);
  const ValueType& out = body.value(body.outputs()[size_t(1 + i)]).type;
  if (in.type == out) return true;
  const std::string which = "carried value " + std::to_string(i) + " is " + to_string(ctx.value(2 + i)) +
                            " before and " + to_string(out) + " after an iteration";
  if (!in.type.is_tensor() || !out.is_tensor()) {
    ValueType both;
    ctx.require(join_value(in.type, outer_object_type(body, out), both), which, "carried values must keep their type");
    if (in.type == both) return true;
    in.type = both;
    return false;
  }
  ctx.require(in.type.tensor.dtype == out.tensor.dtype && in.type.tensor.rank() == out.tensor.rank(), which,
              "carried values must keep dtype and rank");
  bool settled = true;
  for (size_t d = 0; d < out.tensor.dims.size(); ++d) {
    Dim& dim = in.type.tensor.dims[d];
    if (dim == out.tensor.dims[d] || is_changing_dim(body, dim)) continue;
    dim = changing_dim(body, body.inputs()[size_t(2 + i)], int(d));
    settled = false;
  }
  return settled;
}

// Types of carried values become more general until an iteration gives what it takes; each round settles a dim.
void infer_body(InferContext& ctx, Graph& body, int carried) {
  bool news = enter_loop(ctx, body);
  for (int i = 2; i < ctx.num_inputs(); ++i) {
    const bool changes = i < 2 + carried;
    news = enter_input(ctx, body, i, changes ? carried_type(ctx, body, i - 2) : ctx.value(i),
                       changes ? HostValue() : ctx.host_value(i)) ||
           news;
  }
  for (;; news = true) {
    if (news) infer_region(body);
    bool settled = true;
    for (int i = 0; i < carried; ++i) settled = settles(ctx, body, i) && settled;
    if (settled) return;
  }
}

// A dim of a carried value as the graph around sees it.
Dim last_dim(InferContext& ctx, const Graph& body, const Dim& in) {
  return is_changing_dim(body, in) ? ctx.fresh_size("loop", Dim(INT64_MAX)) : in;
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
  const int outputs = int(body.outputs().size());
  ctx.require(carried >= 0 && 2 + carried <= ctx.num_inputs() && 1 + carried <= outputs,
              "carried is " + std::to_string(carried), "the node and the region must pass that many values");
  ctx.require(outputs == ctx.num_outputs() + 1,
              "the region has " + std::to_string(outputs) + " outputs, the node " + std::to_string(ctx.num_outputs()),
              "the region has one more: the condition");
  infer_body(ctx, body, int(carried));
  const ValueType& again = body.value(body.outputs()[0]).type;
  ctx.require(again.is_tensor() && again.tensor.dtype == DataType::kBool && is_scalar(again.tensor),
              "the region's condition is " + to_string(again), "it must be a bool scalar");
  for (int i = 0; i < carried; ++i) {
    ValueType type = body.value(body.inputs()[size_t(2 + i)]).type;
    if (type.is_tensor())
      for (Dim& d : type.tensor.dims) d = last_dim(ctx, body, d);
    ctx.set_output(i, type);
  }
  if (ctx.num_outputs() == carried) return;
  const Dim n = scan_length(ctx, body);
  for (int i = int(carried); i < ctx.num_outputs(); ++i) {
    const ValueType& element = body.value(body.outputs()[size_t(1 + i)]).type;
    ctx.require(element.is_tensor(), "scanned output " + std::to_string(i - int(carried)) + " is " + to_string(element),
                "only tensors can be stacked");
    SymDims dims{n};
    for (const Dim& d : element.tensor.dims)
      dims.push_back(is_outer_dim(body, d) ? d : ctx.fresh_size("loop", outer_upper_bound(body, d)));
    ctx.set_output(i, element.tensor.dtype, std::move(dims));
  }
}

}  // namespace sinter
