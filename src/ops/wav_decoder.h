// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <tuple>

#include "ir/op_fields.h"

namespace sinter {

/// The samples in the bytes of a sound file.
struct WavDecoder {
  int64_t channels = -1, samples = -1;  // how many are wanted; -1: as many as the file has

  static constexpr std::string_view kName = "WavDecoder";
  static constexpr std::string_view kDoc =
      "The sound in the bytes of a WAV file of 16-bit PCM (TensorFlow DecodeWav): i16[samples,channels] and the sample "
      "rate, i32[]. Beyond the file's samples there are zeros, beyond its channels its last one again.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1, kNumOutputs = 2;
  static constexpr auto fields() {
    return std::tuple{Field{1, "channels", &WavDecoder::channels}, Field{2, "samples", &WavDecoder::samples}};
  }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const WavDecoder&) const = default;
};

}  // namespace sinter
