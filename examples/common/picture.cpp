// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "common/picture.h"

#include <algorithm>
#include <memory>

#include "sinter/error.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#include <stb/stb_image.h>
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace pictures {
namespace {

constexpr int kMaxSide = 16384;

}  // namespace

Picture load_picture(const std::string& path, int channels) {
  int w = 0, h = 0, in_file = 0;
  if (stbi_info(path.c_str(), &w, &h, &in_file) && (w > kMaxSide || h > kMaxSide))
    sinter::fail(sinter::ErrorCode::kLimit, path + " is " + std::to_string(w) + "x" + std::to_string(h) + " pixels",
                 "give a picture of at most " + std::to_string(kMaxSide) + " pixels a side");
  const std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> data(stbi_load(path.c_str(), &w, &h, &in_file, channels),
                                                                  &stbi_image_free);
  if (!data)
    sinter::fail(sinter::ErrorCode::kIo, path + " cannot be read as a picture: " + stbi_failure_reason(),
                 "give a PNG, JPEG, BMP or PNM file");
  Picture p(w, h, channels);
  std::copy_n(data.get(), p.pixels.size(), p.pixels.begin());
  return p;
}

void save_png(const std::string& path, const Picture& p) {
  if (!stbi_write_png(path.c_str(), p.width, p.height, p.channels, p.pixels.data(), p.width * p.channels))
    sinter::fail(sinter::ErrorCode::kIo, path + " cannot be written", "check that the folder exists and has space");
}

}  // namespace pictures
