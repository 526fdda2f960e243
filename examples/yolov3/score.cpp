// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "score.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "sinter/error.h"

namespace yolov3 {
namespace {

constexpr double kRightOverlap = 0.5;

struct Ranked {
  double score;
  size_t picture;
  Box box;
};

// The object of this kind that the box overlaps best and that was not found yet; -1 if there is none.
int object_at(const Box& box, const std::vector<Detection>& objects, int kind, const std::set<int>& taken) {
  int which = -1;
  double best = kRightOverlap;
  for (int i = 0; i < int(objects.size()); ++i) {
    const double part = overlap(box, objects[size_t(i)].box);
    if (objects[size_t(i)].kind == kind && !taken.contains(i) && part >= best) best = part, which = i;
  }
  return which;
}

double area_under(const std::vector<bool>& hits, int total) {
  std::vector<double> precision, recall;
  int right = 0;
  for (size_t i = 0; i < hits.size(); ++i) {
    right += hits[i];
    precision.push_back(double(right) / double(i + 1));
    recall.push_back(double(right) / total);
  }
  double area = 0, best = 0;
  for (size_t i = hits.size(); i-- > 0;) {
    best = std::max(best, precision[i]);
    area += (recall[i] - (i > 0 ? recall[i - 1] : 0)) * best;
  }
  return area;
}

}  // namespace

std::map<std::string, std::vector<Detection>> load_labels(const std::string& path,
                                                          const std::vector<std::string>& kinds) {
  std::ifstream in(path);
  if (!in) sinter::fail(sinter::ErrorCode::kIo, path + " cannot be read", "give a file of labels");
  std::map<std::string, std::vector<Detection>> labels;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    std::istringstream words(line);
    std::string picture, kind;
    Detection d;
    words >> picture >> kind >> d.box.x0 >> d.box.y0 >> d.box.x1 >> d.box.y1;
    const auto it = std::find(kinds.begin(), kinds.end(), kind);
    if (!words || it == kinds.end())
      sinter::fail(sinter::ErrorCode::kInvalidArgument,
                   path + ", line " + std::to_string(number) + " is \"" + line + "\"",
                   "write a picture, a kind, and the two corners of its box");
    d.kind = int(it - kinds.begin());
    labels[picture].push_back(d);
  }
  return labels;
}

std::vector<double> average_precision(const std::vector<std::vector<Detection>>& found,
                                      const std::vector<std::vector<Detection>>& objects, int kinds) {
  std::vector<double> areas;
  for (int kind = 0; kind < kinds; ++kind) {
    std::vector<Ranked> ranked;
    int total = 0;
    for (size_t p = 0; p < found.size(); ++p) {
      for (const auto& o : objects[p]) total += o.kind == kind;
      for (const auto& d : found[p])
        if (d.kind == kind) ranked.push_back({d.score, p, d.box});
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
    std::vector<std::set<int>> taken(found.size());
    std::vector<bool> hits;
    for (const auto& r : ranked) {
      const int which = object_at(r.box, objects[r.picture], kind, taken[r.picture]);
      if (which >= 0) taken[r.picture].insert(which);
      hits.push_back(which >= 0);
    }
    areas.push_back(total == 0 ? -1 : area_under(hits, total));
  }
  return areas;
}

}  // namespace yolov3
