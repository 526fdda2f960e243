// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "boxes.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

namespace yolov3 {
namespace {

constexpr int64_t kFirstClass = 5;  // after x, y, w, h and objectness

std::vector<double> numbers_of(const std::string& text) {
  std::vector<double> out;
  for (const char* at = text.c_str(); *at;) {
    char* end = nullptr;
    out.push_back(std::strtod(at, &end));
    if (end == at) sinter::fail(sinter::ErrorCode::kInvalidModel, "\"" + text + "\" is no list of numbers");
    at = *end == ',' ? end + 1 : end;
  }
  return out;
}

}  // namespace

double overlap(const Box& a, const Box& b) {
  const double w = std::min(a.x1, b.x1) - std::max(a.x0, b.x0), h = std::min(a.y1, b.y1) - std::max(a.y0, b.y0);
  if (w <= 0 || h <= 0) return 0;
  const double areas = (a.x1 - a.x0) * (a.y1 - a.y0) + (b.x1 - b.x0) * (b.y1 - b.y0);
  return w * h / (areas - w * h);
}

std::vector<Head> heads_of(const sinter::Network& network) {
  const std::map<std::string, std::string> about(network.metadata().begin(), network.metadata().end());
  std::vector<Head> heads;
  for (const auto& output : network.outputs()) {
    const auto kind = about.find(output.name() + ".kind");
    if (kind != about.end() && (kind->second != "yolo" || about.contains(output.name() + ".new_coords")))
      sinter::fail(sinter::ErrorCode::kUnsupported,
                   "the output " + output.name() + " is a [" + kind->second + "] layer, or one of other coordinates",
                   "give a network whose heads are [yolo] layers of YOLOv3's form");
    const auto anchors = about.find(output.name() + ".anchors"), classes = about.find(output.name() + ".classes");
    if (kind == about.end() || anchors == about.end() || classes == about.end())
      sinter::fail(sinter::ErrorCode::kInvalidModel, "the output " + output.name() + " is no [yolo] layer with anchors",
                   "give a network of YOLOv3's make");
    heads.push_back({output.name(), numbers_of(anchors->second), std::atoi(classes->second.c_str())});
  }
  return heads;
}

void decode(const Head& head, const sinter::HostArray& map, int64_t index, int width, int height, double least_score,
            std::vector<Detection>& out) {
  const int64_t h = map.dims()[2], w = map.dims()[3], plane = h * w, entries = kFirstClass + head.classes;
  for (size_t a = 0; a < head.anchors.size() / 2; ++a) {
    const float* first = map.as<float>() + (index * map.dims()[1] + int64_t(a) * entries) * plane;
    for (int64_t cell = 0; cell < plane; ++cell) {
      const auto value = [&](int64_t entry) { return double(first[entry * plane + cell]); };
      if (value(4) < least_score) continue;
      const double cx = (double(cell % w) + value(0)) / double(w) * width;
      const double cy = (double(cell / w) + value(1)) / double(h) * height;
      const double bw = std::exp(value(2)) * head.anchors[2 * a], bh = std::exp(value(3)) * head.anchors[2 * a + 1];
      for (int c = 0; c < head.classes; ++c)
        if (const double score = value(4) * value(kFirstClass + c); score >= least_score)
          out.push_back({{cx - bw / 2, cy - bh / 2, cx + bw / 2, cy + bh / 2}, c, score});
    }
  }
}

std::vector<Detection> suppress(std::vector<Detection> found, double most) {
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  std::vector<Detection> kept;
  for (const Detection& d : found)
    if (std::none_of(kept.begin(), kept.end(),
                     [&](const Detection& k) { return k.kind == d.kind && overlap(k.box, d.box) > most; }))
      kept.push_back(d);
  return kept;
}

}  // namespace yolov3
