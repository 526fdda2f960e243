// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "letter_box.h"

#include <algorithm>
#include <cmath>

namespace yolov3 {
namespace {

constexpr float kGrey = 0.5f;

// Bilinear between pixel centres, the border repeated.
float sample(const Picture& p, double x, double y, int channel) {
  x = std::clamp(x, 0.0, double(p.width - 1)), y = std::clamp(y, 0.0, double(p.height - 1));
  const int x0 = int(x), y0 = int(y), x1 = std::min(x0 + 1, p.width - 1), y1 = std::min(y0 + 1, p.height - 1);
  const double u = x - x0, v = y - y0;
  const double above = p.at(x0, y0)[channel] * (1 - u) + p.at(x1, y0)[channel] * u;
  const double below = p.at(x0, y1)[channel] * (1 - u) + p.at(x1, y1)[channel] * u;
  return float((above * (1 - v) + below * v) / 255);
}

}  // namespace

Letterbox letter_box(const Picture& p, int width, int height, float* to) {
  const double scale = std::min(double(width) / p.width, double(height) / p.height);
  const int w = std::clamp(int(std::lround(p.width * scale)), 1, width);
  const int h = std::clamp(int(std::lround(p.height * scale)), 1, height);
  const Letterbox box{scale, (width - w) / 2, (height - h) / 2};
  std::fill_n(to, size_t(3) * size_t(width) * size_t(height), kGrey);
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < h; ++y)
      for (int x = 0; x < w; ++x)
        to[(size_t(c) * size_t(height) + size_t(y + box.top)) * size_t(width) + size_t(x + box.left)] =
            sample(p, (x + 0.5) / scale - 0.5, (y + 0.5) / scale - 0.5, c);
  return box;
}

void draw_frame(Picture& p, double x0, double y0, double x1, double y1, std::array<uint8_t, 3> colour) {
  const int left = int(std::lround(x0)), right = int(std::lround(x1)), top = int(std::lround(y0)),
            bottom = int(std::lround(y1));
  for (int y = std::max(0, top); y <= std::min(p.height - 1, bottom); ++y)
    for (int x = std::max(0, left); x <= std::min(p.width - 1, right); ++x)
      if (x < left + 2 || x > right - 2 || y < top + 2 || y > bottom - 2)
        std::copy(colour.begin(), colour.end(), p.at(x, y));
}

}  // namespace yolov3
