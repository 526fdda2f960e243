// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Reads handwritten digits with a plan: the public API in one page. demo.sh builds the plan and runs this.
//
//     digits PLAN IMAGES.npy LABELS.npy
//
// Images are float32 [count, 1, 8, 8] in 0..1, labels int64 [count]. Exit status 1 if fewer than 97 % are right.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "sinter/sinter.h"

namespace {

constexpr int64_t kSide = 8, kClasses = 10;
constexpr double kWanted = 0.97;
constexpr size_t kPicturesARow = 4;

struct Answer {
  int64_t digit = 0;
  float probability = 0;
};

// All images in one batch: load, set the shape, give memory, run.
std::vector<Answer> classify(const sinter::Engine& engine, const sinter::HostArray& images) {
  const int image = engine.find("image"), probabilities = engine.find("probabilities");
  if (image < 0 || probabilities < 0)
    sinter::fail(sinter::ErrorCode::kInvalidArgument, "this plan has no 'image' and 'probabilities'",
                 "build it from digits.onnx");
  sinter::ExecutionContext context = engine.create_context();
  context.set_input_shape(image, images.dims());
  sinter::HostArray result(sinter::DataType::kFloat32, context.shape(probabilities));
  context.set_address(image, images.data());
  context.set_address(probabilities, result.data());
  context.run();

  std::vector<Answer> answers;
  for (int64_t i = 0; i < images.dims()[0]; ++i) {
    const float* row = result.as<float>() + i * kClasses;
    const float* best = std::max_element(row, row + kClasses);
    answers.push_back({best - row, *best});
  }
  return answers;
}

// One line of a picture: two columns a pixel. Greys on a terminal, characters elsewhere.
std::string picture_line(const float* pixels, bool terminal) {
  static constexpr char kShades[] = " .:-=+*#%@";
  std::string line;
  for (int64_t x = 0; x < kSide; ++x) {
    const float v = std::clamp(pixels[x], 0.0f, 1.0f);
    if (terminal) {
      line += "\x1b[48;5;" + std::to_string(232 + int(v * 23)) + "m  ";  // 24 greys from 232 on
    } else {
      line += std::string(2, kShades[int(v * 9)]);
    }
  }
  return line + (terminal ? "\x1b[0m" : "");
}

void show(const sinter::HostArray& images, const sinter::HostArray& labels, const std::vector<Answer>& answers,
          const std::vector<int64_t>& chosen) {
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  for (size_t first = 0; first < chosen.size(); first += kPicturesARow) {
    const size_t end = std::min(first + kPicturesARow, chosen.size());
    for (int64_t y = 0; y < kSide; ++y) {
      for (size_t i = first; i < end; ++i)
        std::printf("  %s ", picture_line(images.as<float>() + (chosen[i] * kSide + y) * kSide, terminal).c_str());
      std::printf("\n");
    }
    for (size_t i = first; i < end; ++i) {
      const Answer& a = answers[size_t(chosen[i])];
      const int64_t label = labels.as<int64_t>()[chosen[i]];
      char text[32];
      std::snprintf(text, sizeof text, a.digit == label ? "%d  %.1f %%" : "%d  %.1f %%, is %d", int(a.digit),
                    100 * double(a.probability), int(label));
      std::printf("  %-17s", text);
    }
    std::printf("\n\n");
  }
}

// The first well-read image of each of seven digits, and the first image that was read wrongly.
std::vector<int64_t> choose(const sinter::HostArray& labels, const std::vector<Answer>& answers) {
  const auto label = [&](int64_t i) { return labels.as<int64_t>()[i]; };
  std::vector<int64_t> chosen;
  for (int64_t digit = 0; digit < 7; ++digit)
    for (int64_t i = 0; i < labels.count(); ++i)
      if (label(i) == digit && answers[size_t(i)].digit == digit) {
        chosen.push_back(i);
        break;
      }
  for (int64_t i = 0; i < labels.count(); ++i)
    if (answers[size_t(i)].digit != label(i)) {
      chosen.push_back(i);
      break;
    }
  return chosen;
}

int demo(const char* plan, const char* images_file, const char* labels_file) {
  const sinter::HostArray images = sinter::load_array(images_file), labels = sinter::load_array(labels_file);
  const bool good = images.dtype() == sinter::DataType::kFloat32 && labels.dtype() == sinter::DataType::kInt64 &&
                    images.dims() == sinter::Dims{labels.count(), 1, kSide, kSide} && labels.count() > 0;
  if (!good)
    sinter::fail(sinter::ErrorCode::kShapeMismatch,
                 "images are " + sinter::to_string(images.dims()) + ", labels " + sinter::to_string(labels.dims()),
                 "give float32 [count,1,8,8] and int64 [count]");
  const sinter::Engine engine = sinter::Engine::load(plan);
  const std::vector<Answer> answers = classify(engine, images);
  show(images, labels, answers, choose(labels, answers));

  int64_t right = 0;
  for (int64_t i = 0; i < labels.count(); ++i) right += answers[size_t(i)].digit == labels.as<int64_t>()[i];
  const double accuracy = double(right) / double(labels.count());
  std::printf("%lld of %lld digits it was not trained on are right: %.1f %%\n", static_cast<long long>(right),
              static_cast<long long>(labels.count()), 100 * accuracy);
  if (accuracy >= kWanted) return 0;
  std::fprintf(stderr, "digits: that is below %.0f %%\n", 100 * kWanted);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: digits PLAN IMAGES.npy LABELS.npy\n");
    return 2;
  }
  try {
    return demo(argv[1], argv[2], argv[3]);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "digits: %s\n", e.what());
    return 1;
  }
}
