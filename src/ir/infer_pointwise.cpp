// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Inference of pointwise ops: broadcasting, and shape arithmetic (host values) for the integer ops where a Dim can say
// the result exactly. Where it cannot, the elements are simply not known at build time.
#include <algorithm>

#include "ir/infer.h"
#include "ir/scalar.h"
#include "sinter/error.h"

namespace sinter {
namespace {

using MaybeDim = std::optional<Dim>;

std::optional<bool> known_compare(InferContext& ctx, std::string_view op, const Dim& a, const Dim& b) {
  const Interval d = ctx.bounds(a - b);
  const bool never = d.min > 0 || d.max < 0;
  if (op == "Equal") return a == b ? std::optional(true) : never ? std::optional(false) : std::nullopt;
  const bool less = d.max<0, at_least = d.min >= 0, greater = d.min> 0, at_most = d.max <= 0;
  auto decide = [](bool yes, bool no) { return yes ? std::optional(true) : no ? std::optional(false) : std::nullopt; };
  if (op == "Less") return decide(less, at_least);
  if (op == "LessOrEqual") return decide(at_most, greater);
  if (op == "Greater") return decide(greater, at_most);
  if (op == "GreaterOrEqual") return decide(at_least, less);
  return std::nullopt;
}

// Div truncates and Mod takes the divisor's sign; floor division says the same where nothing is negative.
MaybeDim known_quotient(InferContext& ctx, std::string_view op, const Dim& a, const Dim& b) {
  if (a.is_const() && b.is_const()) {
    if (op == "Div") return Dim(scalar::div(a.value(), b.value()));
    return Dim(op == "Mod" ? scalar::mod(a.value(), b.value()) : scalar::fmod(a.value(), b.value()));
  }
  if (ctx.bounds(a).min < 0 || ctx.bounds(b).min < 1) return std::nullopt;
  return op == "Div" ? floor_div(a, b) : mod(a, b);
}

MaybeDim unary_element(InferContext& ctx, std::string_view op, const Dim& a) {
  if (op == "Neg") return Dim(0) - a;
  if (op == "Abs") {
    const Interval b = ctx.bounds(a);
    return b.min >= 0 ? MaybeDim(a) : b.max <= 0 ? MaybeDim(Dim(0) - a) : std::nullopt;
  }
  if (op == "Not" && a.is_const()) return Dim(a.value() == 0);
  if (op == "Relu") return max(a, 0);
  return std::nullopt;
}

MaybeDim binary_element(InferContext& ctx, std::string_view op, const Dim& a, const Dim& b) {
  if (op == "Add") return a + b;
  if (op == "Sub") return a - b;
  if (op == "Mul") return a * b;
  if (op == "Div" || op == "Mod" || op == "Fmod") return known_quotient(ctx, op, a, b);
  if (op == "Min" || op == "Max") {
    const Interval d = ctx.bounds(a - b);
    if (d.max <= 0) return op == "Min" ? a : b;
    if (d.min >= 0) return op == "Min" ? b : a;
    return op == "Min" ? min(a, b) : max(a, b);
  }
  if (op == "And" || op == "Or" || op == "Xor") {
    if (!a.is_const() || !b.is_const()) return std::nullopt;
    const bool x = a.value() != 0, y = b.value() != 0;
    return Dim(op == "And" ? x && y : op == "Or" ? x || y : x != y);
  }
  if (auto yes = known_compare(ctx, op, a, b)) return Dim(int(*yes));
  return std::nullopt;
}

MaybeDim known_element(InferContext& ctx, std::string_view op, const std::vector<Dim>& in) {
  if (in.size() == 1) return unary_element(ctx, op, in[0]);
  if (in.size() == 2) return binary_element(ctx, op, in[0], in[1]);
  if (op != "Select") return std::nullopt;
  if (in[1] == in[2]) return in[1];
  if (!in[0].is_const()) return std::nullopt;
  return in[0].value() != 0 ? in[1] : in[2];
}

// A Dim counts in 64 bits: a constant that the dtype would wrap is not its value any more.
bool fits(const Dim& d, DataType t) {
  if (!d.is_const() || t == DataType::kInt64) return true;
  const int64_t v = d.value();
  const int bits = bits_of(t);
  if (is_unsigned(t)) return v >= 0 && (bits >= 63 || v < int64_t{1} << bits);
  return v >= -(int64_t{1} << (bits - 1)) && v < int64_t{1} << (bits - 1);
}

HostValue known_elements(InferContext& ctx, size_t count, DataType dtype) {
  std::vector<SymDims> in;
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    auto h = ctx.host_value(i);
    if (!h || (h->size() != count && h->size() != 1)) return std::nullopt;
    in.push_back(std::move(*h));
  }
  SymDims out;
  for (size_t k = 0; k < count; ++k) {
    std::vector<Dim> args;
    for (const auto& h : in) args.push_back(h[h.size() == 1 ? 0 : k]);
    auto r = known_element(ctx, ctx.op().name(), args);
    if (!r || !fits(*r, dtype)) return std::nullopt;
    out.push_back(std::move(*r));
  }
  return out;
}

void set_known_elements(InferContext& ctx, const TensorType& out) {
  if (out.rank() > 1 || is_float(out.dtype) || (out.rank() == 1 && !out.dims[0].is_const())) return;
  try {
    if (auto known = known_elements(ctx, out.rank() == 0 ? 1 : size_t(out.dims[0].value()), out.dtype))
      ctx.set_host_value(0, std::move(*known));
  } catch (const Error&) {
    // A sum beyond 64 bits or a division by zero: the run itself will say what it gives.
  }
}

bool in_classes(DataType t, int classes) {
  if (t == DataType::kBool) return (classes & kBoolClass) != 0;
  if (is_float(t)) return (classes & kFloatClass) != 0;
  return is_integer(t) && (classes & kIntClass) != 0;
}

std::string class_names(int classes) {
  std::string s;
  if (classes & kFloatClass) s += "floats";
  if (classes & kIntClass) s += s.empty() ? "integers" : ", integers";
  if (classes & kBoolClass) s += s.empty() ? "bool" : ", bool";
  return s;
}

}  // namespace

void infer_pointwise(InferContext& ctx, ScalarResult result, int classes) {
  const bool has_condition = ctx.num_inputs() == 3 && ctx.tensor(0).dtype == DataType::kBool;
  const int first = has_condition ? 1 : 0;
  const DataType dtype = ctx.tensor(first).dtype;
  if (!in_classes(dtype, classes))
    ctx.fail("input " + std::to_string(first) + " has element type " + std::string(to_string(dtype)) + ", but " +
                 std::string(ctx.op().name()) + " is defined for " + class_names(classes),
             "cast the input");
  SymDims dims = ctx.tensor(0).dims;
  for (int i = 1; i < ctx.num_inputs(); ++i) {
    const TensorType& t = ctx.tensor(i);
    if (t.dtype != dtype)
      ctx.fail("input " + std::to_string(i) + " has element type " + std::string(to_string(t.dtype)) + ", but input " +
                   std::to_string(first) + " has " + std::string(to_string(dtype)),
               "cast one of the inputs");
    dims = ctx.broadcast(dims, t.dims);
  }
  const TensorType out{result == ScalarResult::kBool ? DataType::kBool : dtype, std::move(dims)};
  ctx.set_output(0, out);
  set_known_elements(ctx, out);
}

}  // namespace sinter
