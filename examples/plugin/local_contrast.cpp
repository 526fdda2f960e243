// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// An operator of our own, com.example::LocalContrast: how far each pixel stands out from its surroundings,
//   y[i,j] = (x[i+r,j+r] - mean) / (deviation + epsilon)
// over the window of (2r+1) x (2r+1) pixels around it. Windows lie inside the picture, so y is 2r smaller than x.
// Mean and deviation come from tables of sums over all pixels above and left (Crow, Summed-area tables, 1984).
#include <algorithm>
#include <cmath>

#include "sinter/plugin.h"

namespace {

class LocalContrast final : public sinter::PluginOp {
 public:
  sinter::PluginInfo info() const override {
    return {.domain = "com.example",
            .name = "LocalContrast",
            .doc = "Pixels relative to the mean and deviation of the window around them",
            .attributes = {sinter::PluginAttribute::integer("radius", 1),
                           sinter::PluginAttribute::number("epsilon", 1e-3)}};
  }

  // Works for dims that are not known yet, too: they are expressions.
  void infer(sinter::PluginInference& call) const override {
    const sinter::PluginType& x = call.inputs[0];
    const int64_t radius = call.attributes.integer("radius");
    if (x.dtype != sinter::DataType::kFloat32 || x.rank() != 4) throw sinter::PluginError("x must be f32[N,C,H,W]");
    if (radius < 0) throw sinter::PluginError("radius is negative");
    const auto inside = [&](const sinter::PluginDim& d) { return max(d - 2 * radius, 0); };
    call.outputs[0] = {x.dtype, {x.dims[0], x.dims[1], inside(x.dims[2]), inside(x.dims[3])}};
  }

  // Two tables of sums for one picture.
  int64_t workspace(const sinter::PluginRun& call) const override {
    const auto x = call.input(0);
    return 2 * (x.dims[2] + 1) * (x.dims[3] + 1) * int64_t(sizeof(double));
  }

  void run(const sinter::PluginRun& call) const override {
    const auto x = call.input(0), y = call.output(0);
    const int64_t radius = call.attributes.integer("radius"), height = x.dims[2], width = x.dims[3];
    const int64_t size = 2 * radius + 1, row = width + 1;
    const double epsilon = call.attributes.number("epsilon"), pixels = double(size * size);
    auto* sum = static_cast<double*>(call.workspace());
    double* squares = sum + (height + 1) * row;
    const float* from = x.as<const float>();
    float* to = y.as<float>();
    for (int64_t picture = 0; picture < x.dims[0] * x.dims[1]; ++picture, from += height * width) {
      std::fill(sum, sum + 2 * (height + 1) * row, 0.0);
      for (int64_t i = 0; i < height; ++i)
        for (int64_t j = 0; j < width; ++j) {
          const double v = from[i * width + j];
          const auto add = [&](double* t, double value) {
            t[(i + 1) * row + j + 1] = value + t[i * row + j + 1] + t[(i + 1) * row + j] - t[i * row + j];
          };
          add(sum, v);
          add(squares, v * v);
        }
      for (int64_t i = 0; i < y.dims[2]; ++i)
        for (int64_t j = 0; j < y.dims[3]; ++j) {
          const auto window = [&](const double* t) {
            return t[(i + size) * row + j + size] - t[i * row + j + size] - t[(i + size) * row + j] + t[i * row + j];
          };
          const double mean = window(sum) / pixels;
          const double deviation = std::sqrt(std::max(0.0, window(squares) / pixels - mean * mean));
          *to++ = float((from[(i + radius) * width + j + radius] - mean) / (deviation + epsilon));
        }
    }
  }
};

}  // namespace

SINTER_PLUGIN_LIBRARY(LocalContrast)
