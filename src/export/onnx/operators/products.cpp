// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Matrix products, convolutions, pooling.
#include <algorithm>

#include "export/onnx/operators/integer_operands.h"
#include "export/onnx/operators/moved.h"
#include "ops/col2im.h"
#include "ops/convolution.h"
#include "ops/deconvolution.h"
#include "ops/deform_columns.h"
#include "ops/matmul.h"
#include "ops/max_pool_indices.h"
#include "ops/pooling.h"

namespace sinter::onnx_export {
namespace {

std::string swapped(NodeWriter& ctx, int i) {
  const int rank = ctx.rank(i);
  if (rank < 2) return ctx.in(i);
  Ints perm(static_cast<size_t>(rank));
  for (int d = 0; d < rank; ++d) perm[size_t(d)] = d;
  std::swap(perm[size_t(rank - 1)], perm[size_t(rank - 2)]);
  return ctx.transpose(ctx.in(i), perm);
}

bool all_equal(const Ints& list, int64_t v) {
  return std::all_of(list.begin(), list.end(), [&](int64_t x) { return x == v; });
}

/// strides, dilations and pads, where they are not the usual ones.
Attributes window(const Ints& strides, const Ints& dilations, Ints pads_begin, const Ints& pads_end) {
  Attributes a;
  if (!all_equal(strides, 1)) a.ints("strides", strides);
  if (!all_equal(dilations, 1)) a.ints("dilations", dilations);
  if (all_equal(pads_begin, 0) && all_equal(pads_end, 0)) return a;
  const size_t n = std::max(pads_begin.size(), pads_end.size());
  pads_begin.resize(n, 0);
  Ints end = pads_end;
  end.resize(n, 0);
  pads_begin.insert(pads_begin.end(), end.begin(), end.end());
  return a.ints("pads", pads_begin);
}

Ints kernel_of(NodeWriter& ctx, int i) {
  Ints kernel;
  for (size_t d = 2; d < ctx.type(i).dims.size(); ++d) {
    const Dim& k = ctx.type(i).dims[d];
    if (!k.is_const()) return {};
    kernel.push_back(k.value());
  }
  return kernel;
}

bool real(DataType t) { return is_float(t) && bits_of(t) >= 16; }

}  // namespace

void write_matmul(NodeWriter& ctx) {
  const auto& op = ctx.op<MatMul>();
  const DataType type = ctx.dtype(0);
  const bool plain = !op.transpose_a && !op.transpose_b;
  if (plain && write_integer_product(ctx, "MatMulInteger", {})) return;
  if (!plain && ctx.rank(0) == 2 && ctx.rank(1) == 2 && real(type))
    return ctx.finish("Gemm", {ctx.in(0), ctx.in(1)},
                      Attributes().i("transA", op.transpose_a).i("transB", op.transpose_b));
  const std::string a = op.transpose_a ? swapped(ctx, 0) : ctx.in(0), b = op.transpose_b ? swapped(ctx, 1) : ctx.in(1);
  const bool direct = real(type) || (is_integer(type) && bits_of(type) >= 32);
  if (direct) return ctx.finish("MatMul", {a, b});
  const DataType wide = is_float(type) ? DataType::kFloat32 : DataType::kInt64;
  const std::string y = ctx.add("MatMul", {ctx.cast(a, type, wide), ctx.cast(b, type, wide)});
  ctx.finish("Cast", {y}, Attributes().i("to", type_number(type)));
}

namespace {

/// A convolution of numbers that ONNX's does not take: as f64, which is exact up to sums of 2^53.
void write_widened_conv(NodeWriter& ctx, std::string_view name, const Attributes& a) {
  const DataType type = ctx.dtype(0), wide = is_float(type) ? DataType::kFloat32 : DataType::kFloat64;
  Values in;
  for (int i = 0; i < ctx.num_inputs(); ++i) in.push_back(ctx.cast(ctx.in(i), type, wide));
  std::string y = ctx.add(name, in, a);
  if (!is_float(type)) y = ctx.cast_to(y, DataType::kInt64);  // from there narrower integers wrap
  ctx.finish("Cast", {y}, Attributes().i("to", type_number(type)));
}

}  // namespace

void write_convolution(NodeWriter& ctx) {
  const auto& op = ctx.op<Convolution>();
  Attributes a = window(op.strides, op.dilations, op.pads_begin, op.pads_end);
  if (const Ints kernel = kernel_of(ctx, 1); !kernel.empty()) a.ints("kernel_shape", kernel);
  if (op.group != 1) a.i("group", op.group);
  if (real(ctx.dtype(0))) return ctx.finish("Conv", ctx.ins(), a);
  if (!ctx.has(2) && write_integer_product(ctx, "ConvInteger", a)) return;
  write_widened_conv(ctx, "Conv", a);
}

namespace {

/// Pads of a transposed convolution cut its result; below 0 they add zeros to it, which ONNX's pads cannot.
void write_grown_deconvolution(NodeWriter& ctx, const Deconvolution& op, Attributes a) {
  const size_t n = size_t(ctx.rank(0)) - 2;
  Ints pads(2, 0);
  const auto append = [&](const Ints& list) {
    for (size_t i = 0; i < n; ++i) pads.push_back(i < list.size() ? -list[i] : 0);
  };
  append(op.pads_begin);
  pads.insert(pads.end(), 2, 0);
  append(op.pads_end);
  if (!op.output_padding.empty())
    for (size_t i = 0; i < n; ++i) pads[4 + n + i] += op.output_padding[i];
  const std::string y = ctx.add("ConvTranspose", {ctx.in(0), ctx.in(1)}, a);
  if (!ctx.has(2)) return ctx.finish("Pad", {y, ctx.ints(pads)});
  Ints shape(n + 1, 1);
  shape[0] = -1;
  const std::string bias = ctx.add("Reshape", {ctx.in(2), ctx.ints(shape)});
  ctx.finish("Add", {ctx.add("Pad", {y, ctx.ints(pads)}), bias});
}

}  // namespace

void write_deconvolution(NodeWriter& ctx) {
  const auto& op = ctx.op<Deconvolution>();
  const auto negative = [](const Ints& list) {
    return std::any_of(list.begin(), list.end(), [](int64_t v) { return v < 0; });
  };
  bool grows = negative(op.pads_begin) || negative(op.pads_end);
  for (size_t i = 0; i < op.output_padding.size(); ++i) {  // readers refuse as much as a stride and a dilation
    const int64_t stride = op.strides.empty() ? 1 : op.strides[i],
                  dilation = op.dilations.empty() ? 1 : op.dilations[i];
    grows = grows || op.output_padding[i] >= std::max(stride, dilation);
  }
  Attributes a =
      grows ? window(op.strides, op.dilations, {}, {}) : window(op.strides, op.dilations, op.pads_begin, op.pads_end);
  if (const Ints kernel = kernel_of(ctx, 1); !kernel.empty()) a.ints("kernel_shape", kernel);
  if (op.group != 1) a.i("group", op.group);
  if (grows) return write_grown_deconvolution(ctx, op, a);
  if (!all_equal(op.output_padding, 0)) a.ints("output_padding", op.output_padding);
  if (real(ctx.dtype(0))) return ctx.finish("ConvTranspose", ctx.ins(), a);
  write_widened_conv(ctx, "ConvTranspose", a);
}

void write_pooling(NodeWriter& ctx) {
  const auto& op = ctx.op<Pooling>();
  Attributes a = window(op.strides, op.dilations, op.pads_begin, op.pads_end);
  a.ints("kernel_shape", op.kernel);
  if (op.ceil_mode) a.i("ceil_mode", 1);
  if (op.kind == PoolingKind::kAverage && op.count_include_pad) a.i("count_include_pad", 1);
  if (op.kind == PoolingKind::kLp) a.i("p", op.p);
  constexpr std::string_view kNames[] = {"MaxPool", "AveragePool", "LpPool"};
  const std::string_view name = kNames[size_t(op.kind)];
  const DataType type = ctx.dtype(0);
  const bool bytes = type == DataType::kInt8 || type == DataType::kUInt8;
  if (real(type) || (bytes && op.kind == PoolingKind::kMax)) return ctx.finish(name, {ctx.in(0)}, a);
  const DataType wide = is_float(type) ? DataType::kFloat32 : DataType::kFloat64;
  ctx.finish("Cast", {ctx.add(name, {ctx.cast(ctx.in(0), type, wide)}, a)}, Attributes().i("to", type_number(type)));
}

void write_max_pool_indices(NodeWriter& ctx) {
  const auto& op = ctx.op<MaxPoolIndices>();
  Attributes a = window(op.strides, op.dilations, op.pads_begin, op.pads_end);
  a.ints("kernel_shape", op.kernel);
  if (op.ceil_mode) a.i("ceil_mode", 1);
  if (op.column_major) a.i("storage_order", 1);
  const DataType type = ctx.dtype(0);
  if (real(type) || bits_of(type) == 8) return ctx.finish("MaxPool", {ctx.in(0)}, a);
  const std::string y = ctx.model().claim(ctx.source() + "/largest");
  ctx.put("MaxPool", {ctx.cast(ctx.in(0), type, DataType::kFloat64)}, {y, ctx.out(1)}, a);
  ctx.put("Cast", {y}, {ctx.out(0)}, Attributes().i("to", type_number(type)));
}

void write_col2im(NodeWriter& ctx) {
  const auto& op = ctx.op<Col2Im>();
  const DataType type = ctx.dtype(0), moved = movable_type(type);
  const auto a = window(op.strides, op.dilations, op.pads_begin, op.pads_end);
  const Values in{ctx.cast(ctx.in(0), type, moved), ctx.dims(op.image), ctx.dims(op.block)};
  if (moved == type) return ctx.finish("Col2Im", in, a);
  ctx.finish("Cast", {ctx.add("Col2Im", in, a)}, Attributes().i("to", type_number(type)));
}

/// The columns alone: a deformable convolution whose weights pick one tap each, with a group for each channel.
void write_deform_columns(NodeWriter& ctx) {
  const auto& op = ctx.op<DeformColumns>();
  const Dim& channels = ctx.type(0).dims[1];
  if (!channels.is_const()) ctx.refuse("the number of channels is not known", "give the inputs fixed shapes");
  int64_t taps = 1;
  for (int64_t k : op.kernel) taps *= k;
  const int64_t c = channels.value();
  std::vector<double> pick(size_t(c * taps * taps), 0);
  for (int64_t i = 0; i < c * taps; ++i) pick[size_t(i * taps + i % taps)] = 1;
  Dims shape{c * taps, 1};
  shape.insert(shape.end(), op.kernel.begin(), op.kernel.end());
  const DataType type = ctx.dtype(0);
  Attributes a = window(op.strides, op.dilations, op.pads_begin, op.pads_end);
  a.ints("kernel_shape", op.kernel).i("group", c).i("offset_group", op.groups);
  const std::string weights = ctx.weights(Weights::of_doubles(type, shape, pick));
  const std::string y = ctx.add("DeformConv", {ctx.in(0), weights, ctx.in(1), {}, ctx.in(2)}, a);
  ctx.finish("Reshape", {y, ctx.ints({0, 0, -1})});
}

}  // namespace sinter::onnx_export
