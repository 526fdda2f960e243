// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// 8-bit colour pictures: files, scaling, cutting out quadrilaterals. Pixels are blue, green, red, as the models want
// them, rows from the top.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ocr {

struct Point {
  double x = 0, y = 0;
};
/// Corners clockwise from the upper left, as seen by a reader of the text.
using Quad = std::array<Point, 4>;

struct Picture {
  int width = 0, height = 0;
  std::vector<uint8_t> pixels;  // [height][width][3]

  Picture() = default;
  Picture(int w, int h) : width(w), height(h), pixels(size_t(w) * size_t(h) * 3) {}
  const uint8_t* at(int x, int y) const { return pixels.data() + (size_t(y) * size_t(width) + size_t(x)) * 3; }
  uint8_t* at(int x, int y) { return pixels.data() + (size_t(y) * size_t(width) + size_t(x)) * 3; }
};

/// PNG, JPEG, BMP, PNM; an Error names the file.
Picture load_picture(const std::string& path);
void save_png(const std::string& path, const Picture& picture);

/// Bilinear, without smoothing when it shrinks: what the models were trained with.
Picture resize(const Picture& p, int width, int height);
/// What lies in the quadrilateral, straightened; bicubic (a = -0.75), edges repeated. Taller than wide by half: turned
/// left by a quarter, because it is a line of text on its side.
Picture cut_out(const Picture& p, const Quad& quad);
Picture turned_by_180(const Picture& p);
/// Black rows above and below.
Picture with_bars(const Picture& p, int rows);

/// A closed line two pixels wide.
void draw(Picture& p, const Quad& quad, std::array<uint8_t, 3> colour);

}  // namespace ocr
