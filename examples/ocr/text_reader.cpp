// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "text_reader.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <sstream>

#include "text_boxes.h"

namespace ocr {
namespace {

constexpr int kLeastSide = 736, kMostSide = 2000;  // of the picture that the finder sees
constexpr int kGrid = 32;                          // its sides are multiples of this
constexpr int kLineHeight = 48, kTurnWidth = 192, kLeastReadWidth = 320, kMostReadWidth = 4096;
constexpr size_t kBatch = 6;
constexpr float kSurelyTurned = 0.9f;
constexpr double kTextScore = 0.5;

class Stopwatch {
 public:
  double ms() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

int on_grid(double side) { return std::max(kGrid, int(std::nearbyint(std::floor(side) / kGrid)) * kGrid); }

// Pixels to [-1, 1], as [3, height, columns] at `to`: blue, green, red, as the models want them; columns right of the
// picture stay 0.
void normalise(const Picture& p, float* to, int64_t columns) {
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < p.height; ++y)
      for (int x = 0; x < p.width; ++x)
        to[(int64_t(c) * p.height + y) * columns + x] = (float(p.at(x, y)[2 - c]) / 255.0f - 0.5f) / 0.5f;
}

// Lines of one batch, scaled to one height, padded to one width.
sinter::HostArray batch_of(const std::vector<Picture>& lines, const std::vector<size_t>& which, int width) {
  sinter::HostArray batch(sinter::DataType::kFloat32, {int64_t(which.size()), 3, kLineHeight, width});
  const int64_t size = int64_t(3) * kLineHeight * width;
  for (size_t i = 0; i < which.size(); ++i) {
    const Picture& p = lines[which[i]];
    const int wanted = int(std::ceil(kLineHeight * (double(p.width) / p.height)));
    normalise(resize(p, std::clamp(wanted, 1, width), kLineHeight), batch.as<float>() + int64_t(i) * size, width);
  }
  return batch;
}

// Indices by growing width / height, cut into batches: lines of like length waste little padding.
std::vector<std::vector<size_t>> batches_of(const std::vector<Picture>& lines) {
  std::vector<size_t> order(lines.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return double(lines[a].width) / lines[a].height < double(lines[b].width) / lines[b].height;
  });
  std::vector<std::vector<size_t>> out;
  for (size_t i = 0; i < order.size(); i += kBatch)
    out.emplace_back(order.begin() + std::ptrdiff_t(i),
                     order.begin() + std::ptrdiff_t(std::min(i + kBatch, order.size())));
  return out;
}

sinter::Engine plan_for(const sinter::Network& network, const Model::Bounds& bounds) {
  sinter::BuildOptions options;
  options.tactics = sinter::TacticSelection::kHeuristic;  // ready at once; kMeasure takes longer to be faster
  options.shapes[network.inputs().at(0).name()] = {bounds.min, bounds.opt, bounds.max};
  return sinter::Engine::load(sinter::build_plan(network, options));
}

bool only_spaces(const std::string& s) { return s.find_first_not_of(" \t\r\n") == std::string::npos; }

}  // namespace

Model::Model(const std::string& file, const Bounds& bounds) : Model(sinter::parse_onnx(file), bounds, file) {}

Model::Model(sinter::Network network, const Bounds& bounds, const std::string& file)
    : file_(file),
      metadata_(network.metadata()),
      engine_(plan_for(network, bounds)),
      context_(engine_.create_context()) {}

std::string Model::metadata(const std::string& key) const {
  for (const auto& [k, v] : metadata_)
    if (k == key) return v;
  sinter::fail(sinter::ErrorCode::kInvalidModel, file_ + " has no metadata " + key, "take the models of rapidocr 3.10");
}

const sinter::HostArray& Model::run(const sinter::HostArray& batch) {
  const int in = 0, out = int(engine_.num_inputs());
  context_.set_input_shape(in, batch.dims());
  const sinter::Dims dims = context_.shape(out);
  if (output_.dims() != dims) output_ = sinter::HostArray(engine_.bindings()[size_t(out)].dtype, dims);
  context_.set_address(in, batch.data());
  context_.set_address(out, output_.data());
  context_.run();
  return output_;
}

TextReader::TextReader(const std::string& folder)
    : finder_(folder + "/PP-OCRv6_det_small.onnx",
              {{1, 3, kGrid, kGrid}, {1, 3, kLeastSide, 1024}, {1, 3, 2 * kMostSide, 2 * kMostSide}}),
      turner_(folder + "/ch_ppocr_mobile_v2.0_cls_mobile.onnx",
              {{1, 3, kLineHeight, kTurnWidth}, {6, 3, kLineHeight, kTurnWidth}, {6, 3, kLineHeight, kTurnWidth}}),
      reader_(folder + "/PP-OCRv6_rec_small.onnx", {{1, 3, kLineHeight, kLeastReadWidth},
                                                    {6, 3, kLineHeight, kLeastReadWidth},
                                                    {6, 3, kLineHeight, kMostReadWidth}}) {
  characters_ = {""};
  std::istringstream list(reader_.metadata("character"));
  for (std::string c; std::getline(list, c);) characters_.push_back(c);
  characters_.push_back(" ");
}

std::vector<Quad> TextReader::find(const Picture& p) {
  const double grow = std::min(p.width, p.height) < kLeastSide ? double(kLeastSide) / std::min(p.width, p.height) : 1;
  const int width = std::min(on_grid(p.width * grow), 2 * kMostSide),
            height = std::min(on_grid(p.height * grow), 2 * kMostSide);
  sinter::HostArray input(sinter::DataType::kFloat32, {1, 3, height, width});
  normalise(resize(p, width, height), input.as<float>(), width);
  const sinter::HostArray& map = finder_.run(input);  // [1, 1, height, width]
  return find_text_boxes(map.as<float>(), int(map.dims()[2]), int(map.dims()[3]), p.height, p.width);
}

void TextReader::turn_upright(std::vector<Picture>& lines) {
  for (const auto& which : batches_of(lines)) {
    const sinter::HostArray& p = turner_.run(batch_of(lines, which, kTurnWidth));  // [n, 2]: upright, turned
    for (size_t i = 0; i < which.size(); ++i)
      if (p.as<float>()[2 * i + 1] > kSurelyTurned) lines[which[i]] = turned_by_180(lines[which[i]]);
  }
}

// Connectionist temporal classification, best path: repeated classes are one character, blanks are none.
Line TextReader::decode(const float* p, int64_t steps, int64_t classes) const {
  Line line;
  int64_t last = 0, count = 0;
  for (int64_t t = 0; t < steps; ++t, p += classes) {
    const int64_t best = std::max_element(p, p + classes) - p;
    if (best != last && best != 0 && size_t(best) < characters_.size()) {
      line.text += characters_[size_t(best)];
      line.score += double(p[best]);
      ++count;
    }
    last = best;
  }
  if (count) line.score /= double(count);
  return line;
}

std::vector<Line> TextReader::recognise(const std::vector<Picture>& lines) {
  std::vector<Line> out(lines.size());
  for (const auto& which : batches_of(lines)) {
    double ratio = double(kLeastReadWidth) / kLineHeight;
    for (size_t i : which) ratio = std::max(ratio, double(lines[i].width) / lines[i].height);
    const int width = std::min(int(kLineHeight * ratio), kMostReadWidth);
    const sinter::HostArray& p = reader_.run(batch_of(lines, which, width));  // [n, steps, classes]
    const int64_t steps = p.dims()[1], classes = p.dims()[2];
    for (size_t i = 0; i < which.size(); ++i)
      out[which[i]] = decode(p.as<float>() + int64_t(i) * steps * classes, steps, classes);
  }
  return out;
}

std::vector<Line> TextReader::read(const Picture& original, Times& times) {
  // Very large pictures are shrunk first; flat ones get room above and below.
  Picture p = original;
  const double shrink = std::min(1.0, double(kMostSide) / std::max(p.width, p.height));
  if (shrink < 1) p = resize(p, on_grid(p.width * shrink), on_grid(p.height * shrink));
  const double sx = double(original.width) / p.width, sy = double(original.height) / p.height;
  constexpr int kFlat = 8, kLow = 30;
  int bars = 0;
  if (p.height <= kLow || p.width > kFlat * p.height) {
    bars = std::abs(std::max(p.width / kFlat, kLow) * 2 - p.height) / 2;
    p = with_bars(p, bars);
  }

  Stopwatch finding;
  const auto boxes = find(p);
  times.find_ms = finding.ms();
  std::vector<Picture> lines;
  for (const Quad& b : boxes) lines.push_back(cut_out(p, b));
  Stopwatch turning;
  turn_upright(lines);
  times.turn_ms = turning.ms();
  Stopwatch reading;
  auto found = recognise(lines);
  times.read_ms = reading.ms();

  std::vector<Line> out;
  for (size_t i = 0; i < found.size(); ++i) {
    if (only_spaces(found[i].text) || found[i].score < kTextScore) continue;
    found[i].box = boxes[i];
    for (Point& c : found[i].box) c = {c.x * sx, std::max(0.0, c.y - bars) * sy};
    out.push_back(std::move(found[i]));
  }
  return out;
}

}  // namespace ocr
