// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Cells of recurrent layers as one operator: LSTMBlockCell, GRUBlockCell, and BlockLSTM, a loop of the former.
#include <array>

#include "import/tensorflow/loop.h"
#include "import/tensorflow/op_context.h"
#include "ops/clip.h"
#include "ops/concat.h"
#include "ops/expand.h"
#include "ops/gather.h"
#include "ops/loop.h"
#include "ops/matmul.h"
#include "ops/range.h"
#include "ops/slice.h"

namespace sinter::tensorflow {
namespace {

ValueId columns(const NodeBuilder& make, ValueId x, int64_t part, const Dim& width) {
  return make.add(Slice{.axes = {1}, .starts = {Dim(part) * width}, .ends = {Dim(part + 1) * width}, .steps = {1}},
                  {x});
}

struct LstmAttributes {
  double forget_bias = 1, cell_clip = -1;
  bool use_peephole = false;
  bool forget_second = false;  // gates in the order i, f, c, o instead of i, c, f, o
};

struct LstmOperands {
  ValueId x, cell, hidden, w, peephole_i, peephole_f, peephole_o, bias;
};

/// i, cell, f, o, candidate, tanh of the cell, hidden: the order of the operators' outputs.
using LstmResults = std::array<ValueId, 7>;

LstmResults lstm_cell(const NodeBuilder& make, const LstmOperands& in, const LstmAttributes& a) {
  const Dim width = make.dim_of(in.cell, 1);
  const ValueId both = make.add(Concat{.axis = 1}, {in.x, in.hidden});
  const ValueId gates = make.add("Add", {make.add(MatMul{}, {both, in.w}), in.bias});
  ValueId i = columns(make, gates, 0, width), c = columns(make, gates, a.forget_second ? 2 : 1, width);
  ValueId f = columns(make, gates, a.forget_second ? 1 : 2, width), o = columns(make, gates, 3, width);
  const auto peep = [&](ValueId gate, ValueId weights, ValueId cell) {
    return a.use_peephole ? make.add("Add", {gate, make.add("Mul", {cell, weights})}) : gate;
  };
  i = make.add("Sigmoid", {peep(i, in.peephole_i, in.cell)});
  if (a.forget_bias != 0) f = make.add("Add", {f, make.scalar_like(f, a.forget_bias)});
  f = make.add("Sigmoid", {peep(f, in.peephole_f, in.cell)});
  c = make.add("Tanh", {c});
  ValueId cell = make.add("Add", {make.add("Mul", {c, i}), make.add("Mul", {in.cell, f})});
  if (a.cell_clip > 0) cell = make.add(Clip{.min = -a.cell_clip, .max = a.cell_clip}, {cell});
  o = make.add("Sigmoid", {peep(o, in.peephole_o, cell)});
  const ValueId squashed = make.add("Tanh", {cell});
  return {i, cell, f, o, c, squashed, make.add("Mul", {squashed, o})};
}

}  // namespace

/// Inputs x, cell, hidden, weights, three peepholes, bias.
void import_lstm_block_cell(OpContext& ctx) {
  const LstmAttributes a{.forget_bias = ctx.float_attr("forget_bias", 1),
                         .cell_clip = ctx.float_attr("cell_clip", 3),
                         .use_peephole = ctx.bool_attr("use_peephole", false)};
  const LstmOperands in{ctx.in(0), ctx.in(1), ctx.in(2), ctx.in(3), ctx.in(4), ctx.in(5), ctx.in(6), ctx.in(7)};
  const LstmResults out = lstm_cell(ctx, in, a);
  for (size_t k = 0; k < out.size(); ++k) ctx.output(int(k), out[k]);
}

/// BlockLSTM and V2: inputs number of steps, x [steps, batch, features], cell, hidden, weights, peepholes, bias; all
/// results of all steps. Steps beyond the number are zeros.
void import_block_lstm(OpContext& ctx) {
  const bool second = ctx.op() == "BlockLSTMV2";
  const LstmAttributes a{.forget_bias = second ? 0.0 : ctx.float_attr("forget_bias", 1),
                         .cell_clip = ctx.float_attr("cell_clip", second ? 0 : 3),
                         .use_peephole = ctx.bool_attr("use_peephole", false),
                         .forget_second = second};
  const ValueId x = ctx.in(1);
  if (ctx.rank_of(x) != 3) ctx.invalid("x has rank " + std::to_string(ctx.rank_of(x)) + ", 3 expected");
  const Dim steps = ctx.type_of(x).dims[0];
  std::vector<ValueId> inputs{ctx.extent(x, 0), kNoValue, ctx.in(2), ctx.in(3)};
  auto body = open_region(ctx.graph(), "steps");
  Region region(*body, ctx.scope().region());
  const NodeBuilder make(*body, ctx.source());
  const ValueId at = body->add_input({}, ValueType(DataType::kInt64, {}));
  const ValueId again = body->add_input({}, ValueType(DataType::kBool, {}));
  LstmOperands in{};
  in.cell = body->add_input({}, ctx.graph().value(inputs[2]).type);
  in.hidden = body->add_input({}, ctx.graph().value(inputs[3]).type);
  const auto outside = [&](int i) { return region.value(ctx.binding(i)); };
  const ValueId all = region.enter(&ctx.graph(), x);
  in.x = make.add(Gather{.axis = 0}, {all, at});
  in.w = outside(4), in.bias = outside(8);
  if (a.use_peephole) in.peephole_i = outside(5), in.peephole_f = outside(6), in.peephole_o = outside(7);
  const LstmResults out = lstm_cell(make, in, a);
  std::vector<ValueId> results{again, out[1], out[6]};
  results.insert(results.end(), out.begin(), out.end());
  body->set_outputs(std::move(results));
  inputs.insert(inputs.end(), region.captured().begin(), region.captured().end());
  NodeMeta meta;
  meta.sources = {ctx.source()};
  meta.num_outputs = int(2 + out.size());
  meta.regions.push_back(std::move(body));
  const auto made = ctx.graph().node(ctx.graph().add(Loop{.carried = 2}, std::move(inputs), std::move(meta))).outputs;
  const auto wanted = ctx.const_ints(0);
  const bool every = wanted && wanted->size() == 1 && steps.is_const() && (*wanted)[0] >= steps.value();
  ValueId valid = kNoValue;
  if (!every) {
    const ValueId numbers = ctx.add(Range{}, {ctx.int_scalar(0), ctx.extent(x, 0), ctx.int_scalar(1)});
    const ValueId limit = ctx.reshape(ctx.cast(ctx.in(0), DataType::kInt64), {});
    valid = ctx.reshape(ctx.add("Less", {numbers, limit}), {steps, Dim(1), Dim(1)});
  }
  for (size_t k = 0; k < out.size(); ++k) {
    const ValueId v = made[2 + k];
    ctx.output(int(k), every ? v : ctx.add("Select", {valid, v, ctx.scalar_like(v, 0)}));
  }
}

/// Inputs x, hidden, weights of both gates, of the candidate, and their biases; outputs r, u, candidate, hidden.
void import_gru_block_cell(OpContext& ctx) {
  const ValueId x = ctx.in(0), hidden = ctx.in(1);
  const Dim width = ctx.dim_of(hidden, 1);
  const ValueId both = ctx.add(Concat{.axis = 1}, {x, hidden});
  const ValueId gates = ctx.add("Sigmoid", {ctx.add("Add", {ctx.add(MatMul{}, {both, ctx.in(2)}), ctx.in(4)})});
  const ValueId r = columns(ctx, gates, 0, width), u = columns(ctx, gates, 1, width);
  const ValueId reset = ctx.add(Concat{.axis = 1}, {x, ctx.add("Mul", {hidden, r})});
  const ValueId c = ctx.add("Tanh", {ctx.add("Add", {ctx.add(MatMul{}, {reset, ctx.in(3)}), ctx.in(5)})});
  const ValueId rest = ctx.add("Sub", {ctx.scalar_like(u, 1), u});
  ctx.output(0, r);
  ctx.output(1, u);
  ctx.output(2, c);
  ctx.output(3, ctx.add("Add", {ctx.add("Mul", {u, hidden}), ctx.add("Mul", {rest, c})}));
}

}  // namespace sinter::tensorflow
