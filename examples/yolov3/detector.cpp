// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "detector.h"

#include <algorithm>
#include <chrono>

namespace yolov3 {
namespace {

constexpr double kMostOverlap = 0.45;
constexpr const char* kInput = "data";

using Clock = std::chrono::steady_clock;

// Milliseconds since `start`, which becomes now.
double lap(Clock::time_point& start) {
  const auto now = Clock::now();
  return std::chrono::duration<double, std::milli>(now - std::exchange(start, now)).count();
}

sinter::Network read_network(const std::string& cfg, const std::string& weights) {
  sinter::ParseOptions options;
  options.weights = weights;
  return sinter::parse_darknet(cfg, options);
}

// The network says [N, 3, H, W]; the plan is for one N.
sinter::Engine plan_for(const sinter::Network& network, int64_t batch) {
  sinter::Dims shape = network.inputs().at(0).dims();
  shape[0] = batch;
  sinter::BuildOptions options;
  options.tactics = sinter::TacticSelection::kHeuristic;  // ready at once; kMeasure takes longer to be faster
  options.shapes[kInput] = {shape, shape, shape};
  return sinter::Engine::load(sinter::build_plan(network, options));
}

}  // namespace

Detector::Detector(const std::string& cfg, const std::string& weights, int64_t batch)
    : Detector(read_network(cfg, weights), batch) {}

Detector::Detector(sinter::Network network, int64_t batch)
    : heads_(heads_of(network)), engine_(plan_for(network, batch)), context_(engine_.create_context()) {
  const int in = engine_.find(kInput);
  input_ = sinter::HostArray(sinter::DataType::kFloat32, engine_.bindings()[size_t(in)].opt);
  context_.set_input_shape(in, input_.dims());
  context_.set_address(in, input_.data());
  for (const Head& head : heads_) {
    const int out = engine_.find(head.name);
    maps_.emplace_back(sinter::DataType::kFloat32, context_.shape(out));
    context_.set_address(out, maps_.back().data());
  }
}

std::vector<Detection> Detector::boxes_of(int64_t index, const Picture& picture, const Letterbox& box,
                                          double least_score) const {
  std::vector<Detection> found;
  for (size_t h = 0; h < heads_.size(); ++h) decode(heads_[h], maps_[h], index, width(), height(), least_score, found);
  found = suppress(std::move(found), kMostOverlap);
  for (Detection& d : found) {  // back to the picture's own pixels
    const auto x = [&](double v) { return std::clamp((v - box.left) / box.scale, 0.0, double(picture.width)); };
    const auto y = [&](double v) { return std::clamp((v - box.top) / box.scale, 0.0, double(picture.height)); };
    d.box = {x(d.box.x0), y(d.box.y0), x(d.box.x1), y(d.box.y1)};
  }
  return found;
}

std::vector<std::vector<Detection>> Detector::detect(const std::vector<Picture>& pictures, double least_score,
                                                     Times& times) {
  const size_t batch = size_t(input_.dims()[0]), size = size_t(3) * size_t(width()) * size_t(height());
  std::vector<std::vector<Detection>> out;
  for (size_t first = 0; first < pictures.size(); first += batch) {
    const size_t count = std::min(batch, pictures.size() - first);
    std::vector<Letterbox> letter_boxes;
    auto start = Clock::now();
    for (size_t i = 0; i < count; ++i)
      letter_boxes.push_back(letter_box(pictures[first + i], width(), height(), input_.as<float>() + i * size));
    std::fill(input_.as<float>() + count * size, input_.as<float>() + batch * size, 0.5f);
    times.prepare_ms += lap(start);
    context_.run();
    times.run_ms += lap(start);
    for (size_t i = 0; i < count; ++i)
      out.push_back(boxes_of(int64_t(i), pictures[first + i], letter_boxes[i], least_score));
    times.boxes_ms += lap(start);
    ++times.batches;
  }
  return out;
}

}  // namespace yolov3
