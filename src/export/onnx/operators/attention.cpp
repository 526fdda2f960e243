// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Attention: the operator of opset 23 (24 with lengths) where it says the same, else a product, a softmax, a product.
#include "ops/attention.h"

#include <cmath>
#include <limits>

#include "export/onnx/node_writer.h"
#include "ops/linear_attention.h"

namespace sinter::onnx_export {
namespace {

constexpr double kLowest = -std::numeric_limits<double>::infinity();

bool mask_fits(const NodeWriter& ctx) {
  if (!ctx.has(3)) return true;
  const SymDims &mask = ctx.type(3).dims, &k = ctx.type(1).dims;
  // A mask of fewer keys is filled up with -inf by readers of opset 24, not broadcast.
  return mask.size() >= 2 && mask.back() == k[2];
}

bool one_operator(const NodeWriter& ctx, const Attention& op) {
  if (ctx.dtype(0) == DataType::kFloat64) return false;  // readers compute it in f32
  if (op.left_window >= 0 || op.right_window >= 0 || ctx.has(5) || !mask_fits(ctx)) return false;
  const bool bottom = op.align == CausalAlign::kBottomRight;
  if (ctx.has(4)) return bottom || !op.causal;
  return !op.causal || !bottom || ctx.type(0).dims[2] == ctx.type(1).dims[2];
}

/// The operator's parts, in f32 or better.
class AttentionParts {
 public:
  explicit AttentionParts(NodeWriter& ctx)
      : ctx_(ctx),
        op_(ctx.op<Attention>()),
        type_(ctx.dtype(0)),
        real_(type_ == DataType::kFloat64 ? type_ : DataType::kFloat32) {}

  void run() {
    const SymDims &q = ctx_.type(0).dims, &k = ctx_.type(1).dims;
    const std::string keys = ctx_.transpose(heads(1), {0, 1, 3, 2});
    std::string s = ctx_.add("MatMul", {real(0), keys});
    s = scaled(s, q[3]);
    if (op_.softcap > 0) {
      const std::string cap = number(op_.softcap);
      s = ctx_.add("Mul", {ctx_.add("Tanh", {ctx_.add("Div", {s, cap})}), cap});
    }
    if (ctx_.has(3)) s = masked(s);
    if (const std::string allowed = allowed_keys(q[2], k[2]); !allowed.empty())
      s = ctx_.add("Where", {allowed, s, number(kLowest)});
    const std::string y = ctx_.add("MatMul", {weights(s, q, k), heads(2)});
    if (real_ == type_) return ctx_.finish_value(0, y);
    ctx_.finish("Cast", {y}, Attributes().i("to", type_number(type_)));
  }

 private:
  std::string number(double v) { return ctx_.scalar(real_, v); }
  std::string real(int i) { return ctx_.cast(ctx_.in(i), ctx_.dtype(i), real_); }

  /// Keys or values with each head repeated for the query heads that read it.
  std::string heads(int i) {
    const SymDims &q = ctx_.type(0).dims, &d = ctx_.type(i).dims;
    if (d[1] == q[1]) return real(i);
    SymDims repeated{d[0], d[1], floor_div(q[1], d[1]), d[2], d[3]};
    const std::string v = ctx_.add("Expand", {ctx_.unsqueeze(real(i), {2}), ctx_.dims(repeated)});
    return ctx_.reshape(v, {d[0], q[1], d[2], d[3]});
  }

  std::string scaled(const std::string& s, const Dim& size) {
    if (op_.scale != 0) return ctx_.add("Mul", {s, number(op_.scale)});
    if (size.is_const()) return ctx_.add("Mul", {s, number(1 / std::sqrt(double(size.value())))});
    return ctx_.add("Div", {s, ctx_.add("Sqrt", {ctx_.cast_to(ctx_.dim_scalar(size), real_)})});
  }

  std::string masked(const std::string& s) {
    if (ctx_.dtype(3) == DataType::kBool) return ctx_.add("Where", {ctx_.in(3), s, number(kLowest)});
    return ctx_.add("Add", {s, real(3)});
  }

  std::string positions(const Dim& count) {
    return ctx_.add("Range", {ctx_.int_scalar(0), ctx_.dim_scalar(count), ctx_.int_scalar(1)});
  }

  /// Bool, broadcasting to [B,H,S,T]; "": all.
  std::string allowed_keys(const Dim& rows, const Dim& count) {
    std::string allowed, lengths;
    const auto allow = [&](const std::string& more) {
      allowed = allowed.empty() ? more : ctx_.add("And", {allowed, more});
    };
    const bool windows = op_.left_window >= 0 || op_.right_window >= 0;
    if (!ctx_.has(4) && !op_.causal && !windows) return {};
    const std::string key = positions(count);
    if (ctx_.has(4)) {
      lengths = ctx_.add("Reshape", {ctx_.index_in(4), ctx_.ints({-1, 1, 1, 1})});
      allow(ctx_.add("Less", {key, lengths}));
    }
    if (!op_.causal && !windows) return allowed;
    std::string frontier = ctx_.unsqueeze(positions(rows), {1});
    if (op_.align == CausalAlign::kBottomRight) {
      const std::string last = lengths.empty() ? ctx_.dim_scalar(count) : lengths;
      frontier = ctx_.add("Add", {frontier, ctx_.add("Sub", {last, ctx_.dim_scalar(rows)})});
    }
    const auto shifted = [&](const char* how, int64_t by) { return ctx_.add(how, {frontier, ctx_.int_scalar(by)}); };
    if (op_.causal) allow(ctx_.add("LessOrEqual", {key, frontier}));
    if (op_.left_window >= 0) allow(ctx_.add("GreaterOrEqual", {key, shifted("Sub", op_.left_window)}));
    if (op_.right_window >= 0) allow(ctx_.add("LessOrEqual", {key, shifted("Add", op_.right_window)}));
    return allowed;
  }

  /// Softmax, with zeros in rows without a key. A sink is one more column, which is cut off again.
  std::string weights(std::string s, const SymDims& q, const SymDims& k) {
    const std::string best = ctx_.add("ReduceMax", {s, ctx_.ints({-1})});
    const std::string none = ctx_.add("Equal", {best, number(kLowest)});
    if (ctx_.has(5)) {
      const std::string sink = ctx_.add("Reshape", {real(5), ctx_.ints({1, -1, 1, 1})});
      const std::string column = ctx_.add("Expand", {sink, ctx_.dims({q[0], q[1], q[2], Dim(1)})});
      s = ctx_.add("Concat", {s, column}, Attributes().i("axis", 3));
    }
    std::string p = ctx_.add("Softmax", {s}, Attributes().i("axis", -1));
    if (ctx_.has(5)) p = ctx_.add("Slice", {p, ctx_.ints({0}), ctx_.dims({k[2]}), ctx_.ints({3})});
    return ctx_.add("Where", {none, number(0), p});
  }

  NodeWriter& ctx_;
  const Attention& op_;
  DataType type_, real_;
};

}  // namespace

void write_attention(NodeWriter& ctx) {
  const auto& op = ctx.op<Attention>();
  if (!one_operator(ctx, op)) return AttentionParts(ctx).run();
  Attributes a;
  if (op.scale != 0) a.f("scale", op.scale);
  if (op.causal) a.i("is_causal", 1);
  if (op.softcap != 0) a.f("softcap", op.softcap);
  std::string mask = ctx.in(3);
  if (ctx.has(3) && ctx.dtype(3) != DataType::kBool) mask = ctx.cast(mask, ctx.dtype(3), ctx.dtype(0));
  Values in{ctx.in(0), ctx.in(1), ctx.in(2), mask, "", ""};
  ctx.need_opset(ctx.has(4) ? 24 : 23);
  if (ctx.has(4)) {
    in.push_back(ctx.index_in(4));
  }
  ctx.finish("Attention", in, a);
}

/// The operator takes heads packed into the last dim.
void write_linear_attention(NodeWriter& ctx) {
  ctx.need_opset(27);
  const SymDims &q = ctx.type(0).dims, &k = ctx.type(1).dims;
  if (!q[2].is_const() || !k[2].is_const()) ctx.refuse("the number of heads is not known");
  const auto packed = [&](int i) {
    if (!ctx.has(i)) return std::string();
    const SymDims& d = ctx.type(i).dims;
    return ctx.reshape(ctx.in(i), {d[0], d[1], d[2] * d[3]});
  };
  const bool gated = ctx.has(4), delta = ctx.has(5);
  Attributes a;
  a.i("q_num_heads", q[2].value()).i("kv_num_heads", k[2].value()).f("scale", ctx.op<LinearAttention>().scale);
  a.s("update_rule", gated ? (delta ? "gated_delta" : "gated") : delta ? "delta" : "linear");
  const std::string y = ctx.model().claim(ctx.source() + "/packed");
  ctx.put("LinearAttention", {packed(0), packed(1), packed(2), ctx.in(3), packed(4), packed(5)}, {y, ctx.out(1)}, a);
  ctx.put("Reshape", {y, ctx.dims(ctx.out_type(0).dims)}, {ctx.out(0)});
}

}  // namespace sinter::onnx_export
