// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Shapes as values, and tensors made from nothing: Shape, Size, Constant, ConstantOfShape, Range, EyeLike.
#include "ops/shape.h"

#include <algorithm>

#include "base/text.h"
#include "import/onnx/node_context.h"
#include "import/onnx/to_weights.h"
#include "ops/expand.h"
#include "ops/range.h"

namespace sinter::onnx {
namespace {

/// Integer results up to this size become constants, so that shape arithmetic sees their elements.
constexpr int64_t kMaxSmallConstant = 4096;

Weights scalar_or_vector(DataType dtype, const std::vector<double>& values, bool scalar) {
  return Weights::of_doubles(dtype, scalar ? Dims{} : Dims{int64_t(values.size())}, values);
}

Weights string_constant(const std::vector<std::string_view>& values, bool scalar) {
  return Weights::of_strings(scalar ? Dims{} : Dims{int64_t(values.size())}, {values.begin(), values.end()});
}

/// The element that ConstantOfShape repeats.
Weights fill_value(NodeContext& ctx) {
  if (!ctx.has_attr("value")) return Weights::scalar(DataType::kFloat32, 0);
  const Weights w = ctx.tensor_attr("value");
  if (w.count() != 1) ctx.invalid("the attribute \"value\" has " + std::to_string(w.count()) + " elements, 1 expected");
  if (w.dtype() == DataType::kString) return Weights::of_strings({}, w.strings());
  return Weights(w.dtype(), {}, w.bytes(), w.owner());
}

/// Elements of a matrix that becomes a constant; larger ones are computed by the run.
constexpr int64_t kMaxMadeMatrix = int64_t{1} << 20;

/// 1 where the column is the row + k, by comparing the two.
void computed_eye(NodeContext& ctx, int64_t k, DataType dtype) {
  const ValueId x = ctx.in(0), one = ctx.int_scalar(1);
  const SymDims dims = ctx.type_of(x).dims;
  const ValueId rows = ctx.add("Range", {ctx.int_scalar(0), ctx.extent(x, 0), one});
  const ValueId columns = ctx.add("Range", {ctx.int_scalar(0), ctx.extent(x, 1), one});
  const ValueId diagonal = ctx.reshape(ctx.add("Add", {rows, ctx.int_scalar(k)}), {dims[0], Dim(1)});
  ctx.output(0, ctx.cast(ctx.add("Equal", {diagonal, ctx.reshape(columns, {Dim(1), dims[1]})}), dtype));
}

/// Constant dims of a known shape, or nullopt.
std::optional<Dims> static_shape(const SymDims& shape) {
  Dims dims;
  for (const Dim& d : shape) {
    if (!d.is_const() || d.value() < 0) return std::nullopt;
    dims.push_back(d.value());
  }
  return dims;
}

}  // namespace

void import_shape(NodeContext& ctx) {
  const int64_t rank = ctx.rank(0);
  auto clamped = [&](int64_t v) { return std::clamp<int64_t>(v < 0 ? v + rank : v, 0, rank); };
  const int64_t start = clamped(ctx.int_attr("start", 0)), end = clamped(ctx.int_attr("end", rank));
  if (start == 0 && end == rank) return ctx.finish(Shape{}, {ctx.in(0)});
  if (start >= end) return ctx.output(0, Weights::of_ints(DataType::kInt64, {0}, {}));
  ctx.finish(Shape{.start = start, .end = end}, {ctx.in(0)});
}

void import_size(NodeContext& ctx) { ctx.finish("Size", {ctx.in(0)}); }

/// Exactly one of the value attributes is given.
void import_constant(NodeContext& ctx) {
  if (ctx.has_attr("value")) return ctx.output(0, ctx.tensor_attr("value"));
  if (const auto* a = ctx.attr("value_float"))
    return ctx.output(0, scalar_or_vector(DataType::kFloat32, {a->f()}, true));
  if (const auto* a = ctx.attr("value_floats"))
    return ctx.output(0, scalar_or_vector(DataType::kFloat32, {a->floats().begin(), a->floats().end()}, false));
  if (const auto* a = ctx.attr("value_int")) {
    const int64_t v = a->i();
    return ctx.output(0, Weights::of_ints(DataType::kInt64, {}, std::span(&v, 1)));
  }
  if (const auto* a = ctx.attr("value_ints"))
    return ctx.output(0, Weights::of_ints(DataType::kInt64, {int64_t(a->ints().size())}, a->ints()));
  if (const auto* a = ctx.attr("value_string")) return ctx.output(0, string_constant({a->s()}, true));
  if (const auto* a = ctx.attr("value_strings")) return ctx.output(0, string_constant(a->strings(), false));
  if (const auto* a = ctx.attr("sparse_value"))
    return ctx.output(0, to_weights(decode_sparse_tensor(a->sparse_tensor(), ctx.scope().source())));
  ctx.invalid("it has no value");
}

void import_constant_of_shape(NodeContext& ctx) {
  const Weights value = fill_value(ctx);
  const SymDims shape = ctx.shape_values(0);
  if (const auto dims = static_shape(shape); dims && (is_integer(value.dtype()) || value.dtype() == DataType::kBool)) {
    const int64_t count = element_count(*dims);
    if (count <= kMaxSmallConstant) {
      const Ints elements(size_t(count), value.to_ints()[0]);
      return ctx.output(0, Weights::of_ints(value.dtype(), *dims, elements));
    }
  }
  if (shape.empty()) return ctx.output(0, value);
  ctx.finish(Expand{.dims = shape}, {ctx.constant_value(value)});
}

/// Bounds may be scalars or vectors of one element. Of integers their values give the length; of floats the run
/// computes it if they are not constant.
void import_range(NodeContext& ctx) {
  ctx.ignore_attrs({"stash_type"});  // ours is f64
  const bool floats = is_float(ctx.dtype(0));
  bool constant = true;
  std::vector<ValueId> inputs;
  for (int i = 0; i < 3; ++i) {
    if (!ctx.has(i) && i == 2) {  // the contributed Range may leave out the step
      inputs.push_back(ctx.scalar_like(inputs[0], 1));
      continue;
    }
    constant = constant && ctx.constant(i);
    inputs.push_back(ctx.reshape(floats ? ctx.in(i) : ctx.shape_operand(i), {}));
  }
  if (!floats || constant) return ctx.finish("Range", std::move(inputs));
  std::vector<ValueId> wide;
  for (ValueId v : inputs) wide.push_back(ctx.cast(v, DataType::kFloat64));
  const ValueId steps = ctx.add("Ceil", {ctx.add("Div", {ctx.add("Sub", {wide[1], wide[0]}), wide[2]})});
  const ValueId length = ctx.add("Max", {steps, ctx.scalar_like(steps, 0)});
  ctx.finish(Range{.length = ctx.shape_values_of(ctx.cast(length, DataType::kInt64))}, std::move(inputs));
}

void import_eye_like(NodeContext& ctx) {
  const TensorType type = ctx.type(0);
  const int64_t k = ctx.int_attr("k", 0);
  const DataType dtype = ctx.type_attr("dtype", type.dtype);
  if (type.rank() != 2) ctx.invalid("the input has rank " + std::to_string(type.rank()) + ", 2 expected");
  if (!type.is_static() || element_count(type.static_dims()) > kMaxMadeMatrix) return computed_eye(ctx, k, dtype);
  const Dims dims = type.static_dims();
  std::vector<double> elements(size_t(element_count(dims)), 0.0);
  for (int64_t row = 0; row < dims[0]; ++row)
    if (k >= -row && k < dims[1] - row) elements[size_t(row * dims[1] + row + k)] = 1;
  ctx.output(0, Weights::of_doubles(dtype, dims, elements));
}

}  // namespace sinter::onnx
