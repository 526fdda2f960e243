// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// LSTM and RNN: loops over time steps, because the second bottom (0 where a sequence begins) resets states in the
// middle. All products with the input are one matrix product before the loop. Unlike Caffe's, states start with zeros
// in every run, unless they are given (expose_hidden).
#include "ops/loop.h"

#include "import/caffe/layer_context.h"
#include "ops/gather.h"
#include "ops/matmul.h"

namespace sinter::caffe {
namespace {

struct RecurrentParts {
  Dim steps, batch;
  int64_t outputs = 0;
  bool exposed = false;
  size_t next_blob = 0, states = 0;  ///< states: the first bottom that is one
  ValueId projected, going_on;       ///< [T,N,gates*H]; [T,N,1], 0 where a sequence begins
};

/// x, all of its items flattened, times w^T.
ValueId project(LayerContext& ctx, ValueId x, size_t leading, int64_t outputs, size_t blob) {
  const SymDims dims = ctx.type_of(x).dims;
  if (dims.size() < leading) ctx.invalid("an input has the shape " + to_string(dims));
  const auto first = dims.begin() + std::ptrdiff_t(leading);
  const int64_t inputs = ctx.fixed(product(SymDims(first, dims.end())), "the number of inputs");
  SymDims out(dims.begin(), first);
  const ValueId rows = ctx.reshape(x, {product(out), Dim(inputs)});
  const ValueId y =
      ctx.add(MatMul{.transpose_b = true}, {rows, ctx.blob_value(blob, {outputs, inputs}, Fill::kWeight)});
  out.emplace_back(outputs);
  return ctx.reshape(y, std::move(out));
}

RecurrentParts read_recurrent(LayerContext& ctx, int64_t gates, size_t hidden) {
  Params& p = ctx.params("recurrent_param");
  RecurrentParts r;
  r.outputs = p.needed("num_output");
  if (r.outputs > 1 << 24) p.fail_at("num_output", "num_output is " + std::to_string(r.outputs));
  r.exposed = p.flag("expose_hidden", false);
  const size_t given = r.exposed ? hidden : 0;
  ctx.expect_bottoms(2 + given, int(3 + given));
  const SymDims dims = ctx.dims(0), cont = ctx.dims(1);
  if (dims.size() < 2) ctx.invalid("its input has the shape " + to_string(dims), "use [T,N,...]");
  r.steps = dims[0];
  r.batch = dims[1];
  const Dim all = product(cont), wanted = r.steps * r.batch;
  if (all.is_const() && wanted.is_const() && all != wanted)
    fail(ErrorCode::kShapeMismatch, "the sequence indicators have the shape " + to_string(cont), "use [T,N]");
  r.projected = project(ctx, ctx.bottom(0), 2, gates * r.outputs, 0);
  r.projected = ctx.add("Add", {r.projected, ctx.blob_value(1, {gates * r.outputs}, Fill::kZero)});
  r.next_blob = 2;
  r.states = 2;
  if (ctx.num_bottoms() == 3 + given) {
    r.projected = ctx.add("Add", {r.projected, project(ctx, ctx.bottom(2), 1, gates * r.outputs, r.next_blob++)});
    r.states = 3;
  }
  r.going_on = ctx.reshape(ctx.bottom(1), {r.steps, r.batch, Dim(1)});
  return r;
}

ValueId first_state(LayerContext& ctx, const RecurrentParts& r, size_t i) {
  const SymDims dims = {r.batch, Dim(r.outputs)};
  if (r.exposed) return ctx.reshape(ctx.bottom(r.states + i), dims);
  return ctx.expand(ctx.scalar_like(ctx.bottom(0), 0), dims);
}

/// A body under construction: what the node passes in, and the values in the body that take it.
class LoopBody {
 public:
  LoopBody(LayerContext& ctx, const RecurrentParts& r)
      : ctx_(ctx), region_(std::make_unique<Graph>("step")), build_(*region_, ctx.source()) {
    for (const auto& [symbol, outside] : ctx.graph().symbols()) {
      Symbol& s = region_->symbols()[symbol];
      s.min = outside.min;
      s.max = outside.max;
    }
    at_ = region_->add_input({}, ValueType(DataType::kInt64, {}));
    region_->add_input({}, ValueType(DataType::kBool, {}));
    inputs_ = {ctx.extent(r.projected, 0), kNoValue};
  }

  const NodeBuilder& build() const { return build_; }
  ValueId enter(ValueId outer) {
    inputs_.push_back(outer);
    return region_->add_input({}, ValueType(ctx_.type_of(outer)));
  }
  /// This step's part of a sequence [T,...].
  ValueId step_of(ValueId sequence) { return build_.add(Gather{}, {sequence, at_}); }
  /// Adds the loop; `outputs` are carried values, then those that are stacked.
  std::vector<ValueId> finish(int64_t carried, std::vector<ValueId> outputs) {
    const int count = int(outputs.size());
    outputs.insert(outputs.begin(), build_.constant_value(Weights::scalar(DataType::kBool, 1)));
    region_->set_outputs(std::move(outputs));
    NodeMeta meta;
    meta.sources = {ctx_.source()};
    meta.num_outputs = count;
    meta.regions.push_back(std::move(region_));
    const NodeId id = ctx_.graph().add(Loop{.carried = carried}, std::move(inputs_), std::move(meta));
    return ctx_.graph().node(id).outputs;
  }

 private:
  LayerContext& ctx_;
  std::unique_ptr<Graph> region_;
  NodeBuilder build_;
  ValueId at_;
  std::vector<ValueId> inputs_;
};

void expose(LayerContext& ctx, const RecurrentParts& r, size_t top, ValueId state) {
  ctx.top(top, ctx.reshape(state, {Dim(1), r.batch, Dim(r.outputs)}));
}

ValueId gate(const NodeBuilder& b, ValueId gates, int64_t i, int64_t outputs, std::string_view activation,
             const LayerContext& ctx) {
  return b.add(activation, {b.add(ctx.slice(1, Dim(i * outputs), Dim((i + 1) * outputs)), {gates})});
}

}  // namespace

void import_lstm_layer(LayerContext& ctx) {
  const RecurrentParts r = read_recurrent(ctx, 4, 2);
  const ValueId w = ctx.blob_value(r.next_blob, {4 * r.outputs, r.outputs}, Fill::kWeight);
  const ValueId h0 = first_state(ctx, r, 0), c0 = first_state(ctx, r, 1);
  LoopBody body(ctx, r);
  const ValueId h_in = body.enter(h0), c_in = body.enter(c0);
  const ValueId x = body.step_of(body.enter(r.projected)), on = body.step_of(body.enter(r.going_on));
  const NodeBuilder& b = body.build();
  const ValueId product = b.add(MatMul{.transpose_b = true}, {b.add("Mul", {h_in, on}), body.enter(w)});
  const ValueId gates = b.add("Add", {x, product});
  const ValueId i = gate(b, gates, 0, r.outputs, "Sigmoid", ctx), f = gate(b, gates, 1, r.outputs, "Sigmoid", ctx);
  const ValueId o = gate(b, gates, 2, r.outputs, "Sigmoid", ctx), g = gate(b, gates, 3, r.outputs, "Tanh", ctx);
  const ValueId kept = b.add("Mul", {b.add("Mul", {f, on}), c_in});
  const ValueId c = b.add("Add", {kept, b.add("Mul", {i, g})});
  const ValueId h = b.add("Mul", {o, b.add("Tanh", {c})});
  const auto out = body.finish(2, {h, c, h});
  ctx.top(0, out[2]);
  expose(ctx, r, 1, out[0]);
  expose(ctx, r, 2, out[1]);
}

void import_rnn_layer(LayerContext& ctx) {
  const RecurrentParts r = read_recurrent(ctx, 1, 1);
  const ValueId w = ctx.blob_value(r.next_blob, {r.outputs, r.outputs}, Fill::kWeight);
  const ValueId h0 = first_state(ctx, r, 0);
  LoopBody body(ctx, r);
  const ValueId h_in = body.enter(h0);
  const ValueId x = body.step_of(body.enter(r.projected)), on = body.step_of(body.enter(r.going_on));
  const NodeBuilder& b = body.build();
  const ValueId product = b.add(MatMul{.transpose_b = true}, {b.add("Mul", {h_in, on}), body.enter(w)});
  const ValueId h = b.add("Tanh", {b.add("Add", {x, product})});
  const auto out = body.finish(1, {h, h});
  const ValueId y = ctx.add("Add", {project(ctx, out[1], 2, r.outputs, r.next_blob + 1),
                                    ctx.blob_value(r.next_blob + 2, {r.outputs}, Fill::kZero)});
  ctx.finish("Tanh", {y});
  expose(ctx, r, 1, out[0]);
}

}  // namespace sinter::caffe
