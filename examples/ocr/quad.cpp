// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "quad.h"

#include <algorithm>
#include <cmath>

namespace ocr {
namespace {

uint8_t to_byte(double v) { return uint8_t(std::clamp(std::nearbyint(v), 0.0, 255.0)); }

// A sample position between two pixels of a row or column.
struct Tap {
  int first, second;
  double weight;  // of the second
};
std::vector<Tap> taps(int from, int to) {
  std::vector<Tap> out;
  for (int i = 0; i < to; ++i) {
    const double x = std::clamp((i + 0.5) * from / to - 0.5, 0.0, double(from - 1));
    const int first = int(x);
    out.push_back({first, std::min(first + 1, from - 1), x - first});
  }
  return out;
}

// Weights of the four pixels around a place, Keys 1981 with a = -0.75.
std::array<double, 4> cubic(double t) {
  constexpr double a = -0.75;
  auto near = [](double d) { return ((a + 2) * d - (a + 3)) * d * d + 1; };
  auto far = [](double d) { return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a; };
  return {far(1 + t), near(t), near(1 - t), far(2 - t)};
}

// The projective map that takes the corners of a width x height rectangle to a quadrilateral: x' = (a x + b y + c) /
// (g x + h y + 1) and so on, from eight linear equations by elimination.
std::array<double, 8> projective(double width, double height, const Quad& quad) {
  const std::array<Point, 4> from = {{{0, 0}, {width, 0}, {width, height}, {0, height}}};
  double m[8][9];
  for (int i = 0; i < 4; ++i) {
    const auto [x, y] = from[size_t(i)];
    const auto [u, v] = quad[size_t(i)];
    const double first[9] = {x, y, 1, 0, 0, 0, -u * x, -u * y, u}, second[9] = {0, 0, 0, x, y, 1, -v * x, -v * y, v};
    std::copy(first, first + 9, m[2 * i]);
    std::copy(second, second + 9, m[2 * i + 1]);
  }
  for (int c = 0; c < 8; ++c) {
    int best = c;
    for (int r = c + 1; r < 8; ++r)
      if (std::abs(m[r][c]) > std::abs(m[best][c])) best = r;
    std::swap_ranges(m[c], m[c] + 9, m[best]);
    if (m[c][c] == 0) return {1, 0, quad[0].x, 0, 1, quad[0].y, 0, 0};  // no area: any map will do
    for (int r = 0; r < 8; ++r) {
      if (r == c) continue;
      const double f = m[r][c] / m[c][c];
      for (int k = c; k < 9; ++k) m[r][k] -= f * m[c][k];
    }
  }
  std::array<double, 8> out;
  for (int i = 0; i < 8; ++i) out[size_t(i)] = m[i][8] / m[i][i];
  return out;
}

double distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

void sample_cubic(const Picture& p, double x, double y, uint8_t* out) {
  // Positions are rounded to 1/32 pixel, as the training pipeline's warp does.
  const double gx = std::nearbyint(x * 32) / 32, gy = std::nearbyint(y * 32) / 32;
  const double fx = std::clamp(std::floor(gx), -4.0, p.width + 4.0),
               fy = std::clamp(std::floor(gy), -4.0, p.height + 4.0);
  const auto wx = cubic(std::clamp(gx - fx, 0.0, 1.0)), wy = cubic(std::clamp(gy - fy, 0.0, 1.0));
  double sum[3] = {};
  for (int j = 0; j < 4; ++j)
    for (int i = 0; i < 4; ++i) {
      const uint8_t* q =
          p.at(std::clamp(int(fx) + i - 1, 0, p.width - 1), std::clamp(int(fy) + j - 1, 0, p.height - 1));
      for (int c = 0; c < 3; ++c) sum[c] += wx[size_t(i)] * wy[size_t(j)] * q[c];
    }
  for (int c = 0; c < 3; ++c) out[c] = to_byte(sum[c]);
}

Picture turned_left(const Picture& p) {
  Picture out(p.height, p.width, 3);
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) std::copy_n(p.at(p.width - 1 - y, x), 3, out.at(x, y));
  return out;
}

}  // namespace

Picture resize(const Picture& p, int width, int height) {
  if (p.width == width && p.height == height) return p;
  const auto columns = taps(p.width, width), rows = taps(p.height, height);
  Picture out(width, height, 3);
  for (int y = 0; y < height; ++y) {
    const Tap r = rows[size_t(y)];
    for (int x = 0; x < width; ++x) {
      const Tap c = columns[size_t(x)];
      for (int k = 0; k < 3; ++k) {
        auto mix = [&](int row) { return p.at(c.first, row)[k] * (1 - c.weight) + p.at(c.second, row)[k] * c.weight; };
        out.at(x, y)[k] = to_byte(mix(r.first) * (1 - r.weight) + mix(r.second) * r.weight);
      }
    }
  }
  return out;
}

Picture cut_out(const Picture& p, const Quad& q) {
  const int width = std::max(1, int(std::max(distance(q[0], q[1]), distance(q[2], q[3]))));
  const int height = std::max(1, int(std::max(distance(q[0], q[3]), distance(q[1], q[2]))));
  const auto m = projective(width, height, q);
  Picture out(width, height, 3);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const double w = m[6] * x + m[7] * y + 1, scale = w == 0 ? 0 : 1 / w;
      sample_cubic(p, (m[0] * x + m[1] * y + m[2]) * scale, (m[3] * x + m[4] * y + m[5]) * scale, out.at(x, y));
    }
  return height >= 1.5 * width ? turned_left(out) : out;
}

Picture turned_by_180(const Picture& p) {
  Picture out(p.width, p.height, 3);
  for (int y = 0; y < p.height; ++y)
    for (int x = 0; x < p.width; ++x) std::copy_n(p.at(p.width - 1 - x, p.height - 1 - y), 3, out.at(x, y));
  return out;
}

Picture with_bars(const Picture& p, int rows) {
  Picture out(p.width, p.height + 2 * rows, 3);
  std::copy(p.pixels.begin(), p.pixels.end(), out.pixels.begin() + std::ptrdiff_t(rows) * p.width * 3);
  return out;
}

void draw(Picture& p, const Quad& quad, std::array<uint8_t, 3> colour) {
  for (size_t i = 0; i < 4; ++i) {
    const Point a = quad[i], b = quad[(i + 1) % 4];
    const int steps = std::max(1, int(2 * distance(a, b)));
    for (int s = 0; s <= steps; ++s)
      for (int d = 0; d < 4; ++d) {
        const int x = int(a.x + (b.x - a.x) * s / steps) + d % 2, y = int(a.y + (b.y - a.y) * s / steps) + d / 2;
        if (x >= 0 && y >= 0 && x < p.width && y < p.height) std::copy(colour.begin(), colour.end(), p.at(x, y));
      }
  }
}

}  // namespace ocr
