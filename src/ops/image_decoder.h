// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

enum class PixelFormat : uint8_t { kRgb, kBgr, kGrayscale };

struct ImageDecoder {
  PixelFormat pixel_format = PixelFormat::kRgb;

  static constexpr std::string_view kName = "ImageDecoder";
  static constexpr std::string_view kDoc =
      "The picture in the bytes of a file (BMP, JPEG, PNG, PNM, TIFF) as u8[height,width,3 or 1] (ONNX ImageDecoder). "
      "Gray is ITU-R 601-2 luma: (19595 R + 38470 G + 7471 B + 32768) / 65536.";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr std::string_view kFormatNames[] = {"rgb", "bgr", "grayscale"};
  static constexpr auto fields() {
    return std::tuple{Field{1, "pixel_format", &ImageDecoder::pixel_format, std::span(kFormatNames)}};
  }
  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const ImageDecoder&) const = default;
};

}  // namespace sinter
