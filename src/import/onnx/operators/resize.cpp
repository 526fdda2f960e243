// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Resize and Upsample of axes whose extents are known: along each axis every output element is a weighted sum of a few
// input elements, so that an axis becomes one Gather per tap, a Mul by the taps' weights, and their sum. Nearest has
// one tap and needs no weights.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "import/onnx/node_context.h"
#include "ops/gather.h"

namespace sinter::onnx {
namespace {

struct ResizeMode {
  std::string coordinates, mode, nearest;
  double cubic_a = -0.75;
  bool exclude_outside = false;
};

/// One axis that changes: extents and their ratio (which need not be the quotient of the extents).
struct ResizeAxis {
  int64_t in = 0, out = 0;
  double scale = 1;
};

double source_position(const ResizeMode& m, const ResizeAxis& a, int64_t i) {
  const double x = double(i);
  if (m.coordinates == "asymmetric") return x / a.scale;
  if (m.coordinates == "align_corners") {
    // ONNX takes the resized extent before it is rounded down to whole elements.
    const double extent = a.scale * double(a.in);
    return a.out > 1 || extent > 1 ? x * double(a.in - 1) / (extent - 1) : 0;
  }
  if (m.coordinates == "pytorch_half_pixel" && a.out <= 1) return 0;
  if (m.coordinates == "tf_half_pixel_for_nn") return (x + 0.5) / a.scale;
  double shift = 0;
  if (m.coordinates == "half_pixel_symmetric") {
    // The output's centre stays on the input's, however the extents were rounded.
    const double adjustment = double(a.out) / (a.scale * double(a.in));
    shift = double(a.in) / 2 * (1 - adjustment);
  }
  return shift + (x + 0.5) / a.scale - 0.5;
}

int64_t nearest_of(const ResizeMode& m, double x) {
  if (m.nearest == "floor") return int64_t(std::floor(x));
  if (m.nearest == "ceil") return int64_t(std::ceil(x));
  if (m.nearest == "round_prefer_ceil") return int64_t(std::floor(x + 0.5));
  return int64_t(std::ceil(x - 0.5));  // round_prefer_floor
}

/// Weights of the taps around a position with the fraction t, the first of which lies `first` elements before it.
std::vector<double> tap_weights(const ResizeMode& m, double t) {
  if (m.mode == "linear") return {1 - t, t};
  const double a = m.cubic_a;
  auto near = [&](double d) { return ((a + 2) * d - (a + 3)) * d * d + 1; };
  auto far = [&](double d) { return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a; };
  return {far(t + 1), near(t), near(1 - t), far(2 - t)};
}

/// Per tap: source indices and weights of all output elements.
struct ResizeTaps {
  std::vector<Ints> indices;
  std::vector<std::vector<double>> weights;  // empty: one tap of weight 1
};

ResizeTaps taps_of(const ResizeMode& m, const ResizeAxis& a) {
  ResizeTaps taps;
  const bool nearest = m.mode == "nearest";
  const size_t count = nearest ? 1 : m.mode == "linear" ? 2 : 4;
  taps.indices.resize(count);
  if (!nearest) taps.weights.resize(count);
  for (int64_t i = 0; i < a.out; ++i) {
    const double x = source_position(m, a, i);
    if (nearest) {
      taps.indices[0].push_back(std::clamp<int64_t>(nearest_of(m, x), 0, a.in - 1));
      continue;
    }
    const auto base = int64_t(std::floor(x));
    std::vector<double> w = tap_weights(m, x - double(base));
    const int64_t first = base - (count == 4 ? 1 : 0);
    double sum = 0;
    for (size_t k = 0; k < count; ++k) {
      const int64_t at = first + int64_t(k);
      if (m.exclude_outside && (at < 0 || at >= a.in)) w[k] = 0;
      sum += w[k];
      taps.indices[k].push_back(std::clamp<int64_t>(at, 0, a.in - 1));
    }
    for (size_t k = 0; k < count; ++k) taps.weights[k].push_back(m.exclude_outside ? w[k] / sum : w[k]);
  }
  return taps;
}

ValueId resize_along(NodeContext& ctx, ValueId x, int axis, const ResizeMode& m, const ResizeAxis& a) {
  const ResizeTaps taps = taps_of(m, a);
  ValueId sum = kNoValue;
  for (size_t k = 0; k < taps.indices.size(); ++k) {
    const ValueId index = ctx.constant_value(Weights::of_ints(DataType::kInt64, {a.out}, taps.indices[k]));
    ValueId v = ctx.add(Gather{.axis = axis}, {x, index});
    if (!taps.weights.empty()) {
      Dims dims(size_t(ctx.type_of(x).rank() - axis), 1);
      dims[0] = a.out;
      const ValueId w = ctx.constant_value(Weights::of_doubles(ctx.type_of(x).dtype, std::move(dims), taps.weights[k]));
      v = ctx.add("Mul", {v, w});
    }
    sum = sum == kNoValue ? v : ctx.add("Add", {sum, v});
  }
  return sum;
}

ResizeMode resize_mode(NodeContext& ctx, bool upsample) {
  ResizeMode m;
  m.mode = ctx.string_attr("mode", "nearest");
  const bool old = upsample || ctx.opset() < 11;
  m.coordinates = ctx.string_attr("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel");
  m.nearest = ctx.string_attr("nearest_mode", old ? "floor" : "round_prefer_floor");
  m.cubic_a = ctx.float_attr("cubic_coeff_a", -0.75);
  m.exclude_outside = ctx.bool_attr("exclude_outside", false);
  ctx.ignore_attrs({"extrapolation_value"});
  if (m.mode == "bilinear") m.mode = "linear";
  if (m.mode != "nearest" && m.mode != "linear" && m.mode != "cubic")
    ctx.invalid("mode is " + quote(m.mode), "use nearest, linear or cubic");
  static constexpr std::string_view kCoordinates[] = {"asymmetric",         "align_corners",
                                                      "half_pixel",         "half_pixel_symmetric",
                                                      "pytorch_half_pixel", "tf_half_pixel_for_nn"};
  if (std::find(std::begin(kCoordinates), std::end(kCoordinates), m.coordinates) == std::end(kCoordinates))
    ctx.unsupported("coordinate_transformation_mode is " + quote(m.coordinates),
                    "use half_pixel, asymmetric or align_corners");
  if (ctx.bool_attr("antialias", false)) ctx.unsupported("antialiasing is not supported", "set antialias to 0");
  if (ctx.string_attr("keep_aspect_ratio_policy", "stretch") != "stretch")
    ctx.unsupported("keep_aspect_ratio_policy is not supported", "use stretch");
  return m;
}

/// Numbers of a constant input, or nothing if the input is omitted or empty.
std::vector<double> resize_numbers(NodeContext& ctx, int i) {
  if (!ctx.has(i)) return {};
  const Weights* w = ctx.constant(i);
  if (w) return w->to_doubles();
  if (const auto ints = ctx.const_ints(i)) return {ints->begin(), ints->end()};
  return {};
}

}  // namespace

void import_resize(NodeContext& ctx) {
  const bool upsample = ctx.op_type() == "Upsample";
  const ResizeMode m = resize_mode(ctx, upsample);
  const int scales_input = upsample || ctx.opset() < 11 ? 1 : 2;
  std::vector<double> scales = resize_numbers(ctx, scales_input);
  if (upsample && scales.empty() && ctx.has_attr("scales")) {
    const auto& given = ctx.attr("scales")->floats();
    scales.assign(given.begin(), given.end());
  }
  const HostValue sizes = scales_input == 2 && ctx.has(3) ? ctx.host_value(3) : std::nullopt;
  const int rank = ctx.rank(0);
  Ints axes = ctx.ints_attr("axes");
  if (axes.empty())
    for (int i = 0; i < rank; ++i) axes.push_back(i);
  axes = ctx.axes_of(axes, rank);
  if (scales.empty() && !sizes)
    ctx.unsupported("the scales or sizes are not known at build time", "make them constants");
  if ((sizes ? sizes->size() : scales.size()) != axes.size())
    ctx.invalid("there is not one scale or size for each axis");

  ValueId v = ctx.in(0);
  for (size_t i = 0; i < axes.size(); ++i) {
    const Dim in = ctx.type_of(v).dims[size_t(axes[i])];
    if (sizes ? (*sizes)[i] == in : scales[i] == 1) continue;
    if (!in.is_const() || (sizes && !(*sizes)[i].is_const()))
      ctx.unsupported("axis " + std::to_string(axes[i]) + " of " + to_string(ctx.type_of(v)) +
                          " is resized, but its extent is not known at build time",
                      "give the input a fixed shape");
    ResizeAxis a{.in = in.value(), .out = 0, .scale = 1};
    const double out = sizes ? double((*sizes)[i].value()) : std::floor(double(a.in) * scales[i]);
    if (!(out >= 1 && out <= double(int64_t{1} << 24)) || a.in < 1)
      ctx.invalid("axis " + std::to_string(axes[i]) + " cannot become " + to_text(out) + " elements long");
    a.out = int64_t(out);
    a.scale = sizes ? out / double(a.in) : scales[i];
    v = resize_along(ctx, v, int(axes[i]), m, a);
  }
  ctx.output(0, v);
}

}  // namespace sinter::onnx
