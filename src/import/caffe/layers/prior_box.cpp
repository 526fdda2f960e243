// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// SSD's prior boxes: they depend on shapes alone, so they are computed here, with the arithmetic of the fork (sizes are
// cut to integers).
#include <cmath>

#include "base/limits.h"
#include "import/caffe/layer_context.h"

namespace sinter::caffe {
namespace {

struct PriorOptions {
  std::vector<double> min_sizes, max_sizes, ratios, variances;
  double step_h = 0, step_w = 0, offset = 0.5;
  int64_t image_h = 0, image_w = 0;
  bool clip = false;
};

std::vector<double> aspect_ratios(Params& p) {
  std::vector<double> ratios = {1};
  const bool flip = p.flag("flip", true);
  for (const double r : p.reals("aspect_ratio")) {
    if (!(r > 0) || !std::isfinite(r)) p.fail_at("aspect_ratio", "an aspect ratio is not positive");
    bool known = false;
    for (const double k : ratios) known = known || std::fabs(r - k) < 1e-6;
    if (known) continue;
    ratios.push_back(r);
    if (flip) ratios.push_back(double(float(1.0 / r)));
  }
  return ratios;
}

void read_sizes(Params& p, PriorOptions& o) {
  o.min_sizes = p.reals("min_size");
  o.max_sizes = p.reals("max_size");
  if (o.min_sizes.empty()) p.fail_at("min_size", "\"min_size\" is missing", "add it");
  if (!o.max_sizes.empty() && o.max_sizes.size() != o.min_sizes.size())
    p.fail_at("max_size", "there is not one max_size for each min_size");
  for (size_t i = 0; i < o.min_sizes.size(); ++i) {
    const double low = o.min_sizes[i];
    if (!(low > 0 && low < 1e6)) p.fail_at("min_size", "a min_size is not positive, or above a million");
    if (!o.max_sizes.empty() && !(o.max_sizes[i] > low && o.max_sizes[i] < 1e6))
      p.fail_at("max_size", "a max_size is not above its min_size, or above a million");
  }
}

/// A number for both dims, or one for each; 0: not given.
std::pair<double, double> both(Params& p, std::string_view all, std::string_view h, std::string_view w) {
  const bool single = p.has(all), parts = p.has(h) || p.has(w);
  if (single && parts) p.fail_at(all, "both " + std::string(all) + " and " + std::string(h) + " are given");
  if (!single && !parts) return {0, 0};
  const std::pair<double, double> v =
      single ? std::pair(p.real(all, 0), p.real(all, 0)) : std::pair(p.real(h, 0), p.real(w, 0));
  if (!(v.first > 0 && v.second > 0 && v.first < 1e9 && v.second < 1e9))
    p.fail_at(single ? all : h, std::string(all) + " is not positive");
  return v;
}

PriorOptions read_priors(LayerContext& ctx) {
  Params& p = ctx.params("prior_box_param");
  PriorOptions o;
  read_sizes(p, o);
  o.ratios = aspect_ratios(p);
  o.clip = p.flag("clip", false);
  o.offset = p.real("offset", 0.5);
  o.variances = p.reals("variance");
  if (o.variances.empty()) o.variances = {double(0.1f)};
  if (o.variances.size() != 1 && o.variances.size() != 4) p.fail_at("variance", "give one variance, or four");
  if (o.variances.size() == 1) o.variances.resize(4, o.variances[0]);
  for (const double v : o.variances)
    if (!(v > 0)) p.fail_at("variance", "a variance is not positive");
  std::tie(o.step_h, o.step_w) = both(p, "step", "step_h", "step_w");
  const auto [h, w] = both(p, "img_size", "img_h", "img_w");
  o.image_h = int64_t(h);
  o.image_w = int64_t(w);
  if (o.image_h == 0 || o.image_w == 0) {
    const SymDims image = ctx.dims(1);
    if (image.size() != 4) ctx.invalid("its second input has " + std::to_string(image.size()) + " dims");
    o.image_h = ctx.fixed(image[2], "the height of the picture");
    o.image_w = ctx.fixed(image[3], "the width of the picture");
  }
  if (o.image_h < 1 || o.image_w < 1) ctx.invalid("the picture has no extent");
  return o;
}

/// Widths and heights of all boxes at one place.
std::vector<std::pair<float, float>> box_sizes(const PriorOptions& o) {
  std::vector<std::pair<float, float>> sizes;
  for (size_t s = 0; s < o.min_sizes.size(); ++s) {
    const int low = int(o.min_sizes[s]);
    sizes.emplace_back(float(low), float(low));
    if (!o.max_sizes.empty()) {
      const float mean = float(std::sqrt(double(low) * double(int(o.max_sizes[s]))));
      sizes.emplace_back(mean, mean);
    }
    for (const double r : o.ratios) {
      if (std::fabs(r - 1.) < 1e-6) continue;
      const float root = std::sqrt(float(r));
      sizes.emplace_back(float(low) * root, float(low) / root);
    }
  }
  return sizes;
}

void put_box(const PriorOptions& o, float x, float y, const std::pair<float, float>& size, std::vector<double>& out) {
  const double w = double(size.first) / 2., h = double(size.second) / 2.;
  const double edges[] = {(double(x) - w) / double(o.image_w), (double(y) - h) / double(o.image_h),
                          (double(x) + w) / double(o.image_w), (double(y) + h) / double(o.image_h)};
  for (const double e : edges) out.push_back(o.clip ? std::min(std::max(double(float(e)), 0.), 1.) : e);
}

}  // namespace

void import_prior_box(LayerContext& ctx) {
  const PriorOptions o = read_priors(ctx);
  const SymDims dims = ctx.dims(0);
  if (dims.size() != 4) ctx.invalid("its input has " + std::to_string(dims.size()) + " dims", "use [N,C,H,W]");
  const int64_t rows = ctx.fixed(dims[2], "the height of its input"),
                columns = ctx.fixed(dims[3], "the width of its input");
  const auto sizes = box_sizes(o);
  int64_t count = 0;
  if (__builtin_mul_overflow(rows, columns, &count) || __builtin_mul_overflow(count, int64_t(sizes.size()), &count) ||
      count > limits::kMaxFoldedBytes / 32)
    fail(ErrorCode::kLimit, "there are too many prior boxes", "use a smaller input");
  const float step_h = o.step_h > 0 ? float(o.step_h) : float(o.image_h) / float(rows);
  const float step_w = o.step_w > 0 ? float(o.step_w) : float(o.image_w) / float(columns);
  std::vector<double> values;
  values.reserve(size_t(count) * 8);
  for (int64_t h = 0; h < rows; ++h)
    for (int64_t w = 0; w < columns; ++w)
      for (const auto& size : sizes)
        put_box(o, (float(w) + float(o.offset)) * step_w, (float(h) + float(o.offset)) * step_h, size, values);
  for (int64_t i = 0; i < count; ++i) values.insert(values.end(), o.variances.begin(), o.variances.end());
  ctx.top(0, ctx.constant_value(Weights::of_doubles(DataType::kFloat32, {1, 2, count * 4}, values)));
}

}  // namespace sinter::caffe
