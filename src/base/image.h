// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Pictures in files: BMP, JPEG, PNG, PNM (binary), plain TIFF, and WebP if its library was there when this was built;
// told apart by how they begin.
#pragma once
#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace sinter {

/// 8-bit RGB, rows from the top, [height, width, 3].
struct RgbImage {
  int64_t width = 0, height = 0;
  std::vector<uint8_t> pixels;
};

/// Error(kInvalidArgument) if the bytes are no picture or a damaged one, Error(kUnsupported) for formats that we do not
/// read, Error(kLimit) beyond limits::kMaxImagePixels.
RgbImage decode_image(ByteSpan file);
/// What decode_image does with TIFF: one strip or more of 8-bit gray, palette or RGB samples, uncompressed or PackBits.
RgbImage decode_tiff(ByteSpan file);

/// JPEG and WebP by libraries of their own; false if this build has none.
bool decode_jpeg(ByteSpan file, RgbImage& out);
bool decode_webp(ByteSpan file, RgbImage& out);

}  // namespace sinter
