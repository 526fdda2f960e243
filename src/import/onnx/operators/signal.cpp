// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Fourier transforms, windows, filter banks, and determinants.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/text.h"
#include "import/onnx/node_context.h"
#include "ops/dft.h"
#include "ops/gather.h"
#include "ops/mel_weight_matrix.h"

namespace sinter::onnx {
namespace {

constexpr DataType kI64 = DataType::kInt64, kF64 = DataType::kFloat64;

/// Windows whose size is a constant up to this are constants.
constexpr int64_t kMaxMadeWindow = int64_t{1} << 20;

/// Integer input i as an i64 scalar whose value shape arithmetic knows.
ValueId size_scalar(NodeContext& ctx, int i) {
  const ValueId v = ctx.shape_operand(i);
  if (!(product(ctx.type_of(v).dims) == Dim(1))) ctx.invalid("input " + std::to_string(i) + " is no scalar");
  return ctx.reshape(ctx.cast(v, kI64), {});
}

Dim size_value(NodeContext& ctx, int i) {
  const SymDims v = ctx.shape_values(i);
  if (v.size() != 1) ctx.invalid("input " + std::to_string(i) + " is no scalar");
  return v[0];
}

/// a - b * cos(2 pi i / n) + c * cos(4 pi i / n) for i < size; n is the size, or one less if not periodic.
void import_cosine_window(NodeContext& ctx, double a, double b, double c) {
  const DataType type = ctx.type_attr("output_datatype", DataType::kFloat32);
  const bool periodic = ctx.bool_attr("periodic", true);
  const auto known = ctx.const_ints(0);
  if (known && known->size() == 1 && (*known)[0] <= kMaxMadeWindow) {
    const int64_t size = (*known)[0];
    if (size < 0) ctx.invalid("the size is " + std::to_string(size));
    std::vector<double> v;
    for (int64_t i = 0; i < size; ++i) {
      const double at = 2 * std::numbers::pi * double(i) / double(periodic ? size : size - 1);
      v.push_back(size == 1 && !periodic ? 1.0 : a - b * std::cos(at) + c * std::cos(2 * at));
    }
    return ctx.output(0, Weights::of_doubles(type, {size}, v));
  }
  const ValueId size = size_scalar(ctx, 0);
  const ValueId i = ctx.cast(ctx.add("Range", {ctx.int_scalar(0), size, ctx.int_scalar(1)}), kF64);
  const auto number = [&](double v) { return ctx.constant_value(Weights::scalar(kF64, v)); };
  ValueId n = ctx.cast(size, kF64);
  if (!periodic) n = ctx.add("Max", {ctx.add("Sub", {n, number(1)}), number(1)});
  const ValueId at = ctx.add("Div", {ctx.add("Mul", {i, number(2 * std::numbers::pi)}), n});
  ValueId v = ctx.add("Sub", {number(a), ctx.add("Mul", {ctx.add("Cos", {at}), number(b)})});
  if (c != 0) {
    const ValueId twice = ctx.add("Cos", {ctx.add("Mul", {at, number(2)})});
    v = ctx.add("Add", {v, ctx.add("Mul", {twice, number(c)})});
  }
  ctx.output(0, ctx.cast(v, type));
}

}  // namespace

void import_hann_window(NodeContext& ctx) { import_cosine_window(ctx, 0.5, 0.5, 0); }
/// 25/46 is what ONNX says, not the usual 0.54.
void import_hamming_window(NodeContext& ctx) { import_cosine_window(ctx, 25.0 / 46, 21.0 / 46, 0); }
void import_blackman_window(NodeContext& ctx) { import_cosine_window(ctx, 0.42, 0.5, 0.08); }

void import_dft(NodeContext& ctx) {
  DFT op{.axis = {ctx.opset() < 20 ? ctx.int_attr("axis", 1) : -2},
         .inverse = ctx.bool_attr("inverse", false),
         .onesided = ctx.bool_attr("onesided", false)};
  if (ctx.has(1)) op.length = {size_value(ctx, 1)};
  if (ctx.opset() >= 20 && ctx.has(2)) op.axis = {size_value(ctx, 2)};
  ctx.finish(std::move(op), {ctx.in(0)});
}

/// Frames are gathered, weighted by the window, and transformed. Inputs: signal[B,L,1 or 2], frame_step, optional
/// window, optional frame_length.
void import_stft(NodeContext& ctx) {
  const SymDims x = ctx.type(0).dims;
  if (x.size() != 3 && x.size() != 2)
    ctx.invalid("the signal has rank " + std::to_string(x.size()), "use [batch, length, 1 or 2]");
  ValueId signal = ctx.in(0);
  if (x.size() == 2) signal = ctx.reshape(signal, {x[0], x[1], Dim(1)});
  const ValueId step = size_scalar(ctx, 1), zero = ctx.int_scalar(0), one = ctx.int_scalar(1);
  const ValueId length = ctx.has(3)   ? size_scalar(ctx, 3)
                         : ctx.has(2) ? ctx.extent(ctx.in(2), 0)
                                      : ctx.extent(signal, 1);
  const Dim frame = ctx.shape_values_of(length).at(0), stride = ctx.shape_values_of(step).at(0);
  if (stride.is_const() && stride.value() < 1)
    ctx.invalid("frame_step is " + std::to_string(stride.value()), "use at least 1");
  // The last frame must end inside the signal.
  Dim frames = floor_div(x[1] - frame, stride) + Dim(1);
  frames = frames.is_const() ? Dim(std::max<int64_t>(0, frames.value())) : max(frames, 0);
  const ValueId count = ctx.extent(ctx.expand(zero, {frames}), 0);
  const ValueId starts = ctx.add("Mul", {ctx.add("Range", {zero, count, one}), step});
  frames = ctx.type_of(starts).dims[0];
  const ValueId within = ctx.add("Range", {zero, length, one});
  const ValueId index = ctx.add("Add", {ctx.reshape(starts, {frames, Dim(1)}), ctx.reshape(within, {Dim(1), frame})});
  ValueId v = ctx.add(Gather{.axis = 1}, {signal, index});
  if (ctx.has(2)) {
    if (ctx.rank(2) != 1) ctx.invalid("the window has rank " + std::to_string(ctx.rank(2)), "use rank 1");
    v = ctx.add("Mul", {v, ctx.reshape(ctx.cast(ctx.in(2), ctx.dtype(0)), {frame, Dim(1)})});
  }
  ctx.finish(DFT{.axis = {2}, .onesided = ctx.bool_attr("onesided", true)}, {v});
}

void import_mel_weight_matrix(NodeContext& ctx) {
  std::vector<ValueId> inputs{ctx.shape_operand(0), ctx.shape_operand(1), ctx.in(2), ctx.in(3), ctx.in(4)};
  ctx.finish(MelWeightMatrix{.to = ctx.type_attr("output_datatype", DataType::kFloat32)}, std::move(inputs));
}

void import_det(NodeContext& ctx) { ctx.finish("Det", {ctx.in(0)}); }

}  // namespace sinter::onnx
