// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Simulated quantization, by TensorFlow's own arithmetic: ranges are moved so that 0 is a step.
#include <algorithm>
#include <cmath>

#include "import/tensorflow/op_context.h"

namespace sinter::tensorflow {
namespace {

struct QuantRange {
  double low, high, scale;
};

/// The range [min, max] moved so that 0 is one of its steps.
QuantRange nudged(OpContext& ctx, float min, float max, int64_t bits, bool narrow) {
  if (bits < 2 || bits > 16) ctx.invalid("num_bits is " + std::to_string(bits));
  const float first = narrow ? 1.0f : 0.0f, last = float((1 << bits) - 1);
  const float scale = (max - min) / (last - first);
  const float zero = first - min / scale;
  const float at = zero < first ? first : zero > last ? last : std::round(zero);
  return {double((first - at) * scale), double((last - at) * scale), double(scale)};
}

/// floor((clip(x) - low) / scale + 0.5) * scale + low.
ValueId on_steps(OpContext& ctx, ValueId x, ValueId low, ValueId high, ValueId scale) {
  const ValueId inverse = ctx.add("Reciprocal", {scale});
  const ValueId off = ctx.add("Sub", {ctx.add("Min", {ctx.add("Max", {x, low}), high}), low});
  const ValueId step = ctx.add("Floor", {ctx.add("Add", {ctx.add("Mul", {off, inverse}), ctx.scalar_like(x, 0.5)})});
  return ctx.add("Add", {ctx.add("Mul", {step, scale}), low});
}

void fake_quant(OpContext& ctx, const std::vector<double>& min, const std::vector<double>& max, const Dims& dims) {
  const int64_t bits = ctx.int_attr("num_bits", 8);
  const bool narrow = ctx.bool_attr("narrow_range", false);
  std::vector<double> low, high, scale;
  for (size_t i = 0; i < min.size(); ++i) {
    // An empty range gives zeros only.
    const bool none = min[i] == 0 && max[i] == 0;
    const QuantRange r = none ? QuantRange{0, 0, 1} : nudged(ctx, float(min[i]), float(max[i]), bits, narrow);
    low.push_back(r.low), high.push_back(r.high), scale.push_back(r.scale);
  }
  const auto constant = [&](const std::vector<double>& v) {
    return ctx.constant_value(Weights::of_doubles(DataType::kFloat32, dims, v));
  };
  const ValueId x = ctx.in(0);
  ctx.output(0, on_steps(ctx, x, constant(low), constant(high), constant(scale)));
}

const Weights& constant_bound(OpContext& ctx, int i) {
  const Weights* w = ctx.constant(i);
  if (!w || !is_float(w->dtype()))
    ctx.unsupported("the range is computed by the run", "freeze the graph, so that ranges are constants");
  return *w;
}

}  // namespace

/// FakeQuantWithMinMaxVars and ...PerChannel: inputs x, min, max (scalars, or one per channel).
void import_fake_quant_vars(OpContext& ctx) {
  const Weights min = constant_bound(ctx, 1), max = constant_bound(ctx, 2);
  if (min.dims() != max.dims()) ctx.invalid("min and max differ in shape");
  fake_quant(ctx, min.to_doubles(), max.to_doubles(), min.dims());
}

void import_fake_quant_args(OpContext& ctx) {
  fake_quant(ctx, {ctx.float_attr("min", -6)}, {ctx.float_attr("max", 6)}, {});
}

}  // namespace sinter::tensorflow
