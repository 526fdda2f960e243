// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Depthwise convolution: one input channel for each sum. A band of input rows is copied into a zero-padded buffer, with
// columns that a stride skips sorted into phases, so that every tap then is one contiguous run.
#include <algorithm>
#include <cstring>

#include "backends/cpu/kernels/block_functions.h"
#include "backends/cpu/kernels/conv_shape.h"
#include "backends/cpu/kernels/loaders.h"
#include "backends/cpu/kernels/pointwise.h"

namespace sinter::cpu {
namespace {

constexpr int64_t kMaxDepthwiseTaps = 256;
constexpr int64_t kBandBytes = 96 << 10;  // stays in the second cache

int64_t round16(int64_t n) { return (n + 15) / 16 * 16; }

/// The buffer of one task.
struct DepthwiseBand {
  bool flat = false;             // output rows follow each other in the buffer, so that one call makes a whole band
  int64_t pitch = 0, phase = 0;  // floats of a staged row, and of one of its phases
  int64_t out_rows = 0;          // output rows of a band
  int64_t rows = 0;              // staged rows of a band
  int64_t out_pitch = 0;         // floats from one output row to the next in the buffer
  int64_t stage_floats = 0;      // of the staged rows; the output rows lie behind
  int64_t bytes = 0;

  explicit DepthwiseBand(const ConvShape& s) {
    const WindowParams& w = s.window;
    const int64_t reach = (w.kernel[2] - 1) * w.dilation[2] / w.stride[2];  // farthest tap within a phase
    const int64_t extra = (w.kernel[1] - 1) * w.dilation[1] + 1;
    flat = w.stride[1] == 1 && w.stride[2] == 1 && s.out[2] < 48 && reach < 16;
    phase = flat ? s.out[2] + reach : round16(s.out[2]) + reach;
    pitch = phase * std::min(w.stride[2], (w.kernel[2] - 1) * w.dilation[2] + 1);  // phases that taps fall into
    out_pitch = flat ? pitch : round16(s.out[2]);
    out_rows =
        std::clamp<int64_t>((kBandBytes / (pitch * 4) - extra) / w.stride[1] + 1, 1, std::max<int64_t>(1, s.out[1]));
    rows = (out_rows - 1) * w.stride[1] + extra;
    // Flat: taps of the last units reach past the staged rows by less than a unit and the reach.
    stage_floats = round16(rows * pitch) + (flat ? 32 : 0);
    bytes = (stage_floats + (flat ? round16(out_rows * out_pitch) + 16 : out_pitch)) * 4 / 64 * 64 + 64;
  }
};

class ConvDepthwise final : public CpuKernel {
 public:
  explicit ConvDepthwise(const LoadContext& c) : pool_(c.pool) {
    x_ = c.recipe.i64(0, 1024);
    window_ = read_window(c.recipe);
    channels_ = c.recipe.i64(1, INT32_MAX);
    multiplier_ = c.recipe.i64(1, INT32_MAX);
    for (int d = 0; d < 3; ++d)  // extents of the staged band stay far from overflow
      if (window_.stride[d] > 4096 || window_.dilation[d] > 4096) RecipeReader::corrupt();
    if (window_.kernel[0] != 1 || window_.stride[0] != 1 || window_.pad[0] != 0 || window_.taps() > kMaxDepthwiseTaps ||
        channels_ * multiplier_ > INT32_MAX) {
      RecipeReader::corrupt();
    }
    low_ = float(c.recipe.f64());
    high_ = float(c.recipe.f64());
    const bool has_bias = c.recipe.i64(0, 1) != 0;
    if (c.recipe.i64(0, 1) != 0) post_ = read_post_program(c.recipe);
    weights_ = static_cast<const float*>(c.constant(0, channels_ * multiplier_ * window_.taps() * 4));
    if (has_bias) bias_ = static_cast<const float*>(c.constant(1, channels_ * multiplier_ * 4));
  }

  int64_t workspace(const KernelArgs& args) const noexcept override {
    ConvShape s;
    if (!shape(args, s).ok()) return 0;
    // The band shrinks in rows where rows are longer: count what one row of any length needs, and a full band.
    const DepthwiseBand band(s);
    const int64_t one_row =
        ((window_.kernel[1] - 1) * window_.dilation[1] + 1) * band.pitch * 4 + band.out_pitch * 4 + 128;
    return sums_bytes(args.outputs[0]) +
           tasks() * (2 * kBandBytes + one_row + window_.stride[1] * band.pitch * 4 + 1024);
  }

  Status run(const KernelArgs& args) const noexcept override {
    ConvShape s;
    if (const Status ok = shape(args, s); !ok.ok()) return ok;
    const TensorArg& out = args.outputs[0];
    if (out.count() == 0) return Status::good();
    const int64_t front = sums_bytes(out);
    const DepthwiseBand band(s);
    if (args.workspace_bytes < front + tasks() * band.bytes)
      return Status::bad("a depthwise convolution has too little workspace");
    float* sums = front ? static_cast<float*>(args.workspace) : out.as<float>();
    auto* room = static_cast<std::byte*>(args.workspace) + front;
    const int64_t planes = s.batch * channels_ * multiplier_, count = std::min(tasks(), planes);
    pool_.parallel_for(count, 1, [&](int64_t begin, int64_t end) {
      auto* buffer = reinterpret_cast<float*>(room + begin * band.bytes);  // this call's alone
      for (int64_t p = planes * begin / count; p < planes * end / count; ++p)
        plane(s, band, args.inputs[size_t(x_)], p, buffer, sums);
    });
    if (!post_) return Status::good();
    TensorArg accumulator = out;
    accumulator.dtype = DataType::kFloat32;
    accumulator.data = sums;
    return post_->run(args, &accumulator, pool_);
  }

 private:
  int64_t tasks() const { return int64_t(pool_.threads()) * 4; }
  static int64_t sums_bytes(const TensorArg& out) {
    return out.dtype == DataType::kFloat32 ? 0 : (out.count() * 4 + 63) / 64 * 64;
  }

  Status shape(const KernelArgs& args, ConvShape& s) const noexcept {
    if (args.outputs.size() != 1 || size_t(x_) >= args.inputs.size())
      return Status::bad("a convolution got a wrong number of operands");
    const DataType in = args.inputs[size_t(x_)].dtype;
    if (in != DataType::kFloat32 && in != DataType::kFloat16 && in != DataType::kBFloat16)
      return Status::bad("a convolution got an input of another dtype");
    if (args.outputs[0].dtype != DataType::kFloat32 && !post_)
      return Status::bad("a convolution has an output of another dtype");
    return make_conv_shape(window_, channels_, 1, multiplier_, args.inputs[size_t(x_)], args.outputs[0], s);
  }

  /// One input row, converted and sorted into phases; a row outside the image is zero.
  void stage_row(const ConvShape& s, const DepthwiseBand& band, const TensorArg& x, int64_t plane, int64_t row,
                 float* to) const {
    const int64_t stride = window_.stride[2], pad = window_.pad[2], start = (plane * s.in[1] + row) * s.in[2];
    const int64_t phases = band.pitch / band.phase;
    if (row < 0 || row >= s.in[1]) {
      std::fill(to, to + band.pitch, 0.0f);
      return;
    }
    for (int64_t phase = 0; phase < phases; ++phase) {
      // Padded column phase + i * stride is input column phase + i * stride - pad.
      int64_t lo, hi;
      valid_range(phase - pad, stride, s.in[2], band.phase, lo, hi);
      float* run = to + phase * band.phase;
      std::fill(run, run + lo, 0.0f);
      std::fill(run + hi, run + band.phase, 0.0f);
      const int64_t from = start + phase - pad + lo * stride;
      if (stride == 1) load_lanes(x.dtype, Lane::kF32, x.data, from, hi - lo, run + lo);
      else if (stride != 2 || x.dtype != DataType::kFloat32) stage_strided(x, from, hi - lo, run + lo);
    }
    if (stride == 2 && x.dtype == DataType::kFloat32) stage_pairs(s, band, x.as<const float>() + start, phases, to);
  }

  void stage_strided(const TensorArg& x, int64_t from, int64_t n, float* to) const {
    const int64_t stride = window_.stride[2];
    if (x.dtype == DataType::kFloat32) {
      const float* values = x.as<const float>() + from;
      for (int64_t i = 0; i < n; ++i) to[i] = values[i * stride];
    } else {
      for (int64_t i = 0; i < n; ++i) load_lanes(x.dtype, Lane::kF32, x.data, from + i * stride, 1, to + i);
    }
  }

  /// Stride 2: both phases in one pass. Padded column i + pad goes to phase (i + pad) % 2.
  void stage_pairs(const ConvShape& s, const DepthwiseBand& band, const float* row, int64_t phases, float* to) const {
    const int64_t pad = window_.pad[2], width = s.in[2];
    const auto place = [&](int64_t parity) { return (pad + parity) % 2 * band.phase + (pad + parity) / 2; };
    const auto room = [&](int64_t parity) { return band.phase - (pad + parity) / 2; };  // may be negative
    const auto wanted = [&](int64_t parity) {
      const int64_t values = (width - parity + 1) / 2;
      return (pad + parity) % 2 < phases ? std::clamp<int64_t>(room(parity), 0, values) : 0;
    };
    const int64_t n[2] = {wanted(0), wanted(1)}, both = std::min(n[0], n[1]);
    if (both > 0) block_table().split_pairs(to + place(0), to + place(1), row, both);
    for (int64_t parity = 0; parity < 2; ++parity)
      for (int64_t i = both; i < n[parity]; ++i) to[place(parity) + i] = row[2 * i + parity];
  }

  void find_taps(const DepthwiseBand& band, const float* first, const float** taps) const {
    for (int64_t i = 0; i < window_.kernel[1]; ++i)
      for (int64_t j = 0; j < window_.kernel[2]; ++j) {
        const int64_t column = j * window_.dilation[2];
        *taps++ = first + i * window_.dilation[1] * band.pitch + column % window_.stride[2] * band.phase +
                  column / window_.stride[2];
      }
  }

  void plane(const ConvShape& s, const DepthwiseBand& band, const TensorArg& x, int64_t plane, float* buffer,
             float* sums) const {
    const int64_t outputs = channels_ * multiplier_, m = plane % outputs;
    const int64_t input = plane / outputs * channels_ + m / multiplier_;
    float* made = buffer + band.stage_floats;
    const float* taps[kMaxDepthwiseTaps];
    DepthwiseRow job{taps,    weights_ + m * window_.taps(), window_.taps(), bias_ ? bias_[m] : 0.0f, low_, high_, made,
                     s.out[2]};
    const auto keep = [&](int64_t y, const float* row) {
      std::memcpy(sums + (plane * s.out[1] + y) * s.out[2], row, size_t(s.out[2]) * sizeof(float));
    };
    for (int64_t y0 = 0; y0 < s.out[1]; y0 += band.out_rows) {
      const int64_t y1 = std::min(s.out[1], y0 + band.out_rows), top = y0 * window_.stride[1] - window_.pad[1];
      const int64_t rows = (y1 - y0 - 1) * window_.stride[1] + (window_.kernel[1] - 1) * window_.dilation[1] + 1;
      for (int64_t r = 0; r < rows; ++r) stage_row(s, band, x, input, top + r, buffer + r * band.pitch);
      if (band.flat) {
        find_taps(band, buffer, taps);
        job.n = (y1 - y0) * band.out_pitch;
        block_table().depthwise(&job);
        for (int64_t y = y0; y < y1; ++y) keep(y, made + (y - y0) * band.out_pitch);
        continue;
      }
      for (int64_t y = y0; y < y1; ++y) {
        find_taps(band, buffer + (y - y0) * window_.stride[1] * band.pitch, taps);
        block_table().depthwise(&job);
        keep(y, made);
      }
    }
  }

  ThreadPool& pool_;
  int64_t x_, channels_, multiplier_;
  WindowParams window_;
  float low_, high_;
  const float *weights_ = nullptr, *bias_ = nullptr;
  std::optional<PostProgram> post_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_conv_depthwise(const LoadContext& c) { return std::make_unique<ConvDepthwise>(c); }

}  // namespace sinter::cpu
