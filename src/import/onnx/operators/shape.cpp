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

/// Constant dims of a known shape, or nullopt.
std::optional<Dims> static_shape(const HostValue& shape) {
  if (!shape) return std::nullopt;
  Dims dims;
  for (const Dim& d : *shape) {
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
  const HostValue shape = ctx.host_value(0);
  if (const auto dims = static_shape(shape); dims && (is_integer(value.dtype()) || value.dtype() == DataType::kBool)) {
    const int64_t count = element_count(*dims);
    if (count <= kMaxSmallConstant) {
      const Ints elements(size_t(count), value.to_ints()[0]);
      return ctx.output(0, Weights::of_ints(value.dtype(), *dims, elements));
    }
  }
  if (shape && shape->empty()) return ctx.output(0, value);
  const ValueId scalar = ctx.constant_value(value);
  if (shape) return ctx.finish(Expand{.dims = *shape}, {scalar});
  ctx.finish(Expand{}, {scalar, ctx.in(0)});
}

/// Bounds may be scalars or vectors of one element.
void import_range(NodeContext& ctx) {
  std::vector<ValueId> inputs;
  for (int i = 0; i < 3; ++i) inputs.push_back(ctx.reshape(ctx.in(i), {}));
  ctx.finish("Range", std::move(inputs));
}

void import_eye_like(NodeContext& ctx) {
  const TensorType& type = ctx.type(0);
  const int64_t k = ctx.int_attr("k", 0);
  const DataType dtype = ctx.type_attr("dtype", type.dtype);
  if (!type.is_static() || type.rank() != 2)
    ctx.unsupported("the shape " + to_string(type) + " is not that of a matrix of a fixed size",
                    "give the input a fixed shape");
  const Dims dims = type.static_dims();
  if (element_count(dims) > int64_t{1} << 24) ctx.unsupported("the matrix is too large");
  std::vector<double> elements(size_t(element_count(dims)), 0.0);
  for (int64_t row = 0; row < dims[0]; ++row)
    if (k >= -row && k < dims[1] - row) elements[size_t(row * dims[1] + row + k)] = 1;
  ctx.output(0, Weights::of_doubles(dtype, dims, elements));
}

}  // namespace sinter::onnx
