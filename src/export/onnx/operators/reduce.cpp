// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Reductions, scans and softmax.
#include "ops/reduce.h"

#include "export/onnx/operators/pointwise.h"
#include "ops/arg_reduce.h"
#include "ops/cum_sum.h"
#include "ops/log_softmax.h"
#include "ops/softmax.h"

namespace sinter::onnx_export {
namespace {

constexpr std::string_view kReduceNames[] = {"ReduceSum",       "ReduceMean",     "ReduceMax", "ReduceMin",
                                             "ReduceProd",      "ReduceL1",       "ReduceL2",  "ReduceLogSum",
                                             "ReduceLogSumExp", "ReduceSumSquare"};

bool plain_real(DataType t) { return is_float(t) && bits_of(t) >= 16; }

/// What the reductions take, and CumSum.
DataType reducible_type(DataType t) {
  if (plain_real(t) || (is_integer(t) && bits_of(t) >= 32)) return t;
  return is_float(t) ? DataType::kFloat32 : DataType::kInt64;  // sums of narrow integers wrap when they are cast back
}

DataType softmax_type(DataType t) { return plain_real(t) ? t : DataType::kFloat32; }

void finish_as(NodeWriter& ctx, const std::string& v, DataType from) {
  const DataType to = ctx.out_type(0).dtype;
  if (from == to) return ctx.finish_value(0, v);
  ctx.finish("Cast", {v}, Attributes().i("to", type_number(to)));
}

}  // namespace

namespace {

/// Where the run chooses the axes, each dim is reduced or not in its turn, by an If of its own. Kinds that do more than
/// combine elements do the rest before or behind.
class ChosenReduction {
 public:
  ChosenReduction(NodeWriter& ctx, const Reduce& op, DataType wide) : ctx_(ctx), op_(op), wide_(wide) {}

  std::string run(std::string v) {
    v = before(v);
    for (size_t d = 0; d < op_.chosen.size(); ++d) v = reduced(v, d);
    if (op_.kind == ReduceKind::kL2) return ctx_.add("Sqrt", {v});
    return op_.kind == ReduceKind::kLogSum ? ctx_.add("Log", {v}) : v;
  }

 private:
  std::string before(const std::string& v) {
    if (op_.kind == ReduceKind::kL1) return ctx_.add("Abs", {v});
    if (op_.kind == ReduceKind::kL2 || op_.kind == ReduceKind::kSumSquare) return ctx_.add("Mul", {v, v});
    return v;
  }
  std::string_view combine() const {
    const bool sum = op_.kind == ReduceKind::kL1 || op_.kind == ReduceKind::kL2 || op_.kind == ReduceKind::kLogSum ||
                     op_.kind == ReduceKind::kSumSquare;
    return sum ? "ReduceSum" : kReduceNames[size_t(op_.kind)];
  }
  std::string reduced(const std::string& v, size_t d) {
    const std::string yes =
        ctx_.add("Cast", {ctx_.dim_scalar(op_.chosen[d])}, Attributes().i("to", type_number(DataType::kBool)));
    const std::string axes = ctx_.ints({int64_t(d)});
    const WireWriter then_branch = branch(combine(), {v, axes}), else_branch = branch("Identity", {v});
    return ctx_.add("If", {yes}, Attributes().graph("then_branch", then_branch).graph("else_branch", else_branch));
  }
  WireWriter branch(std::string_view op, const Values& inputs) {
    GraphSink sink;
    GraphScope scope(ctx_.model(), ctx_.graph(), &ctx_.scope(), sink);
    const std::string y = ctx_.model().claim(ctx_.source() + "/branch");
    scope.node(op, "", inputs, {y}, {}, y);
    WireWriter graph = sink.nodes;
    graph.string(2, op);
    TensorType type = ctx_.type(0);
    type.dtype = wide_;
    for (Dim& dim : type.dims) dim = -1;
    graph.message(12, value_info(y, type));
    return graph;
  }

  NodeWriter& ctx_;
  const Reduce& op_;
  DataType wide_;
};

}  // namespace

void write_reduce(NodeWriter& ctx) {
  const auto& op = ctx.op<Reduce>();
  const DataType type = ctx.dtype(0);
  const bool extreme = op.kind == ReduceKind::kMax || op.kind == ReduceKind::kMin;
  const bool direct = extreme && (bits_of(type) == 8 && !is_float(type));
  DataType wide = direct ? type : reducible_type(type);
  if (!op.chosen.empty()) {
    if (op.kind == ReduceKind::kMean && !is_float(type)) wide = DataType::kFloat64;  // truncated once, at the end
    return finish_as(ctx, ChosenReduction(ctx, op, wide).run(ctx.cast(ctx.in(0), type, wide)), wide);
  }
  Values in{ctx.cast(ctx.in(0), type, wide)};
  if (!op.axes.empty()) in.push_back(ctx.ints(op.axes));
  Attributes a;
  a.i("keepdims", op.keep_dims && ctx.rank(0) > 0);
  const std::string_view name = kReduceNames[size_t(op.kind)];
  if (wide == type) return ctx.finish(name, in, a);
  finish_as(ctx, ctx.add(name, in, a), wide);
}

void write_arg_reduce(NodeWriter& ctx) {
  const auto& op = ctx.op<ArgReduce>();
  const DataType type = ctx.dtype(0);
  const bool narrow = bits_of(type) < 8 || (is_float(type) && bits_of(type) == 8) || type == DataType::kBool;
  ctx.finish(op.kind == ArgReduceKind::kMax ? "ArgMax" : "ArgMin",
             {narrow ? ctx.cast(ctx.in(0), type, wider_type(type)) : ctx.in(0)},
             Attributes().i("axis", op.axis).i("keepdims", op.keep_dims).i("select_last_index", op.select_last_index));
}

void write_cum_sum(NodeWriter& ctx) {
  const auto& op = ctx.op<CumSum>();
  const DataType type = ctx.dtype(0), wide = reducible_type(type);
  std::string axis;
  if (ctx.has(1))
    axis = ctx.rank(1) == 0 ? ctx.index_in(1) : ctx.add("Squeeze", {ctx.index_in(1)});
  else
    axis = op.along.empty() ? ctx.int_scalar(op.axis) : ctx.dim_scalar(op.along[0]);
  if (op.product) ctx.need_opset(26);
  const std::string_view name = op.product ? "CumProd" : "CumSum";
  const auto a = Attributes().i("exclusive", op.exclusive).i("reverse", op.reverse);
  if (wide == type) return ctx.finish(name, {ctx.in(0), axis}, a);
  finish_as(ctx, ctx.add(name, {ctx.cast(ctx.in(0), type, wide), axis}, a), wide);
}

namespace {

void write_softmax_of(NodeWriter& ctx, std::string_view name, int64_t axis) {
  const DataType type = ctx.dtype(0), wide = softmax_type(type);
  const auto a = Attributes().i("axis", axis);
  if (wide == type) return ctx.finish(name, {ctx.in(0)}, a);
  finish_as(ctx, ctx.add(name, {ctx.cast(ctx.in(0), type, wide)}, a), wide);
}

}  // namespace

void write_softmax(NodeWriter& ctx) { write_softmax_of(ctx, "Softmax", ctx.op<Softmax>().axis); }
void write_log_softmax(NodeWriter& ctx) { write_softmax_of(ctx, "LogSoftmax", ctx.op<LogSoftmax>().axis); }

}  // namespace sinter::onnx_export
