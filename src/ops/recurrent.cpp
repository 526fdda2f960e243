// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/recurrent.h"

#include <algorithm>

#include "ir/record.h"

namespace sinter {

SINTER_OP(Recurrent)

CellActivation usual_activation(CellFunction function) {
  switch (function) {
    case CellFunction::kAffine:
      return {function, 1, 0};
    case CellFunction::kLeakyRelu:
      return {function, 0.01, 0};
    case CellFunction::kThresholdedRelu:
      return {function, 1, 0};
    case CellFunction::kScaledTanh:
      return {function, 1, 1};
    case CellFunction::kHardSigmoid:
      return {function, 0.2, 0.5};
    case CellFunction::kElu:
      return {function, 1, 0};
    default:
      return {function, 0, 0};
  }
}

namespace {

CellFunction cell_function(const std::string& name) {
  for (int64_t i = 0; i < kNumCellFunctions; ++i)
    if (name == kCellFunctionNames[i]) return CellFunction(i);
  std::string known;
  for (auto n : kCellFunctionNames) known += (known.empty() ? "" : ", ") + std::string(n);
  fail(ErrorCode::kInvalidArgument, "Recurrent: there is no activation " + quote(name), "use one of " + known);
}

std::vector<std::string> usual_names(RecurrentKind kind) {
  if (kind == RecurrentKind::kRnn) return {"tanh"};
  if (kind == RecurrentKind::kGru) return {"sigmoid", "tanh"};
  return {"sigmoid", "tanh", "tanh"};
}

}  // namespace

std::vector<CellActivation> cell_activations(const Recurrent& op) {
  const size_t count = size_t(op.functions() * op.directions());
  std::vector<std::string> names = op.activations;
  for (int64_t d = 0; op.activations.empty() && d < op.directions(); ++d)
    for (auto& n : usual_names(op.kind)) names.push_back(n);
  const auto fits = [count](size_t n) { return n == 0 || n == count; };
  if (names.size() != count || !fits(op.alpha.size()) || !fits(op.beta.size()))
    fail(ErrorCode::kInvalidArgument,
         "Recurrent: " + std::to_string(names.size()) + " activations, " + std::to_string(op.alpha.size()) +
             " alphas and " + std::to_string(op.beta.size()) + " betas for " + std::to_string(count) + " places",
         "give one of each per place, or none");
  std::vector<CellActivation> out;
  for (size_t i = 0; i < count; ++i) {
    CellActivation a = usual_activation(cell_function(names[i]));
    if (!op.alpha.empty()) a.alpha = op.alpha[i];
    if (!op.beta.empty()) a.beta = op.beta[i];
    out.push_back(a);
  }
  return out;
}

void Recurrent::infer(InferContext& ctx) const {
  const TensorType x = ctx.tensor(0), w = ctx.tensor(1), r = ctx.tensor(2);
  ctx.require_dtype(0, {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64});
  ctx.require(x.rank() == 3 && w.rank() == 3 && r.rank() == 3, "x, w and r need 3 dims");
  cell_activations(*this);
  ctx.require(std::isfinite(clip) && clip >= 0, "clip is negative or not finite");
  const Dim steps = x.dims[0], batch = x.dims[1], hidden = r.dims[2], all = hidden * Dim(gates());
  const auto check = [&](int i, std::initializer_list<Dim> dims, const char* name) {
    if (!ctx.has(i)) return;
    const TensorType t = ctx.tensor(i);
    if (i != 4) ctx.require_dtype(i, {x.dtype});
    ctx.require(t.rank() == int(dims.size()), std::string(name) + " has " + std::to_string(t.rank()) + " dims");
    size_t k = 0;
    for (const Dim& d : dims) {
      ctx.require_equal(t.dims[k], d, "dim " + std::to_string(k) + " of " + name);
      ++k;
    }
  };
  const Dim d = directions();
  check(1, {d, all, x.dims[2]}, "w");
  check(2, {d, all, hidden}, "r");
  check(3, {d, all * Dim(2)}, "bias");
  check(4, {batch}, "lengths");
  if (ctx.has(4)) ctx.require_dtype(4, {DataType::kInt32, DataType::kInt64});
  check(5, {d, batch, hidden}, "the first state");
  check(6, {d, batch, hidden}, "the first cell");
  check(7, {d, hidden * Dim(3)}, "peepholes");
  ctx.require(kind == RecurrentKind::kLstm || (!ctx.has(6) && !ctx.has(7)), "cells and peepholes are of lstm only");
  ctx.require(ctx.num_outputs() <= outputs(), "there are too many outputs");
  for (int i = 0; i < ctx.num_outputs(); ++i)
    ctx.set_output(i, x.dtype, i == 0 ? SymDims{steps, d, batch, hidden} : SymDims{d, batch, hidden});
}

namespace {

/// One direction of the op, all data as doubles.
struct CellRun {
  const Recurrent& op;
  const CellActivation* f;  // f[0] gates, f[1] and f[2] as ONNX's g and h
  int64_t hidden, inputs;
  const double *w, *r, *wb, *rb, *p;  // wb, rb, p: null if absent

  double clipped(double x) const { return op.clip > 0 ? std::clamp(x, -op.clip, op.clip) : x; }
  double act(int i, double x) const { return cell_value(f[i], x != x ? x : clipped(x)); }
  double from_input(const double* x, int64_t row) const {
    double v = wb ? wb[row] : 0;
    for (int64_t i = 0; i < inputs; ++i) v += w[row * inputs + i] * x[i];
    return v;
  }
  double from_state(const double* h, int64_t row) const {
    double v = 0;
    for (int64_t i = 0; i < hidden; ++i) v += r[row * hidden + i] * h[i];
    return v;
  }
  double bias(int64_t row) const { return rb ? rb[row] : 0; }
  double gate(const double* x, const double* h, int64_t row) const {
    return from_input(x, row) + from_state(h, row) + bias(row);
  }

  void rnn(const double* x, std::vector<double>& h) const {
    std::vector<double> next(h.size());
    for (int64_t j = 0; j < hidden; ++j) next[size_t(j)] = act(0, gate(x, h.data(), j));
    h = next;
  }

  /// Gates z, r, h.
  void gru(const double* x, std::vector<double>& h) const {
    std::vector<double> z(h.size()), reset(h.size()), next(h.size());
    for (int64_t j = 0; j < hidden; ++j) {
      z[size_t(j)] = act(0, gate(x, h.data(), j));
      reset[size_t(j)] = act(0, gate(x, h.data(), hidden + j));
    }
    std::vector<double> kept(h.size());
    for (size_t j = 0; j < h.size(); ++j) kept[j] = reset[j] * h[j];
    for (int64_t j = 0; j < hidden; ++j) {
      const int64_t row = 2 * hidden + j;
      const double state = op.linear_before_reset ? reset[size_t(j)] * (from_state(h.data(), row) + bias(row))
                                                  : from_state(kept.data(), row) + bias(row);
      const double candidate = act(1, from_input(x, row) + state);
      next[size_t(j)] = (1 - z[size_t(j)]) * candidate + z[size_t(j)] * h[size_t(j)];
    }
    h = next;
  }

  /// Gates i, o, f, c; peepholes i, o, f.
  void lstm(const double* x, std::vector<double>& h, std::vector<double>& c) const {
    std::vector<double> next(h.size());
    for (int64_t j = 0; j < hidden; ++j) {
      const auto peep = [&](int64_t which, double cell) { return p ? p[which * hidden + j] * cell : 0; };
      double& cell = c[size_t(j)];
      const double in = act(0, gate(x, h.data(), j) + peep(0, cell));
      const double forget = op.input_forget ? 1 - in : act(0, gate(x, h.data(), 2 * hidden + j) + peep(2, cell));
      cell = forget * cell + in * act(1, gate(x, h.data(), 3 * hidden + j));
      const double out = act(0, gate(x, h.data(), hidden + j) + peep(1, cell));
      next[size_t(j)] = out * cell_value(f[2], cell);
    }
    h = next;
  }

  void step(const double* x, std::vector<double>& h, std::vector<double>& c) const {
    if (op.kind == RecurrentKind::kRnn)
      rnn(x, h);
    else if (op.kind == RecurrentKind::kGru)
      gru(x, h);
    else
      lstm(x, h, c);
  }
};

}  // namespace

void Recurrent::reference(RefContext& ctx) const {
  const Dims &xd = ctx.dims(0), &rd = ctx.dims(2);
  const int64_t steps = xd[0], batch = xd[1], inputs = xd[2], hidden = rd[2], rows = rd[1];
  const auto x = ctx.f64(0), w = ctx.f64(1), r = ctx.f64(2);
  const auto part = [&](int i) { return ctx.has(i) ? ctx.f64(i) : std::vector<double>{}; };
  const auto bias = part(3), peepholes = part(7);
  auto first_h = part(5), first_c = part(6);
  const auto lengths = ctx.has(4) ? ctx.i64(4) : std::vector<int64_t>{};
  std::vector<double> y(size_t(steps * directions() * batch * hidden), 0);
  first_h.resize(size_t(directions() * batch * hidden), 0);
  first_c.resize(first_h.size(), 0);
  const auto activations = cell_activations(*this);
  for (int64_t d = 0; d < directions(); ++d) {
    const CellRun run{*this,
                      activations.data() + d * functions(),
                      hidden,
                      inputs,
                      w.data() + d * rows * inputs,
                      r.data() + d * rows * hidden,
                      bias.empty() ? nullptr : bias.data() + d * 2 * rows,
                      bias.empty() ? nullptr : bias.data() + d * 2 * rows + rows,
                      peepholes.empty() ? nullptr : peepholes.data() + d * 3 * hidden};
    const bool backwards = direction == RecurrentDirection::kReverse || d == 1;
    for (int64_t b = 0; b < batch; ++b) {
      const auto at = (d * batch + b) * hidden;
      std::vector<double> h(first_h.begin() + at, first_h.begin() + at + hidden),
          c(first_c.begin() + at, first_c.begin() + at + hidden);
      const int64_t length = lengths.empty() ? steps : std::clamp<int64_t>(lengths[size_t(b)], 0, steps);
      for (int64_t k = 0; k < length; ++k) {
        const int64_t t = backwards ? length - 1 - k : k;
        run.step(x.data() + (t * batch + b) * inputs, h, c);
        std::copy(h.begin(), h.end(), y.begin() + ((t * directions() + d) * batch + b) * hidden);
      }
      std::copy(h.begin(), h.end(), first_h.begin() + at);
      std::copy(c.begin(), c.end(), first_c.begin() + at);
    }
  }
  const std::vector<double>* results[] = {&y, &first_h, &first_c};
  for (size_t i = 0; i < ctx.outputs.size() && i < 3; ++i) {
    // An output that nobody reads may be absent, or of other dims.
    if (ctx.outputs[i].view.dtype == DataType::kInvalid) continue;
    const Dims dims = i == 0 ? Dims{steps, directions(), batch, hidden} : Dims{directions(), batch, hidden};
    if (ctx.out_dims(int(i)) != dims) ctx.resize(int(i), dims);
    ctx.put(int(i), *results[i]);
  }
}

}  // namespace sinter
