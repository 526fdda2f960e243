// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Tactics of windows, reductions, normalizations and scans.
#include "backends/cpu/kernels/conv_shape.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/tactics/simple.h"
#include "ops/arg_reduce.h"
#include "ops/cum_sum.h"
#include "ops/layer_norm.h"
#include "ops/non_zero.h"
#include "ops/pooling.h"
#include "ops/range.h"
#include "ops/reduce.h"
#include "ops/shape.h"
#include "ops/size.h"
#include "ops/softmax.h"
#include "ops/topk.h"

namespace sinter::cpu {
namespace {

Verdict plain_float(const Problem& p) {
  switch (p.inputs[0].type.dtype) {
    case DataType::kFloat32:
    case DataType::kFloat64:
    case DataType::kFloat16:
    case DataType::kBFloat16: return Verdict::yes();
    default: return Verdict::no("computes f32, f64, f16 and bf16 only");
  }
}

Verdict pooling_supports(const Problem& p) {
  const Pooling& op = *p.op().as<Pooling>();
  if (op.kind != PoolingKind::kMax) return plain_float(p);
  return p.inputs[0].type.dtype == DataType::kBool ? Verdict::no("booleans are not pooled") : Verdict::yes();
}
void pooling_write(const Problem& p, RecipeWriter& w) {
  const Pooling& op = *p.op().as<Pooling>();
  w.i64(int64_t(op.kind));
  write_window(w, op.kernel, op.strides, op.dilations, op.pads_begin, op.pads_end);
  w.i64(op.count_include_pad).i64(op.p);
}

void reduce_write(const Problem& p, RecipeWriter& w) {
  const Reduce& op = *p.op().as<Reduce>();
  w.i64(int64_t(op.kind)).ints(op.axes).i64(op.keep_dims).i64(!op.chosen.empty());
}

/// Scale and bias must run along the whole normalized dims, or be one element.
Verdict norm_parameters(const Problem& p) {
  if (Verdict ok = plain_float(p); !ok) return ok;
  const TensorType& x = p.inputs[0].type;
  const LayerNorm& op = *p.op().as<LayerNorm>();
  const int64_t first = op.first(x.rank()), last = op.last(x.rank());
  for (size_t i = 1; i < p.inputs.size(); ++i) {
    if (!p.inputs[i].present) continue;
    const TensorType& t = p.inputs[i].type;
    if (t.dtype != x.dtype) return Verdict::no("scale or bias has another dtype");
    const bool one = t.is_static() && element_count(t.static_dims()) == 1;
    bool whole = t.rank() >= x.rank() - int(first) && t.rank() <= x.rank();
    for (int d = 0; whole && d < t.rank(); ++d) {
      const int at = x.rank() - t.rank() + d;
      whole = t.dims[size_t(d)] == (at < first || at >= last ? Dim(1) : x.dims[size_t(at)]);
    }
    if (!one && !whole) return Verdict::no("scale or bias does not run along all normalized dims");
  }
  return Verdict::yes();
}

bool norms_last_dims(const Problem& p) {
  const int64_t rank = p.inputs[0].type.rank();
  return p.op().as<LayerNorm>()->last(rank) == rank;
}
Verdict layer_norm_supports(const Problem& p) {
  return norms_last_dims(p) ? norm_parameters(p) : Verdict::no("the dims are not the last ones");
}
Verdict norm_columns_supports(const Problem& p) {
  return norms_last_dims(p) ? Verdict::no("the dims are the last ones") : norm_parameters(p);
}

Verdict cumsum_supports(const Problem& p) {
  if (p.inputs[0].type.dtype == DataType::kBool) return Verdict::no("booleans are not summed");
  if (has_input(p, 1) && !known_integers(p.inputs[1])) return Verdict::no("the axis is not known at build time");
  return Verdict::yes();
}
void cumsum_write(const Problem& p, RecipeWriter& w) {
  const CumSum& op = *p.op().as<CumSum>();
  int64_t axis = op.axis;
  if (has_input(p, 1)) axis = known_integers(p.inputs[1])->at(0);
  w.i64(axis).i64(op.exclusive).i64(op.reverse).i64(op.product).i64(!op.along.empty());
}

void arg_reduce_write(const Problem& p, RecipeWriter& w) {
  const ArgReduce& op = *p.op().as<ArgReduce>();
  w.i64(int64_t(op.kind)).i64(op.axis).i64(op.select_last_index);
}

Verdict topk_supports(const Problem& p) {
  return is_index_type(p.inputs[1].type.dtype) ? Verdict::yes() : Verdict::no("k is neither i32 nor i64");
}
void topk_write(const Problem& p, RecipeWriter& w) {
  const TopK& op = *p.op().as<TopK>();
  w.i64(op.axis).i64(op.largest);
}

}  // namespace

const Tactic& pooling_tactic() {
  static const SimpleTactic t("pooling", Pooling::kName, false, pooling_supports, pooling_write);
  return t;
}
const Tactic& reduce_tactic() {
  static const SimpleTactic t("reduce", Reduce::kName, false, always, reduce_write);
  return t;
}
const Tactic& softmax_tactic() {
  static const SimpleTactic t("softmax", Softmax::kName, false, plain_float,
                              [](const Problem& p, RecipeWriter& w) { w.i64(p.op().as<Softmax>()->axis); });
  return t;
}
const Tactic& layer_norm_tactic() {
  static const SimpleTactic t("layer_norm", LayerNorm::kName, false, layer_norm_supports,
                              [](const Problem& p, RecipeWriter& w) {
                                const LayerNorm& op = *p.op().as<LayerNorm>();
                                w.i64(op.axis).f64(op.epsilon).i64(op.centred);
                              });
  return t;
}
const Tactic& layer_norm_columns_tactic() {
  static const SimpleTactic t("layer_norm.columns", LayerNorm::kName, false, norm_columns_supports,
                              [](const Problem& p, RecipeWriter& w) {
                                const LayerNorm& op = *p.op().as<LayerNorm>();
                                const int64_t rank = p.inputs[0].type.rank();
                                w.i64(op.first(rank)).i64(op.last(rank)).f64(op.epsilon).i64(op.centred);
                              });
  return t;
}
const Tactic& cumsum_tactic() {
  static const SimpleTactic t("cumsum", CumSum::kName, false, cumsum_supports, cumsum_write);
  return t;
}
const Tactic& arg_reduce_tactic() {
  static const SimpleTactic t("arg_reduce", ArgReduce::kName, false, always, arg_reduce_write);
  return t;
}
const Tactic& topk_tactic() {
  static const SimpleTactic t("topk", TopK::kName, false, topk_supports, topk_write);
  return t;
}
const Tactic& range_tactic() {
  static const SimpleTactic t("range", Range::kName, false, always, no_recipe);
  return t;
}
const Tactic& nonzero_tactic() {
  static const SimpleTactic t("nonzero", NonZero::kName, false, always, no_recipe);
  return t;
}

const Tactic& shape_tactic() {
  static const SimpleTactic t("shape", Shape::kName, true, always, [](const Problem& p, RecipeWriter& w) {
    const Shape& op = *p.op().as<Shape>();
    w.i64(0).i64(op.start).i64(op.end);
  });
  return t;
}
const Tactic& size_tactic() {
  static const SimpleTactic t(
      "shape", Size::kName, true, always, [](const Problem&, RecipeWriter& w) { w.i64(1).i64(0).i64(0); }, "size");
  return t;
}

}  // namespace sinter::cpu
