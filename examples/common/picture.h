// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What the examples that look at pictures share: 8-bit pictures and their files.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace pictures {

struct Picture {
  int width = 0, height = 0, channels = 0;
  std::vector<uint8_t> pixels;  // [height][width][channels], rows from the top

  Picture() = default;
  /// All black.
  Picture(int w, int h, int c) : width(w), height(h), channels(c), pixels(size_t(w) * size_t(h) * size_t(c)) {}
  const uint8_t* at(int x, int y) const { return pixels.data() + index(x, y); }
  uint8_t* at(int x, int y) { return pixels.data() + index(x, y); }

 private:
  size_t index(int x, int y) const { return (size_t(y) * size_t(width) + size_t(x)) * size_t(channels); }
};

/// PNG, JPEG, BMP, PNM; made grey (one channel) or red, green, blue (three). An Error names the file.
Picture load_picture(const std::string& path, int channels);
void save_png(const std::string& path, const Picture& picture);

}  // namespace pictures
