// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/linear_attention.h"

#include <cmath>

#include "ir/record.h"

namespace sinter {

SINTER_OP(LinearAttention)

void LinearAttention::infer(InferContext& ctx) const {
  const TensorType q = ctx.tensor(0), k = ctx.tensor(1), v = ctx.tensor(2);
  ctx.require(std::isfinite(scale), "scale is not finite");
  for (int i = 0; i < 6; ++i) {
    if (!ctx.has(i)) continue;
    ctx.require_dtype(i, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64});
    ctx.require(ctx.tensor(i).rank() == 4, "input " + std::to_string(i) + " has not 4 dims");
    ctx.require_equal(ctx.dim(i, 0), q.dims[0], "batch of input " + std::to_string(i));
    if (i != 3) ctx.require_equal(ctx.dim(i, 1), q.dims[1], "positions of input " + std::to_string(i));
  }
  const Dim &heads = q.dims[2], &groups = k.dims[2], &size = q.dims[3], &value_size = v.dims[3];
  ctx.require(groups.is_const() && groups.value() > 0, "the number of heads of k is not known or 0");
  ctx.require_divides(heads, groups, "heads of q must be a multiple of those of k");
  ctx.require_equal(k.dims[3], size, "sizes of k and q");
  ctx.require_equal(v.dims[2], groups, "heads of v and k");
  if (ctx.has(3)) {
    ctx.require_equal(ctx.dim(3, 1), groups, "heads of the state and k");
    ctx.require_equal(ctx.dim(3, 2), size, "sizes of the state and k");
    ctx.require_equal(ctx.dim(3, 3), value_size, "sizes of the state and v");
  }
  if (ctx.has(4)) {
    ctx.require_equal(ctx.dim(4, 2), groups, "heads of the decay and k");
    if (!(ctx.dim(4, 3) == Dim(1))) ctx.require_equal(ctx.dim(4, 3), size, "sizes of the decay and k");
  }
  if (ctx.has(5)) {
    if (!(ctx.dim(5, 2) == Dim(1))) ctx.require_equal(ctx.dim(5, 2), groups, "heads of beta and k");
    ctx.require_equal(ctx.dim(5, 3), 1, "the last dim of beta");
  }
  ctx.set_output(0, q.dtype, {q.dims[0], q.dims[1], heads, value_size});
  ctx.set_output(1, ctx.has(3) ? ctx.tensor(3).dtype : q.dtype, {q.dims[0], groups, size, value_size});
}

namespace {

/// One position of one head: updates the state s[size][value_size] with k and v; `row` is scratch.
void advance_state(std::vector<double>& s, int64_t state_at, const double* k, const double* v, const double* decay,
                   bool decay_per_size, const double* beta, int64_t size, int64_t value_size,
                   std::vector<double>& row) {
  for (int64_t e = 0; e < value_size; ++e) {
    double seen = 0;
    for (int64_t d = 0; d < size; ++d) {
      double& x = s[size_t(state_at + d * value_size + e)];
      if (decay) x *= std::exp(decay[decay_per_size ? d : 0]);
      seen += x * k[d];
    }
    row[size_t(e)] = beta ? *beta * (v[e] - seen) : v[e];
    for (int64_t d = 0; d < size; ++d) s[size_t(state_at + d * value_size + e)] += k[d] * row[size_t(e)];
  }
}

}  // namespace

void LinearAttention::reference(RefContext& ctx) const {
  const Dims& qd = ctx.dims(0);
  const int64_t batch = qd[0], steps = qd[1], heads = qd[2], size = qd[3], groups = ctx.dims(1)[2],
                value_size = ctx.dims(2)[3], shared = heads / groups;
  const double factor = scale != 0 ? scale : size > 0 ? 1 / std::sqrt(double(size)) : 1;
  const auto q = ctx.f64(0), k = ctx.f64(1), v = ctx.f64(2);
  const auto decay = ctx.has(4) ? ctx.f64(4) : std::vector<double>{};
  const auto beta = ctx.has(5) ? ctx.f64(5) : std::vector<double>{};
  const int64_t decay_size = ctx.has(4) ? ctx.dims(4)[3] : 0, beta_heads = ctx.has(5) ? ctx.dims(5)[2] : 0;
  std::vector<double> s = ctx.has(3) ? ctx.f64(3) : std::vector<double>(size_t(batch * groups * size * value_size), 0);
  std::vector<double> out(size_t(batch * steps * heads * value_size), 0), row(static_cast<size_t>(value_size));
  for (int64_t b = 0; b < batch; ++b)
    for (int64_t g = 0; g < groups; ++g)
      for (int64_t t = 0; t < steps; ++t) {
        const int64_t at = (b * steps + t) * groups + g, state_at = (b * groups + g) * size * value_size;
        advance_state(s, state_at, k.data() + at * size, v.data() + at * value_size,
                      decay.empty() ? nullptr : decay.data() + at * decay_size, decay_size != 1,
                      beta.empty() ? nullptr : beta.data() + (b * steps + t) * beta_heads + (beta_heads > 1 ? g : 0),
                      size, value_size, row);
        for (int64_t h = g * shared; h < (g + 1) * shared; ++h) {
          const int64_t item = (b * steps + t) * heads + h;
          for (int64_t d = 0; d < size; ++d)
            for (int64_t e = 0; e < value_size; ++e)
              out[size_t(item * value_size + e)] +=
                  factor * q[size_t(item * size + d)] * s[size_t(state_at + d * value_size + e)];
        }
      }
  const Dims dims[] = {{batch, steps, heads, value_size}, {batch, groups, size, value_size}};
  for (int i : {0, 1}) {  // an output that nobody reads may be absent, or of other dims
    if (size_t(i) >= ctx.outputs.size() || ctx.outputs[size_t(i)].view.dtype == DataType::kInvalid) continue;
    if (ctx.out_dims(i) != dims[i]) ctx.resize(i, dims[i]);
    ctx.put(i, i == 0 ? out : s);
  }
}

}  // namespace sinter
