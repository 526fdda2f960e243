// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/mel_weight_matrix.h"

#include <cmath>

#include "ir/record.h"
#include "ops/compute.h"
#include "ops/mel_weights.h"

namespace sinter {

SINTER_OP(MelWeightMatrix)

int64_t MelFilters::edge(int64_t i) const {
  const auto mel = [](double hertz) { return 2595 * std::log1p(hertz / 700) / std::log(10.0); };
  const double step = (mel(upper) - mel(lower)) / double(bins + 2);
  const double hertz = 700 * std::expm1((double(i) * step + mel(lower)) / 2595 * std::log(10.0));
  const double at = std::floor(double(dft_length + 1) * hertz / double(sample_rate));
  return at > -1e15 && at < 1e15 ? int64_t(at) : INT32_MIN;
}

void MelWeightMatrix::infer(InferContext& ctx) const {
  SymDims sizes;
  for (int i = 0; i < 5; ++i) {
    const DataType t = ctx.tensor(i).dtype;
    ctx.require(i < 3 ? is_integer(t) : is_float(t), "input " + std::to_string(i) + " is " + std::string(to_string(t)),
                i < 3 ? "use an integer" : "use a float");
    ctx.require_equal(product(ctx.tensor(i).dims), 1, "input " + std::to_string(i) + " must be a scalar");
    if (i >= 2) continue;
    const HostValue v = ctx.host_value(i);
    ctx.require(v && v->size() == 1,
                std::string(i == 0 ? "the number of mel bins" : "the DFT length") +
                    " depends on data that only the run itself knows",
                "compute it from constants and the shapes of inputs");
    ctx.require_at_least((*v)[0], 1, i == 0 ? "the number of mel bins" : "the DFT length");
    sizes.push_back((*v)[0]);
  }
  ctx.require(is_float(to) || is_integer(to), "the result is " + std::string(to_string(to)), "use a number type");
  ctx.set_output(0, to, {floor_div(sizes[1], 2) + Dim(1), sizes[0]});
}

void MelWeightMatrix::reference(RefContext& ctx) const {
  MelFilters f{ctx.i64(0).at(0), ctx.i64(1).at(0), ctx.i64(2).at(0), ctx.f64(3).at(0), ctx.f64(4).at(0)};
  const Dims& dims = ctx.out_dims(0);
  if (dims != Dims{f.rows(), f.bins} || f.sample_rate < 1)
    fail(ErrorCode::kInvalidArgument, "MelWeightMatrix: the sizes do not fit the result", "use positive sizes");
  std::vector<double> out(size_t(element_count(dims)), 0.0);
  for (int64_t b = 0; b < f.bins; ++b) f.column(b, [&](int64_t row, double v) { out[size_t(row * f.bins + b)] = v; });
  ctx.put(0, out);
}

}  // namespace sinter
