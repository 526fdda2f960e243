// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/image.h"

#include <climits>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "base/limits.h"
#include "sinter/error.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_STDIO
#define STBI_ONLY_BMP
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_ONLY_PNM
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

namespace sinter {
namespace {

constexpr const char* kFormats = "use BMP, JPEG, PNG, binary PNM, or plain TIFF";

[[noreturn]] void unsupported_image(const char* format) {
  fail(ErrorCode::kUnsupported, std::string("pictures in ") + format + " are not supported", kFormats);
}

bool begins(ByteSpan file, std::string_view magic, size_t at = 0) {
  return as_string_view(file).substr(std::min(at, file.size())).starts_with(magic);
}

}  // namespace

RgbImage decode_image(ByteSpan file) {
  using namespace std::string_view_literals;
  if (begins(file, "II*\0"sv) || begins(file, "MM\0*"sv)) return decode_tiff(file);
  RgbImage image;
  if (begins(file, "RIFF") && begins(file, "WEBP", 8)) {
    if (!decode_webp(file, image)) unsupported_image("WebP");
    return image;
  }
  if (begins(file, "\xFF\xD8\xFF") && decode_jpeg(file, image)) return image;
  if (begins(file, "\xFF\x4F\xFF\x51") || begins(file, "\0\0\0\x0CjP  "sv)) unsupported_image("JPEG 2000");
  if (begins(file, "GIF8")) unsupported_image("GIF");
  if (file.size() > size_t(INT_MAX)) fail(ErrorCode::kLimit, "a picture's file is over 2 GiB", "use a smaller one");
  const auto* bytes = reinterpret_cast<const stbi_uc*>(file.data());
  const int size = int(file.size());
  int width = 0, height = 0, channels = 0;
  if (!stbi_info_from_memory(bytes, size, &width, &height, &channels))
    fail(ErrorCode::kInvalidArgument, "the bytes are no picture that can be read", kFormats);
  if (width <= 0 || height <= 0 || int64_t(width) * height > limits::kMaxImagePixels)
    fail(ErrorCode::kLimit, "a picture has " + std::to_string(width) + " x " + std::to_string(height) + " pixels",
         "use a smaller one");
  const std::unique_ptr<stbi_uc, void (*)(void*)> data(
      stbi_load_from_memory(bytes, size, &width, &height, &channels, 3), &stbi_image_free);
  if (!data)
    fail(ErrorCode::kInvalidArgument, std::string("a picture is damaged: ") + stbi_failure_reason(),
         "give the whole file");
  RgbImage out{width, height, {}};
  out.pixels.assign(data.get(), data.get() + int64_t(width) * height * 3);
  return out;
}

}  // namespace sinter
