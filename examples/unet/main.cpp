// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Finds the cells in pictures as of a microscope: a U-Net through the public API, four pictures a batch.
//
//     unet MODEL.onnx PICTURE... [-o FOLDER] [--batch N]
//
// All pictures must have the size of the first one, a multiple of 8. Writes NAME.mask.png and NAME.overlay.png to
// FOLDER. Where NAME.mask.png lies beside a picture, prints the intersection over union with it; exit status 1 if that
// of all pictures is below 0.9.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "overlay.h"
#include "sinter/sinter.h"

namespace {

using unet::Picture;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int64_t kGrid = 8;  // three levels, each of half the size
constexpr float kCell = 0.5f;
constexpr double kWanted = 0.9;

struct Options {
  std::string model, out_folder;
  std::vector<std::string> files;
  int64_t batch = 4;
};

Options options_of(int argc, char** argv) {
  Options o;
  for (int i = 1; i < argc; ++i) {
    const std::string a = argv[i];
    if (a == "-o" && i + 1 < argc)
      o.out_folder = argv[++i];
    else if (a == "--batch" && i + 1 < argc)
      o.batch = std::atoll(argv[++i]);
    else if (o.model.empty())
      o.model = a;
    else
      o.files.push_back(a);
  }
  if (!o.files.empty() && o.batch >= 1) return o;
  std::fprintf(stderr, "usage: unet MODEL.onnx PICTURE... [-o FOLDER] [--batch N]\n");
  std::exit(2);
}

std::vector<Picture> load_all(const std::vector<std::string>& files) {
  std::vector<Picture> pictures;
  for (const auto& file : files) {
    pictures.push_back(pictures::load_picture(file, 1));
    const Picture &p = pictures.back(), &first = pictures.front();
    if (p.width != first.width || p.height != first.height || p.width % kGrid != 0 || p.height % kGrid != 0)
      sinter::fail(sinter::ErrorCode::kInvalidArgument,
                   file + " has " + std::to_string(p.width) + " x " + std::to_string(p.height) + " pixels",
                   "give pictures of one size, a multiple of 8");
  }
  return pictures;
}

/// A network with one input and one output, planned for one shape.
class Segmenter {
 public:
  Segmenter(const std::string& model, const sinter::Dims& shape)
      : engine_(plan_for(sinter::parse_onnx(model), shape)),
        context_(engine_.create_context()),
        input_(sinter::DataType::kFloat32, shape),
        output_(sinter::DataType::kFloat32, shape) {
    context_.set_input_shape(0, shape);
    context_.set_address(0, input_.data());
    context_.set_address(1, output_.data());
  }

  /// Masks, 255 where there is a cell. The last batch is filled up with zeros, whose results are not looked at.
  std::vector<Picture> masks_of(const std::vector<Picture>& pictures, double& run_ms) {
    const size_t batch = size_t(input_.dims()[0]), size = size_t(input_.dims()[2] * input_.dims()[3]);
    std::vector<Picture> masks;
    for (size_t first = 0; first < pictures.size(); first += batch) {
      const size_t count = std::min(batch, pictures.size() - first);
      std::fill_n(input_.as<float>(), batch * size, 0.0f);
      for (size_t i = 0; i < count * size; ++i)
        input_.as<float>()[i] = float(pictures[first + i / size].pixels[i % size]) / 255.0f;
      const auto start = Clock::now();
      context_.run();
      run_ms += std::chrono::duration<double, std::milli>(Clock::now() - start).count();
      for (size_t i = 0; i < count; ++i) masks.push_back(mask_of(pictures[first + i], output_.as<float>() + i * size));
    }
    return masks;
  }

 private:
  static sinter::Engine plan_for(const sinter::Network& network, const sinter::Dims& shape) {
    sinter::BuildOptions options;
    options.tactics = sinter::TacticSelection::kHeuristic;  // ready at once; kMeasure takes longer to be faster
    options.shapes[network.inputs().at(0).name()] = {shape, shape, shape};
    return sinter::Engine::load(sinter::build_plan(network, options));
  }

  static Picture mask_of(const Picture& like, const float* probabilities) {
    Picture mask(like.width, like.height, 1);
    for (size_t i = 0; i < mask.pixels.size(); ++i) mask.pixels[i] = probabilities[i] > kCell ? 255 : 0;
    return mask;
  }

  sinter::Engine engine_;
  sinter::ExecutionContext context_;
  sinter::HostArray input_, output_;
};

struct Overlap {
  int64_t both = 0, either = 0;
  double value() const { return either == 0 ? 1 : double(both) / double(either); }
};

Overlap overlap_of(const Picture& found, const Picture& real) {
  Overlap o;
  for (size_t i = 0; i < found.pixels.size() && i < real.pixels.size(); ++i) {
    const bool a = found.pixels[i] != 0, b = real.pixels[i] > 127;
    o.both += a && b;
    o.either += a || b;
  }
  return o;
}

void save(const std::string& folder, const std::string& file, const Picture& picture, const Picture& mask) {
  fs::create_directories(folder);
  const fs::path stem = fs::path(folder) / fs::path(file).stem();
  pictures::save_png(stem.string() + ".mask.png", mask);
  pictures::save_png(stem.string() + ".overlay.png", unet::overlay_of(picture, mask));
}

int find_cells(const Options& o) {
  const std::vector<Picture> pictures = load_all(o.files);
  Segmenter segmenter(o.model, {o.batch, 1, pictures[0].height, pictures[0].width});
  double run_ms = 0;
  segmenter.masks_of(pictures, run_ms);  // memory is touched for the first time
  run_ms = 0;
  const std::vector<Picture> masks = segmenter.masks_of(pictures, run_ms);
  Overlap all;
  for (size_t i = 0; i < pictures.size(); ++i) {
    if (!o.out_folder.empty()) save(o.out_folder, o.files[i], pictures[i], masks[i]);
    const std::string known = fs::path(o.files[i]).replace_extension(".mask.png").string();
    if (!fs::exists(known)) continue;
    const Overlap one = overlap_of(masks[i], pictures::load_picture(known, 1));
    std::printf("%s: intersection over union %.4f\n", fs::path(o.files[i]).filename().c_str(), one.value());
    all.both += one.both, all.either += one.either;
  }
  const size_t batches = (pictures.size() + size_t(o.batch) - 1) / size_t(o.batch);
  std::printf("%zu batches of %lld at %d x %d: network %.2f ms a batch\n", batches, static_cast<long long>(o.batch),
              pictures[0].width, pictures[0].height, run_ms / double(batches));
  if (all.either == 0) return 0;
  std::printf("intersection over union of all held-back pictures: %.4f\n", all.value());
  return all.value() >= kWanted ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = options_of(argc, argv);
  try {
    return find_cells(options);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "unet: %s\n", e.what());
    return 1;
  }
}
