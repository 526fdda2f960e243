// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Finds circles, squares, triangles and stars in pictures: a Darknet network through the public API.
//
//     yolov3 NETWORK.cfg NETWORK.weights PICTURE... [-o FOLDER] [--labels LABELS.txt] [--batch N]
//
// Draws what it finds into PNG files in FOLDER. With labels, prints the mean average precision; exit status 1 if it is
// below 0.9.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "detector.h"
#include "score.h"

namespace {

using yolov3::Detection;
namespace fs = std::filesystem;

const std::vector<std::string> kKinds = {"circle", "square", "triangle", "star"};
constexpr std::array<std::array<uint8_t, 3>, 4> kColours = {
    {{255, 255, 255}, {255, 230, 0}, {0, 255, 255}, {255, 0, 255}}};  // in the order of the kinds
constexpr double kLeastScore = 0.01;                                  // of what the precision is computed from
constexpr double kShownScore = 0.5;                                   // of what is drawn
constexpr double kWanted = 0.9;

struct Options {
  std::vector<std::string> files;  // the network, its weights, pictures
  std::string out_folder, labels;
  int64_t batch = 4;
};

Options options_of(int argc, char** argv) {
  Options o;
  for (int i = 1; i < argc; ++i) {
    const std::string a = argv[i];
    const bool more = i + 1 < argc;
    if (a == "-o" && more)
      o.out_folder = argv[++i];
    else if (a == "--labels" && more)
      o.labels = argv[++i];
    else if (a == "--batch" && more)
      o.batch = std::atoll(argv[++i]);
    else
      o.files.push_back(a);
  }
  if (o.files.size() >= 3 && o.batch >= 1) return o;
  std::fprintf(stderr,
               "usage: yolov3 NETWORK.cfg NETWORK.weights PICTURE... [-o FOLDER] [--labels LABELS.txt] [--batch N]\n");
  std::exit(2);
}

std::string kind_name(int kind) {
  return size_t(kind) < kKinds.size() ? kKinds[size_t(kind)] : "class " + std::to_string(kind);
}

void show(const std::string& file, yolov3::Picture picture, const std::vector<Detection>& found,
          const std::string& folder) {
  std::printf("%s, %d x %d:", fs::path(file).filename().c_str(), picture.width, picture.height);
  int shown = 0;
  for (const Detection& d : found) {
    if (d.score < kShownScore) continue;
    std::printf("%s %s %.2f", shown++ ? "," : "", kind_name(d.kind).c_str(), d.score);
    yolov3::draw_frame(picture, d.box.x0, d.box.y0, d.box.x1, d.box.y1, kColours[size_t(d.kind) % kColours.size()]);
  }
  std::printf("%s\n", shown ? "" : " nothing");
  if (folder.empty()) return;
  fs::create_directories(folder);
  save_png((fs::path(folder) / fs::path(file).stem().concat(".boxes.png")).string(), picture);
}

// True if the mean over the kinds is as good as wanted.
bool judge(const Options& o, const std::vector<std::vector<Detection>>& found) {
  auto labels = yolov3::load_labels(o.labels, kKinds);
  std::vector<std::vector<Detection>> objects;
  size_t count = 0;
  for (size_t i = 2; i < o.files.size(); ++i) {
    objects.push_back(labels[fs::path(o.files[i]).filename().string()]);
    count += objects.back().size();
  }
  double sum = 0;
  int shown = 0;
  const auto areas = average_precision(found, objects, int(kKinds.size()));
  for (size_t k = 0; k < areas.size(); ++k) {
    if (areas[k] < 0) continue;
    std::printf("average precision of %s: %.4f\n", kKinds[k].c_str(), areas[k]);
    sum += areas[k], ++shown;
  }
  const double mean = shown ? sum / shown : 0;
  std::printf("mean average precision at an overlap of 0.5: %.4f (%zu objects in %zu held-back pictures)\n", mean,
              count, found.size());
  return mean >= kWanted;
}

int find_shapes(const Options& o) {
  std::vector<yolov3::Picture> pictures;
  for (size_t i = 2; i < o.files.size(); ++i) pictures.push_back(pictures::load_picture(o.files[i], 3));
  yolov3::Detector detector(o.files[0], o.files[1], o.batch);
  yolov3::Times first, times;
  detector.detect(pictures, kLeastScore, first);  // memory is touched for the first time
  const auto found = detector.detect(pictures, kLeastScore, times);
  for (size_t i = 0; i < pictures.size(); ++i) show(o.files[i + 2], pictures[i], found[i], o.out_folder);
  std::printf("%d batches of %lld at %d x %d: letter-boxing %.2f ms, network %.2f ms, boxes %.2f ms a batch\n",
              times.batches, static_cast<long long>(o.batch), detector.width(), detector.height(),
              times.prepare_ms / times.batches, times.run_ms / times.batches, times.boxes_ms / times.batches);
  return o.labels.empty() || judge(o, found) ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = options_of(argc, argv);
  try {
    return find_shapes(options);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "yolov3: %s\n", e.what());
    return 1;
  }
}
