// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Sampling, regions, boxes, pictures; Fourier transforms and the like; random numbers.
#include <bit>
#include <cmath>

#include "export/onnx/operators/moved.h"
#include "ops/dft.h"
#include "ops/grid_sample.h"
#include "ops/image_decoder.h"
#include "ops/max_roi_pool.h"
#include "ops/mel_weight_matrix.h"
#include "ops/non_max_suppression.h"
#include "ops/random.h"
#include "ops/roi_align.h"

namespace sinter::onnx_export {

void write_grid_sample(NodeWriter& ctx) {
  const auto& op = ctx.op<GridSample>();
  const DataType grid = ctx.dtype(1);
  finish_moved(ctx, "GridSample",
               {ctx.in(0), bits_of(grid) < 16 ? ctx.cast(ctx.in(1), grid, DataType::kFloat32) : ctx.in(1)},
               Attributes()
                   .s("mode", GridSample::kModeNames[size_t(op.mode)])
                   .s("padding_mode", GridSample::kPaddingNames[size_t(op.padding)])
                   .i("align_corners", op.align_corners));
}

void write_roi_align(NodeWriter& ctx) {
  const auto& op = ctx.op<RoiAlign>();
  ctx.finish("RoiAlign", {ctx.in(0), ctx.in(1), ctx.index_in(2)},
             Attributes()
                 .s("mode", op.kind == RoiAlignKind::kMax ? "max" : "avg")
                 .i("output_height", op.height)
                 .i("output_width", op.width)
                 .i("sampling_ratio", op.sampling)
                 .f("spatial_scale", op.scale)
                 .s("coordinate_transformation_mode", op.half_pixel ? "half_pixel" : "output_half_pixel"));
}

void write_max_roi_pool(NodeWriter& ctx) {
  const auto& op = ctx.op<MaxRoiPool>();
  ctx.finish("MaxRoiPool", ctx.ins(),
             Attributes().ints("pooled_shape", Ints{op.height, op.width}).f("spatial_scale", op.scale));
}

void write_non_max_suppression(NodeWriter& ctx) {
  const auto real = [&](int i) { return ctx.has(i) ? ctx.scalar_in(i, DataType::kFloat32) : std::string(); };
  const std::string most = ctx.has(2) ? ctx.index_in(2) : std::string();
  ctx.finish("NonMaxSuppression", {real(0), real(1), most, real(3), real(4)},
             Attributes().i("center_point_box", ctx.op<NonMaxSuppression>().center_point_box));
}

void write_image_decoder(NodeWriter& ctx) {
  constexpr std::string_view kFormats[] = {"RGB", "BGR", "Grayscale"};
  ctx.finish("ImageDecoder", {ctx.in(0)},
             Attributes().s("pixel_format", kFormats[size_t(ctx.op<ImageDecoder>().pixel_format)]));
}

/// Half of the transform of complex numbers is no mirror of the other half, so ONNX has it of real ones only: here it
/// is cut off the whole.
void write_dft(NodeWriter& ctx) {
  const auto& op = ctx.op<DFT>();
  const Dim& axis = op.axis.at(0);
  const std::string length = op.length.empty() ? std::string() : ctx.dim_scalar(op.length[0]);
  const bool cut = op.onesided && !op.inverse && ctx.type(0).dims.back() == Dim(2);
  const Values in{ctx.in(0), length, ctx.dim_scalar(axis)};
  if (!cut) return ctx.finish("DFT", in, Attributes().i("inverse", op.inverse).i("onesided", op.onesided));
  if (!axis.is_const()) ctx.refuse("only the run tells the axis of a one-sided transform of complex numbers");
  const int64_t d = axis.value() < 0 ? axis.value() + ctx.rank(0) : axis.value();
  const std::string whole = ctx.add("DFT", in);
  ctx.finish("Slice", {whole, ctx.ints({0}), ctx.dims({ctx.out_type(0).dims[size_t(d)]}), ctx.ints({d})});
}

void write_det(NodeWriter& ctx) { ctx.finish("Det", {ctx.in(0)}); }

/// An operator of ONNX Runtime's own.
void write_matrix_inverse(NodeWriter& ctx) {
  const DataType type = ctx.dtype(0);
  constexpr std::string_view kDomain = "com.microsoft";
  const bool direct = type == DataType::kFloat32 || type == DataType::kFloat64 || type == DataType::kFloat16;
  if (direct) return ctx.finish("Inverse", {ctx.in(0)}, {}, kDomain);
  const std::string y = ctx.add("Inverse", {ctx.cast(ctx.in(0), type, DataType::kFloat32)}, {}, kDomain);
  ctx.finish("Cast", {y}, Attributes().i("to", type_number(type)));
}

void write_mel_weight_matrix(NodeWriter& ctx) {
  const auto scalar = [&](int i, DataType wanted) {
    const std::string v = ctx.cast(ctx.in(i), ctx.dtype(i), wanted);
    return ctx.rank(i) == 0 ? v : ctx.add("Squeeze", {v});
  };
  const DataType edge = bits_of(ctx.dtype(3)) >= 16 ? ctx.dtype(3) : DataType::kFloat32;
  const DataType whole = DataType::kInt64;
  ctx.finish("MelWeightMatrix",
             {scalar(0, whole), scalar(1, whole), scalar(2, whole), scalar(3, edge), scalar(4, edge)},
             Attributes().i("output_datatype", type_number(ctx.op<MelWeightMatrix>().to)));
}

/// The seed is a float in ONNX. Ours came from the bits of one, or else is an integer that is written as a number.
void write_random(NodeWriter& ctx) {
  const auto& op = ctx.op<Random>();
  const bool normal = op.distribution == RandomDistribution::kNormal;
  Attributes a;
  a.f(normal ? "mean" : "low", op.a).f(normal ? "scale" : "high", op.b).i("dtype", type_number(op.dtype));
  if (op.seeded) {
    const bool bits = op.seed >= 0 && op.seed <= UINT32_MAX;
    const float as_bits = bits ? std::bit_cast<float>(uint32_t(op.seed)) : NAN;
    a.f("seed", bits && !std::isnan(as_bits) ? double(as_bits) : double(op.seed));
  }
  const std::string name = normal ? "RandomNormal" : "RandomUniform";
  Ints shape;
  for (const Dim& d : op.dims)
    if (d.is_const()) shape.push_back(d.value());
  if (shape.size() == op.dims.size()) return ctx.finish(name, {}, a.ints("shape", shape));
  const std::string like = ctx.add("Expand", {ctx.scalar(DataType::kFloat32, 0), ctx.dims(op.dims)});
  ctx.finish(name + "Like", {like}, a);
}

}  // namespace sinter::onnx_export
