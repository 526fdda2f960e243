// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "text_boxes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace ocr {
namespace {

constexpr float kTextAbove = 0.3f;      // a pixel is text above this
constexpr double kBoxScore = 0.5;       // mean probability a box must have
constexpr double kUnclip = 1.6;         // boxes grow by this times area / circumference: training shrank them
constexpr double kLeastSide = 3;        // pixels of the map
constexpr double kSameLine = 10;        // pixels of the picture
constexpr size_t kMostRegions = 1000;

struct Spot {
  int64_t x, y;
  bool operator==(const Spot&) const = default;
};

// The mask, each text pixel spread to its right and lower neighbours (a 2x2 dilation anchored at its middle).
std::vector<uint8_t> text_mask(const float* map, int height, int width) {
  std::vector<uint8_t> mask(size_t(height) * size_t(width));
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      if (map[y * width + x] > kTextAbove)
        for (int d = 0; d < 4; ++d)
          if (y + d / 2 < height && x + d % 2 < width) mask[size_t((y + d / 2) * width + x + d % 2)] = 1;
  return mask;
}

// The regions of pixels of one kind that hang together: text by 8 neighbours, gaps by 4.
class Regions {
 public:
  Regions(const std::vector<uint8_t>& mask, int height, int width)
      : mask_(mask), height_(height), width_(width), seen_(mask.size()) {}

  /// The outlines of text regions, and of the gaps inside them, as sets of text pixels: only their hulls matter.
  std::vector<std::vector<Spot>> outlines() {
    std::vector<std::vector<Spot>> out;
    for (int y = 0; y < height_; ++y)
      for (int x = 0; x < width_ && out.size() < kMostRegions; ++x)
        if (!seen_[index(x, y)]) {
          auto outline = flood(x, y);
          if (!outline.empty()) out.push_back(std::move(outline));
        }
    return out;
  }

 private:
  size_t index(int64_t x, int64_t y) const { return size_t(y * width_ + x); }
  bool inside(int64_t x, int64_t y) const { return x >= 0 && y >= 0 && x < width_ && y < height_; }

  std::vector<Spot> flood(int x0, int y0) {
    const bool text = mask_[index(x0, y0)];
    std::vector<Spot> outline, todo = {{x0, y0}};
    seen_[index(x0, y0)] = 1;
    bool enclosed = true;
    while (!todo.empty()) {
      const Spot s = todo.back();
      todo.pop_back();
      bool edge = false;
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) {
          const int64_t x = s.x + dx, y = s.y + dy;
          const bool straight = (dx == 0) != (dy == 0);
          if ((dx == 0 && dy == 0) || (!text && !straight)) continue;
          if (!inside(x, y)) {
            enclosed = false;
            edge = edge || straight;
          } else if (bool(mask_[index(x, y)]) != text) {
            edge = edge || straight;
            if (!text) outline.push_back({x, y});
          } else if (!seen_[index(x, y)]) {
            seen_[index(x, y)] = 1;
            todo.push_back({x, y});
          }
        }
      if (text && edge) outline.push_back(s);
    }
    if (!text && !enclosed) outline.clear();  // what lies around everything
    return outline;
  }

  const std::vector<uint8_t>& mask_;
  int height_, width_;
  std::vector<uint8_t> seen_;
};

int64_t turn(Spot a, Spot b, Spot c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

// Andrew's monotone chain.
std::vector<Spot> convex_hull(std::vector<Spot> points) {
  auto before = [](Spot a, Spot b) { return a.x != b.x ? a.x < b.x : a.y < b.y; };
  std::sort(points.begin(), points.end(), before);
  points.erase(std::unique(points.begin(), points.end()), points.end());
  if (points.size() < 3) return points;
  std::vector<Spot> hull;
  for (int pass = 0; pass < 2; ++pass) {
    const size_t floor = std::max<size_t>(hull.size(), 1);
    for (const Spot& p : points) {
      while (hull.size() > floor && turn(hull[hull.size() - 2], hull.back(), p) <= 0) hull.pop_back();
      if (hull.empty() || !(hull.back() == p)) hull.push_back(p);
    }
    std::reverse(points.begin(), points.end());
  }
  hull.pop_back();
  return hull;
}

struct Box {
  Quad corners;
  double least_side = 0;
};

// Upper left, upper right, lower right, lower left of a rectangle that is not too far from upright.
Quad ordered(std::array<Point, 4> p) {
  std::stable_sort(p.begin(), p.end(), [](Point a, Point b) { return a.x < b.x; });
  const bool left = p[1].y > p[0].y, right = p[3].y > p[2].y;
  return {left ? p[0] : p[1], right ? p[2] : p[3], right ? p[3] : p[2], left ? p[1] : p[0]};
}

// The smallest rectangle around points; one of its sides lies on a side of their hull.
Box least_box(std::vector<Spot> points) {
  const auto hull = convex_hull(std::move(points));
  Box best;
  double least = -1;
  for (size_t i = 0; i < hull.size() && hull.size() > 2; ++i) {
    const Spot a = hull[i], b = hull[(i + 1) % hull.size()];
    const double length = std::hypot(double(b.x - a.x), double(b.y - a.y));
    const double ux = double(b.x - a.x) / length, uy = double(b.y - a.y) / length;
    double lo = 0, hi = 0, far = 0;  // along the side, and away from it (the hull lies on one side of it)
    for (const Spot& s : hull) {
      const double along = double(s.x - a.x) * ux + double(s.y - a.y) * uy;
      lo = std::min(lo, along);
      hi = std::max(hi, along);
      far = std::max(far, double(s.y - a.y) * ux - double(s.x - a.x) * uy);
    }
    if (least >= 0 && (hi - lo) * far >= least) continue;
    least = (hi - lo) * far;
    auto corner = [&](double along, double away) {
      return Point{double(a.x) + along * ux - away * uy, double(a.y) + along * uy + away * ux};
    };
    best = {ordered({corner(lo, 0), corner(hi, 0), corner(hi, far), corner(lo, far)}), std::min(hi - lo, far)};
  }
  return best;
}

// Mean probability inside a box; corners are cut to whole pixels.
double box_score(const float* map, int height, int width, const Quad& box) {
  std::array<Spot, 4> q;
  int64_t x0 = width - 1, x1 = 0, y0 = height - 1, y1 = 0;
  for (const Point& p : box) {
    x0 = std::min(x0, int64_t(std::floor(p.x)));
    x1 = std::max(x1, int64_t(std::ceil(p.x)));
    y0 = std::min(y0, int64_t(std::floor(p.y)));
    y1 = std::max(y1, int64_t(std::ceil(p.y)));
  }
  x0 = std::clamp<int64_t>(x0, 0, width - 1), x1 = std::clamp<int64_t>(x1, 0, width - 1);
  y0 = std::clamp<int64_t>(y0, 0, height - 1), y1 = std::clamp<int64_t>(y1, 0, height - 1);
  for (size_t i = 0; i < 4; ++i) q[i] = {x0 + int64_t(box[i].x - double(x0)), y0 + int64_t(box[i].y - double(y0))};
  double sum = 0;
  int64_t count = 0;
  for (int64_t y = y0; y <= y1; ++y)
    for (int64_t x = x0; x <= x1; ++x) {
      bool in = true;
      for (size_t i = 0; i < 4; ++i) in = in && turn(q[i], q[(i + 1) % 4], {x, y}) >= 0;
      if (!in) continue;
      sum += double(map[y * width + x]);
      ++count;
    }
  return count ? sum / double(count) : 0;
}

// The box grown by a distance all around, corners rounded: whole pixels of its outline.
std::vector<Spot> grown(const Quad& box) {
  double area = 0, around = 0;
  for (size_t i = 0; i < 4; ++i) {
    const Point a = box[i], b = box[(i + 1) % 4];
    area += (a.x * b.y - b.x * a.y) / 2;
    around += std::hypot(b.x - a.x, b.y - a.y);
  }
  const double by = std::abs(area) * kUnclip / around;
  const int steps = std::max(8, int(std::ceil(std::numbers::pi / std::acos(1 - std::min(0.25 / by, 1.0)))));
  std::vector<Spot> out;
  auto add = [&](Point corner, double angle) {
    out.push_back({std::llround(std::trunc(corner.x) + by * std::cos(angle)),
                   std::llround(std::trunc(corner.y) + by * std::sin(angle))});
  };
  for (size_t i = 0; i < 4; ++i) {
    const Point a = box[i], b = box[(i + 1) % 4];
    const double side = std::atan2(std::trunc(b.y) - std::trunc(a.y), std::trunc(b.x) - std::trunc(a.x));
    for (Point corner : {a, b})
      for (double normal : {side - std::numbers::pi / 2, side + std::numbers::pi / 2}) add(corner, normal);
    for (int s = 0; s < steps; ++s) add(a, side + 2 * std::numbers::pi * s / steps);
  }
  return out;
}

Point to_picture(Point p, double sx, double sy, int width, int height) {
  auto place = [](double v, int size) { return std::trunc(std::clamp(std::nearbyint(v), 0.0, double(size - 1))); };
  return {place(p.x * sx, width), place(p.y * sy, height)};
}

// Lines from the top, in a line from the left. Neighbours less than kSameLine apart in y are on one line.
void sort_by_lines(std::vector<Quad>& boxes) {
  std::stable_sort(boxes.begin(), boxes.end(), [](const Quad& a, const Quad& b) { return a[0].y < b[0].y; });
  for (size_t first = 0, i = 1; i <= boxes.size(); ++i) {
    if (i < boxes.size() && boxes[i][0].y - boxes[i - 1][0].y < kSameLine) continue;
    std::stable_sort(boxes.begin() + std::ptrdiff_t(first), boxes.begin() + std::ptrdiff_t(i),
                     [](const Quad& a, const Quad& b) { return a[0].x < b[0].x; });
    first = i;
  }
}

}  // namespace

std::vector<Quad> find_text_boxes(const float* map, int height, int width, int picture_height, int picture_width) {
  const auto mask = text_mask(map, height, width);
  const double sx = double(picture_width) / width, sy = double(picture_height) / height;
  std::vector<Quad> out;
  for (auto& outline : Regions(mask, height, width).outlines()) {
    const Box small = least_box(std::move(outline));
    if (small.least_side < kLeastSide || box_score(map, height, width, small.corners) < kBoxScore) continue;
    const Box box = least_box(grown(small.corners));
    if (box.least_side < kLeastSide + 2) continue;
    Quad q;
    for (size_t i = 0; i < 4; ++i) q[i] = to_picture(box.corners[i], sx, sy, picture_width, picture_height);
    const double w = std::hypot(q[0].x - q[1].x, q[0].y - q[1].y), h = std::hypot(q[0].x - q[3].x, q[0].y - q[3].y);
    if (int(w) > 3 && int(h) > 3) out.push_back(q);
  }
  sort_by_lines(out);
  return out;
}

}  // namespace ocr
