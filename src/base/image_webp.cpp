// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// WebP by libwebp where it can be linked (cmake/third_party.cmake).
#include "base/image.h"

#if SINTER_HAVE_LIBWEBP
#include <webp/decode.h>

#include <string>

#include "base/limits.h"
#include "sinter/error.h"

namespace sinter {

bool decode_webp(ByteSpan file, RgbImage& out) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(file.data());
  int width = 0, height = 0;
  if (!WebPGetInfo(bytes, file.size(), &width, &height))
    fail(ErrorCode::kInvalidArgument, "a WebP picture is damaged", "give the whole file");
  if (int64_t(width) * height > limits::kMaxImagePixels)
    fail(ErrorCode::kLimit, "a picture has " + std::to_string(width) + " x " + std::to_string(height) + " pixels",
         "use a smaller one");
  out = {width, height, std::vector<uint8_t>(size_t(width) * size_t(height) * 3)};
  if (!WebPDecodeRGBInto(bytes, file.size(), out.pixels.data(), out.pixels.size(), width * 3))
    fail(ErrorCode::kInvalidArgument, "a WebP picture is damaged", "give the whole file");
  return true;
}

}  // namespace sinter

#else

namespace sinter {
bool decode_webp(ByteSpan, RgbImage&) { return false; }
}  // namespace sinter

#endif
