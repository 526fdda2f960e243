// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/wav_decoder.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "base/bytes.h"
#include "ir/record.h"
#include "ops/sequence_types.h"
#include "sinter/error.h"

namespace sinter {

SINTER_OP(WavDecoder)

namespace {

/// Wanted numbers beyond these are a mistake; products stay far from overflow.
constexpr int64_t kMaxWavChannels = 65535, kMaxWavSamples = int64_t{1} << 40;

/// A WAV file: chunks of a name, a size and content, padded to even sizes, inside one named RIFF.
struct WavFile {
  int64_t channels = 0, rate = 0;
  ByteSpan data;
  int64_t samples() const { return int64_t(data.size()) / (2 * channels); }
  int16_t at(int64_t sample, int64_t channel) const {
    int16_t v = 0;
    std::memcpy(&v, data.data() + 2 * (sample * channels + channel), sizeof(v));
    return v;
  }
};

[[noreturn]] void fail_wav(const std::string& what) {
  fail(ErrorCode::kInvalidArgument, what, "give the bytes of a WAV file of 16-bit PCM samples");
}

uint32_t little(ByteSpan bytes, size_t at, size_t count) {
  uint32_t v = 0;
  std::memcpy(&v, bytes.data() + at, count);  // little-endian hosts only, as everywhere
  return v;
}

void read_format(ByteSpan chunk, WavFile& out) {
  constexpr uint32_t kPcm = 1, kExtensible = 0xFFFE;
  if (chunk.size() < 16) fail_wav("the format chunk is cut short");
  uint32_t tag = little(chunk, 0, 2);
  if (tag == kExtensible && chunk.size() >= 26) tag = little(chunk, 24, 2);
  const uint32_t bits = little(chunk, 14, 2);
  if (tag != kPcm || bits != 16)
    fail_wav("the samples are of format " + std::to_string(tag) + " with " + std::to_string(bits) + " bits");
  out.channels = little(chunk, 2, 2);
  out.rate = little(chunk, 4, 4);
  if (out.channels == 0 || out.rate == 0 || out.rate > INT32_MAX) fail_wav("it has no channels or no sample rate");
}

WavFile read_wav(ByteSpan file) {
  const std::string_view text = as_string_view(file);
  if (text.size() < 12 || text.substr(0, 4) != "RIFF" || text.substr(8, 4) != "WAVE")
    fail_wav("the bytes are no WAV file");
  WavFile out;
  for (size_t at = 12; at + 8 <= file.size();) {
    const std::string_view name = text.substr(at, 4);
    const size_t size = little(file, at + 4, 4), left = file.size() - at - 8;
    const ByteSpan chunk = file.subspan(at + 8, std::min(size, left));
    if (name == "fmt ") read_format(chunk, out);
    if (name == "data") {
      if (out.channels == 0) fail_wav("its samples come before their format");
      if (size > left) fail_wav("its samples are cut short");
      out.data = chunk;
      return out;
    }
    if (size >= left) break;
    at += 8 + size + size % 2;
  }
  fail_wav("it has no samples");
}

}  // namespace

void WavDecoder::infer(InferContext& ctx) const {
  ctx.require_dtype(0, {DataType::kUInt8});
  ctx.require(ctx.tensor(0).rank() == 1, "the bytes of a file are no vector");
  ctx.require(
      channels >= -1 && channels != 0 && channels <= kMaxWavChannels && samples >= -1 && samples <= kMaxWavSamples,
      "it wants " + std::to_string(channels) + " channels and " + std::to_string(samples) + " samples");
  Dim length = samples, width = channels;
  // A sample has at least two bytes; with an unknown number of channels the product has no useful bound.
  if (samples < 0)
    length = channels < 0 ? unknown_extent(ctx, "samples") : ctx.fresh_size("samples", floor_div(ctx.dim(0, 0), 2));
  if (channels < 0) width = unknown_extent(ctx, "channels");
  ctx.set_output(0, DataType::kInt16, {length, width});
  ctx.set_output(1, DataType::kInt32, {});
}

void WavDecoder::reference(RefContext& ctx) const {
  const TensorView& in = ctx.in(0);
  const WavFile wav = read_wav({static_cast<const std::byte*>(in.data), size_t(in.count())});
  const int64_t width = channels < 0 ? wav.channels : channels, length = samples < 0 ? wav.samples() : samples;
  const Dims dims{length, width};
  std::vector<int64_t> out(size_t(element_count(dims)), 0);
  for (int64_t s = 0; s < std::min(length, wav.samples()); ++s)
    for (int64_t c = 0; c < width; ++c) out[size_t(s * width + c)] = wav.at(s, std::min(c, wav.channels - 1));
  if (samples < 0 && channels < 0) {
    HostObject object = HostObject::tensor(DataType::kInt16, dims);
    auto* to = reinterpret_cast<int16_t*>(object.bytes.data());
    for (size_t i = 0; i < out.size(); ++i) to[i] = int16_t(out[i]);
    ctx.put(0, std::move(object));
  } else {
    if (samples < 0 || channels < 0) ctx.resize(0, dims);
    ctx.put(0, out);
  }
  ctx.put(1, std::vector<int64_t>{wav.rate});
}

}  // namespace sinter
