// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators on elements, with NumPy's broadcasting.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/text.h"
#include "import/tensorflow/data_type.h"
#include "import/tensorflow/op_context.h"
#include "ops/clip.h"
#include "ops/elu.h"
#include "ops/leaky_relu.h"
#include "ops/op_list.h"

namespace sinter::tensorflow {
namespace {

/// Operators that are one of our ops.
struct SameOp {
  std::string_view tensorflow, ours;
};
constexpr SameOp kSameOps[] = {
    {"Abs", "Abs"},
    {"Acos", "Acos"},
    {"Acosh", "Acosh"},
    {"Add", "Add"},
    {"AddV2", "Add"},
    {"Asin", "Asin"},
    {"Asinh", "Asinh"},
    {"Atan", "Atan"},
    {"Atanh", "Atanh"},
    {"BitwiseAnd", "BitAnd"},
    {"BitwiseOr", "BitOr"},
    {"BitwiseXor", "BitXor"},
    {"Ceil", "Ceil"},
    {"Cos", "Cos"},
    {"Cosh", "Cosh"},
    {"Div", "Div"},
    {"Equal", "Equal"},
    {"Erf", "Erf"},
    {"Exp", "Exp"},
    {"Floor", "Floor"},
    {"FloorMod", "Mod"},
    {"Greater", "Greater"},
    {"GreaterEqual", "GreaterOrEqual"},
    {"Inv", "Reciprocal"},
    {"Invert", "BitNot"},
    {"IsInf", "IsInf"},
    {"IsNan", "IsNaN"},
    {"LeftShift", "ShiftLeft"},
    {"Less", "Less"},
    {"LessEqual", "LessOrEqual"},
    {"Log", "Log"},
    {"LogicalAnd", "And"},
    {"LogicalNot", "Not"},
    {"LogicalOr", "Or"},
    {"LogicalXor", "Xor"},
    {"Maximum", "Max"},
    {"Minimum", "Min"},
    {"Mod", "Fmod"},
    {"Mul", "Mul"},
    {"Neg", "Neg"},
    {"Pow", "Pow"},
    {"RealDiv", "Div"},
    {"Reciprocal", "Reciprocal"},
    {"Relu", "Relu"},
    {"RightShift", "ShiftRight"},
    {"Rint", "Round"},
    {"Round", "Round"},
    {"Selu", "Selu"},
    {"Sigmoid", "Sigmoid"},
    {"Sign", "Sign"},
    {"Sin", "Sin"},
    {"Sinh", "Sinh"},
    {"Softplus", "Softplus"},
    {"Softsign", "Softsign"},
    {"Sqrt", "Sqrt"},
    {"Sub", "Sub"},
    {"Tan", "Tan"},
    {"Tanh", "Tanh"},
    {"TruncateDiv", "Div"},
    {"TruncateMod", "Fmod"},
};
static_assert(std::is_sorted(std::begin(kSameOps), std::end(kSameOps),
                             [](const SameOp& a, const SameOp& b) { return a.tensorflow < b.tensorflow; }));

bool rounds(std::string_view op) { return op == "Ceil" || op == "Floor" || op == "Rint" || op == "Round"; }

/// Whether the elements of an integer are known not to be negative.
bool is_never_negative(OpContext& ctx, int i) {
  const HostValue h = ctx.host_value(i);
  return h && std::all_of(h->begin(), h->end(), [&](const Dim& d) { return ctx.graph().bounds(d).min >= 0; });
}

}  // namespace

void import_same_op(OpContext& ctx) {
  const auto* row =
      std::find_if(std::begin(kSameOps), std::end(kSameOps), [&](const SameOp& s) { return s.tensorflow == ctx.op(); });
  if (rounds(ctx.op()) && !is_float(ctx.dtype(0))) return ctx.output(0, ctx.in(0));
  ctx.finish(row->ours, ctx.ins());
}

void import_add_n(OpContext& ctx) {
  if (ctx.num_inputs() == 0) ctx.invalid("it has no inputs");
  ValueId sum = ctx.in(0);
  for (int i = 1; i < ctx.num_inputs(); ++i) sum = ctx.add("Add", {sum, ctx.in(i)});
  ctx.output(0, sum);
}

/// Rounded down; of integers by way of the remainder that has the divisor's sign.
void import_floor_div(OpContext& ctx) {
  const ValueId a = ctx.in(0), b = ctx.in(1);
  if (is_float(ctx.type_of(a).dtype)) return ctx.finish("Floor", {ctx.add("Div", {a, b})});
  if (is_unsigned(ctx.type_of(a).dtype) || (is_never_negative(ctx, 0) && is_never_negative(ctx, 1)))
    return ctx.finish("Div", {a, b});
  ctx.finish("Div", {ctx.add("Sub", {a, ctx.add("Mod", {a, b})}), b});
}

/// DivNoNan: 0 where the divisor is 0.
void import_div_no_nan(OpContext& ctx) {
  const ValueId a = ctx.in(0), b = ctx.in(1), zero = ctx.scalar_like(a, 0);
  ctx.finish("Select", {ctx.add("Equal", {b, zero}), zero, ctx.add("Div", {a, b})});
}

/// Xdivy and Xlogy: 0 where x is 0.
void import_x_of_y(OpContext& ctx) {
  const ValueId x = ctx.in(0), y = ctx.in(1), zero = ctx.scalar_like(x, 0);
  const ValueId value = ctx.op() == "Xdivy" ? ctx.add("Div", {x, y}) : ctx.add("Mul", {x, ctx.add("Log", {y})});
  ctx.finish("Select", {ctx.add("Equal", {x, zero}), zero, value});
}

void import_square(OpContext& ctx) { ctx.finish("Mul", {ctx.in(0), ctx.in(0)}); }

void import_squared_difference(OpContext& ctx) {
  const ValueId d = ctx.add("Sub", {ctx.in(0), ctx.in(1)});
  ctx.finish("Mul", {d, d});
}

void import_rsqrt(OpContext& ctx) { ctx.finish("Reciprocal", {ctx.add("Sqrt", {ctx.in(0)})}); }

/// exp(x) - 1 = tanh(x / 2) * (exp(x) + 1), which keeps the digits of small x.
void import_expm1(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  const ValueId half = ctx.add("Tanh", {ctx.add("Mul", {x, ctx.scalar_like(x, 0.5)})});
  ctx.finish("Mul", {half, ctx.add("Add", {ctx.add("Exp", {x}), ctx.scalar_like(x, 1)})});
}

/// log(1 + x); near 0 as 2 atanh(x / (x + 2)), which keeps the digits.
void import_log1p(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  const ValueId small = ctx.add("Less", {ctx.add("Abs", {x}), ctx.scalar_like(x, 0.5)});
  const ValueId ratio = ctx.add("Div", {x, ctx.add("Add", {x, ctx.scalar_like(x, 2)})});
  const ValueId near = ctx.add("Mul", {ctx.add("Atanh", {ratio}), ctx.scalar_like(x, 2)});
  ctx.finish("Select", {small, near, ctx.add("Log", {ctx.add("Add", {x, ctx.scalar_like(x, 1)})})});
}

void import_erfc(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  ctx.finish("Sub", {ctx.scalar_like(x, 1), ctx.add("Erf", {x})});
}

/// The angle of (x, y): atan(y / x), turned by half a circle where x is negative. Zeros have signs, which their
/// reciprocals tell.
void import_atan2(OpContext& ctx) {
  constexpr double kPi = std::numbers::pi;
  const ValueId given_y = ctx.in(0), given_x = ctx.in(1);
  // Of two infinities only the signs count.
  const ValueId far = ctx.add("And", {ctx.add("IsInf", {given_y}), ctx.add("IsInf", {given_x})});
  const ValueId y = ctx.add("Select", {far, ctx.add("Sign", {given_y}), given_y});
  const ValueId x = ctx.add("Select", {far, ctx.add("Sign", {given_x}), given_x}), zero = ctx.scalar_like(x, 0);
  const auto is_zero = [&](ValueId v) { return ctx.add("Equal", {v, zero}); };
  const auto is_negative = [&](ValueId v) {
    const ValueId signed_value = ctx.add("Select", {is_zero(v), ctx.add("Reciprocal", {v}), v});
    return ctx.add("Less", {signed_value, zero});
  };
  const ValueId flat = ctx.add("And", {is_zero(y), ctx.add("Not", {ctx.add("IsNaN", {x})})});
  const ValueId base = ctx.add("Select", {flat, y, ctx.add("Atan", {ctx.add("Div", {y, x})})});
  const ValueId turn = ctx.add("Select", {is_negative(y), ctx.scalar_like(x, -kPi), ctx.scalar_like(x, kPi)});
  const ValueId aside = ctx.add("Select", {is_negative(x), ctx.add("Add", {base, turn}), base});
  const ValueId half = ctx.add("Mul", {ctx.add("Sign", {y}), ctx.scalar_like(x, kPi / 2)});
  const ValueId upright = ctx.add("And", {is_zero(x), ctx.add("Not", {is_zero(y)})});
  ctx.finish("Select", {upright, half, aside});
}

void import_not_equal(OpContext& ctx) { ctx.finish("Not", {ctx.add("Equal", {ctx.in(0), ctx.in(1)})}); }

void import_approximate_equal(OpContext& ctx) {
  const ValueId d = ctx.add("Abs", {ctx.add("Sub", {ctx.in(0), ctx.in(1)})});
  ctx.finish("Less", {d, ctx.scalar_like(d, ctx.float_attr("tolerance", 1e-5))});
}

void import_is_finite(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  ctx.finish("Not", {ctx.add("Or", {ctx.add("IsNaN", {x}), ctx.add("IsInf", {x})})});
}

void import_relu6(OpContext& ctx) { ctx.finish(Clip{.min = 0, .max = 6}, {ctx.in(0)}); }

void import_elu(OpContext& ctx) { ctx.finish(Elu{.alpha = 1}, {ctx.in(0)}); }

void import_leaky_relu(OpContext& ctx) { ctx.finish(LeakyRelu{.alpha = ctx.float_attr("alpha", 0.2f)}, {ctx.in(0)}); }

void import_clip_by_value(OpContext& ctx) { ctx.finish("Max", {ctx.add("Min", {ctx.in(0), ctx.in(2)}), ctx.in(1)}); }

/// Select: a condition that is a vector chooses whole slices along dim 0.
void import_select(OpContext& ctx) {
  ValueId condition = ctx.in(0);
  const TensorType c = ctx.type_of(condition), x = ctx.type(1);
  if (ctx.op() == "Select" && c.rank() == 1 && x.rank() > 1) {
    SymDims dims(size_t(x.rank()), Dim(1));
    dims[0] = c.dims[0];
    condition = ctx.reshape(condition, std::move(dims));
  }
  ctx.finish("Select", {condition, ctx.in(1), ctx.in(2)});
}

void import_cast(OpContext& ctx) {
  const DataType to = ctx.type_attr("DstT", DataType::kFloat32);
  const ValueId x = ctx.in(0);
  if (ctx.type_of(x).dtype == to) return ctx.output(0, Binding(ctx.binding(0)));
  ctx.output(0, ctx.cast(x, to));
}

void import_bias_add(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  ValueId bias = ctx.in(1);
  const int rank = ctx.rank_of(x);
  if (ctx.rank_of(bias) != 1) ctx.invalid("the bias has rank " + std::to_string(ctx.rank_of(bias)) + ", 1 expected");
  const std::string format = ctx.string_attr("data_format", "NHWC");
  if (format == "NCHW" && rank > 2) {
    SymDims dims(size_t(rank - 1), Dim(1));
    dims[0] = ctx.type_of(bias).dims[0];
    bias = ctx.reshape(bias, std::move(dims));
  }
  ctx.finish("Add", {x, bias});
}

}  // namespace sinter::tensorflow
