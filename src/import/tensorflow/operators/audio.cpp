// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The front end of speech networks: DecodeWav, AudioSpectrogram, Mfcc, and the transforms of tf.signal.
#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "import/tensorflow/op_context.h"
#include "ops/dft.h"
#include "ops/gather.h"
#include "ops/matmul.h"
#include "ops/range.h"
#include "ops/reduce.h"
#include "ops/slice.h"
#include "ops/wav_decoder.h"

namespace sinter::tensorflow {
namespace {

/// 0, 1, ..., count - 1 as i64.
ValueId numbers_up_to(OpContext& ctx, const Dim& count) {
  return ctx.add(Range{.length = {count}}, {ctx.int_scalar(0), ctx.int_scalar(0), ctx.int_scalar(1)});
}

/// Half a cosine bump over the window, periodic.
ValueId hann_window(OpContext& ctx, int64_t size) {
  std::vector<double> w;
  for (int64_t i = 0; i < size; ++i) w.push_back(0.5 - 0.5 * std::cos(2 * std::numbers::pi * double(i) / double(size)));
  return ctx.constant_value(Weights::of_doubles(DataType::kFloat32, {size}, w));
}

/// Real and imaginary parts in a last dim of 2.
ValueId real_dft(OpContext& ctx, ValueId x, int64_t length) {
  SymDims dims = ctx.type_of(x).dims;
  const int64_t axis = int64_t(dims.size()) - 1;
  dims.push_back(Dim(1));
  return ctx.add(DFT{.axis = {axis}, .onesided = true, .length = {length}}, {ctx.reshape(x, std::move(dims))});
}

ValueId squared_magnitude(OpContext& ctx, ValueId parts) {
  return ctx.add(Reduce{.kind = ReduceKind::kSum, .axes = {ctx.rank_of(parts) - 1}, .keep_dims = false},
                 {ctx.add("Mul", {parts, parts})});
}

}  // namespace

/// The file's bytes, as u8[n]; samples from -1 to 1, and their rate.
void import_decode_wav(OpContext& ctx) {
  if (ctx.dtype(0) != DataType::kUInt8)
    ctx.unsupported("the sound file is no input of the network", "make the file's content an input");
  const auto both = ctx.add_all(
      WavDecoder{.channels = ctx.int_attr("desired_channels", -1), .samples = ctx.int_attr("desired_samples", -1)},
      {ctx.in(0)});
  const ValueId wide = ctx.cast(both[0], DataType::kFloat32);
  ctx.output(0, ctx.add("Mul", {wide, ctx.scalar_like(wide, 1.0 / 32768)}));
  ctx.output(1, both[1]);
}

/// Samples [n, channels] to [channels, windows, bins] of a window rounded up to a power of two.
void import_audio_spectrogram(OpContext& ctx) {
  const ValueId x = ctx.transpose(ctx.in(0), {1, 0});
  const int64_t window = ctx.int_attr("window_size", 0), stride = ctx.int_attr("stride", 0);
  constexpr int64_t kMaxAudioWindow = int64_t{1} << 24;
  if (window < 2 || window > kMaxAudioWindow) ctx.invalid("window_size is " + std::to_string(window));
  if (stride < 1 || stride > kMaxAudioWindow) ctx.invalid("stride is " + std::to_string(stride));
  const Dim samples = ctx.type_of(x).dims[1];
  const Dim frames = max(Dim(0), floor_div(samples - Dim(window), stride) + Dim(1));
  const ValueId starts = ctx.add("Mul", {numbers_up_to(ctx, frames), ctx.int_scalar(stride)});
  const ValueId at = ctx.add("Add", {ctx.reshape(starts, {frames, Dim(1)}), numbers_up_to(ctx, window)});
  const ValueId cut = ctx.add(Gather{.axis = 1}, {x, at});
  const auto length = int64_t(std::bit_ceil(uint64_t(window)));
  const ValueId parts = real_dft(ctx, ctx.add("Mul", {cut, hann_window(ctx, window)}), length);
  const ValueId power = squared_magnitude(ctx, parts);
  ctx.output(0, ctx.bool_attr("magnitude_squared", false) ? power : ctx.add("Sqrt", {power}));
}

namespace {

/// What Mfcc's attributes say.
struct MelBands {
  double low, high;  // Hz
  int64_t count;
};

double mel_of(double hertz) { return 1127.0 * std::log1p(hertz / 700.0); }

/// A matrix [bins, bands]: triangles of equal width on the mel scale, over the bins between the limits. The sample rate
/// is a value, because only the sound file may tell it.
ValueId mel_matrix(OpContext& ctx, const MelBands& bands, int64_t bins, ValueId rate) {
  const DataType f32 = DataType::kFloat32;
  const double low = mel_of(bands.low), spacing = (mel_of(bands.high) - low) / double(bands.count + 1);
  std::vector<double> bin, centre;
  for (int64_t i = 0; i < bins; ++i) bin.push_back(double(i));
  for (int64_t c = 0; c < bands.count; ++c) centre.push_back(low + spacing * double(c + 1));
  const ValueId i = ctx.constant_value(Weights::of_doubles(f32, {bins, 1}, bin));
  const ValueId centres = ctx.constant_value(Weights::of_doubles(f32, {1, bands.count}, centre));
  const auto number = [&](double v) { return ctx.constant_value(Weights::scalar(f32, v)); };
  const ValueId hertz = ctx.add("Mul", {ctx.reshape(ctx.cast(rate, f32), {}), number(0.5 / double(bins - 1))});
  const ValueId ratio = ctx.add("Div", {ctx.add("Mul", {i, hertz}), number(700)});
  const ValueId mel = ctx.add("Mul", {ctx.add("Log", {ctx.add("Add", {ratio, number(1)})}), number(1127)});
  const ValueId off = ctx.add("Div", {ctx.add("Abs", {ctx.add("Sub", {mel, centres})}), number(spacing)});
  const ValueId triangle = ctx.add("Max", {ctx.add("Sub", {number(1), off}), number(0)});
  const ValueId first = ctx.add("Floor", {ctx.add("Add", {ctx.add("Div", {number(bands.low), hertz}), number(1.5)})});
  const ValueId last = ctx.add("Floor", {ctx.add("Div", {number(bands.high), hertz})});
  const ValueId inside = ctx.add("And", {ctx.add("GreaterOrEqual", {i, first}), ctx.add("LessOrEqual", {i, last})});
  return ctx.add("Select", {inside, triangle, number(0)});
}

ValueId dct_matrix(OpContext& ctx, int64_t bands, int64_t coefficients) {
  std::vector<double> m;
  const double scale = std::sqrt(2.0 / double(bands));
  for (int64_t j = 0; j < bands; ++j)
    for (int64_t i = 0; i < coefficients; ++i)
      m.push_back(scale * std::cos(double(i) * (std::numbers::pi / double(bands)) * (double(j) + 0.5)));
  return ctx.constant_value(Weights::of_doubles(DataType::kFloat32, {bands, coefficients}, m));
}

}  // namespace

/// Inputs squared spectra [channels, windows, bins], sample rate.
void import_mfcc(OpContext& ctx) {
  const ValueId spectra = ctx.in(0);
  const SymDims dims = ctx.type_of(spectra).dims;
  if (dims.size() != 3) ctx.invalid("the spectra have rank " + std::to_string(dims.size()) + ", 3 expected");
  if (!dims[2].is_const() || dims[2].value() < 2)
    ctx.unsupported("the number of bins is not known when the plan is built", "give the input a fixed shape");
  const MelBands bands{ctx.float_attr("lower_frequency_limit", 20), ctx.float_attr("upper_frequency_limit", 4000),
                       ctx.int_attr("filterbank_channel_count", 40)};
  const int64_t coefficients = ctx.int_attr("dct_coefficient_count", 13);
  if (bands.count < 1 || bands.count > 65536 || coefficients < 1 || coefficients > bands.count)
    ctx.invalid("it has " + std::to_string(bands.count) + " bands and " + std::to_string(coefficients) +
                " coefficients");
  if (bands.low < 0 || bands.high <= bands.low) ctx.invalid("the limits of its frequencies are out of order");
  const ValueId weights = mel_matrix(ctx, bands, dims[2].value(), ctx.in(1));
  const ValueId mel = ctx.add(MatMul{}, {ctx.add("Sqrt", {spectra}), weights});
  constexpr double kFloor = 1e-12;  // of TensorFlow's filter bank, before the logarithm
  const ValueId logs = ctx.add("Log", {ctx.add("Max", {mel, ctx.scalar_like(mel, kFloor)})});
  ctx.finish(MatMul{}, {logs, dct_matrix(ctx, bands.count, coefficients)});
}

/// RFFT: input x, length [1]. The result is complex: what reads it must be ComplexAbs, Real or Imag.
void import_rfft(OpContext& ctx) {
  const ValueId x = ctx.in(0);
  const int64_t length = ctx.need_int(1, "the length");
  if (length < 1 || length > (int64_t{1} << 30)) ctx.invalid("the length is " + std::to_string(length));
  if (ctx.dtype(0) != DataType::kFloat32) ctx.unsupported("only f32 is transformed", "cast to float32");
  Binding parts = Binding::of_value(ctx.graph(), real_dft(ctx, x, length));
  parts.kind = Binding::Kind::kComplex;
  ctx.output(0, std::move(parts));
}

/// ComplexAbs, Real, Imag.
void import_complex_part(OpContext& ctx) {
  Binding b = ctx.binding(0);
  if (b.kind != Binding::Kind::kComplex) ctx.unsupported("complex numbers are supported as results of RFFT only");
  b.kind = Binding::Kind::kValue;
  const ValueId parts = ctx.scope().value(b);
  if (ctx.op() == "ComplexAbs") return ctx.finish("Sqrt", {squared_magnitude(ctx, parts)});
  const int64_t at = ctx.op() == "Imag" ? 1 : 0;
  SymDims dims = ctx.type_of(parts).dims;
  dims.pop_back();
  const ValueId one = ctx.add(Slice{.axes = {-1}, .starts = {at}, .ends = {at + 1}, .steps = {1}}, {parts});
  ctx.output(0, ctx.reshape(one, std::move(dims)));
}

}  // namespace sinter::tensorflow
