// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Recurrent layers. For each direction: one product of all steps with the input weights, then step by step a product
// of the states with the recurrent weights, packed once, and the cells. f32, f16 and bf16 use the blocked GEMM and keep
// states in f32; f64 uses plain loops. Items that have ended keep their state: their rows are computed and not taken.
#include <algorithm>
#include <cmath>

#include "backends/cpu/gemm.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/float_rows.h"
#include "backends/cpu/kernels/gemm_epilogue.h"
#include "backends/cpu/kernels/loaders.h"
#include "backends/cpu/kernels/recurrent_cell.h"
#include "base/limits.h"

namespace sinter::cpu {
namespace {

struct RecurrentShape {
  int64_t steps = 0, batch = 0, inputs = 0, hidden = 0, rows = 0;  // rows: gates * hidden
  const TensorArg *x = nullptr, *w = nullptr, *r = nullptr;
  const TensorArg *bias = nullptr, *lengths = nullptr, *h = nullptr, *c = nullptr, *peepholes = nullptr;
  const TensorArg *y = nullptr, *last_h = nullptr, *last_c = nullptr;  // null: not wanted
};

int64_t line_elements(int64_t n) { return (n + 15) / 16 * 16; }

bool dims_are(const TensorArg* t, std::initializer_list<int64_t> dims) {
  return !t || (size_t(t->rank) == dims.size() && std::equal(dims.begin(), dims.end(), t->dims));
}

/// Scratch of one direction, in elements of T.
template <class T>
struct CellScratch {
  T *x, *gates, *kept, *state, *h, *c, *bias, *peepholes;
};

class RecurrentKernel final : public CpuKernel {
 public:
  explicit RecurrentKernel(const LoadContext& c) : pool_(c.pool), blocking_(GemmBlocking::for_caches(cpu_info())) {
    op_.kind = RecurrentKind(c.recipe.i64(0, 2));
    op_.direction = RecurrentDirection(c.recipe.i64(0, 2));
    op_.linear_before_reset = c.recipe.i64(0, 1) != 0;
    op_.input_forget = c.recipe.i64(0, 1) != 0;
    op_.clip = c.recipe.f64();
    if (!std::isfinite(op_.clip) || op_.clip < 0) RecipeReader::corrupt();
    for (int64_t i = 0; i < op_.directions() * op_.functions(); ++i) {
      CellActivation& a = activations_[i];
      a.function = CellFunction(c.recipe.i64(0, kNumCellFunctions - 1));
      a.alpha = c.recipe.f64();
      a.beta = c.recipe.f64();
    }
    const std::string bytes = c.recipe.text();
    gemm_ = get_gemm_kernel(GemmRecipe::parse(std::as_bytes(std::span(bytes))));
    const GemmRecipe& r = gemm_->recipe();
    if (r.bias != GemmBias::kNone || r.residual != GemmResidual::kNone || r.activation != GemmActivation::kNone ||
        r.a_layout != GemmALayout::kPanels)
      RecipeReader::corrupt();
  }

  int64_t workspace(const KernelArgs& args) const noexcept override {
    RecurrentShape s;
    if (!shape(args, s)) return 0;
    if (s.x->dtype == DataType::kFloat64) return elements(s) * 8;
    try {
      return elements(s) * 4 + panel_bytes(s) + gemm_bytes(s);
    } catch (const Error&) {
      return INT64_MAX;  // no allocator gives that much, and its error names the kernel
    }
  }

  Status run(const KernelArgs& args) const noexcept override {
    RecurrentShape s;
    if (!shape(args, s)) return Status::bad("a recurrent layer got operands of a wrong type");
    if (s.batch == 0 || s.hidden == 0) return Status::good();
    if (args.workspace_bytes < workspace(args)) return Status::bad("a recurrent layer has too little workspace");
    for (int64_t d = 0; d < op_.directions(); ++d) {
      const bool ok = s.x->dtype == DataType::kFloat64
                          ? direction(s, d, static_cast<double*>(args.workspace), args.workspace_bytes)
                          : direction(s, d, static_cast<float*>(args.workspace), args.workspace_bytes);
      if (!ok) return Status::bad("a recurrent layer has too little workspace");
    }
    return Status::good();
  }

 private:
  bool shape(const KernelArgs& args, RecurrentShape& s) const noexcept {
    const auto in = [&](size_t i) {
      return i < args.inputs.size() && args.inputs[i].present() ? &args.inputs[i] : nullptr;
    };
    const auto out = [&](size_t i) {
      return i < args.outputs.size() && args.outputs[i].present() ? &args.outputs[i] : nullptr;
    };
    s.x = in(0), s.w = in(1), s.r = in(2), s.bias = in(3), s.lengths = in(4), s.h = in(5), s.c = in(6);
    s.peepholes = in(7), s.y = out(0), s.last_h = out(1), s.last_c = out(2);
    if (!s.x || !s.w || !s.r || s.x->rank != 3 || s.r->rank != 3 || !is_plain_float(s.x->dtype)) return false;
    for (const TensorArg* t : {s.w, s.r, s.bias, s.h, s.c, s.peepholes, s.y, s.last_h, s.last_c})
      if (t && t->dtype != s.x->dtype) return false;
    if (s.lengths && !is_index_type(s.lengths->dtype)) return false;
    s.steps = s.x->dims[0], s.batch = s.x->dims[1], s.inputs = s.x->dims[2], s.hidden = s.r->dims[2];
    s.rows = op_.gates() * s.hidden;
    const int64_t d = op_.directions();
    // The scratch is larger than any operand, if x has no elements: its size must not wrap around.
    int64_t scratch = 0;
    if (__builtin_mul_overflow(std::max<int64_t>(1, s.steps), s.batch, &scratch) ||
        __builtin_mul_overflow(scratch, s.rows, &scratch) || scratch > limits::kMaxTensorBytes)
      return false;
    if (op_.kind != RecurrentKind::kLstm && (s.c || s.peepholes || s.last_c)) return false;
    return dims_are(s.w, {d, s.rows, s.inputs}) && dims_are(s.r, {d, s.rows, s.hidden}) &&
           dims_are(s.bias, {d, 2 * s.rows}) && dims_are(s.lengths, {s.batch}) &&
           dims_are(s.h, {d, s.batch, s.hidden}) && dims_are(s.c, {d, s.batch, s.hidden}) &&
           dims_are(s.peepholes, {d, 3 * s.hidden}) && dims_are(s.y, {s.steps, d, s.batch, s.hidden}) &&
           dims_are(s.last_h, {d, s.batch, s.hidden}) && dims_are(s.last_c, {d, s.batch, s.hidden});
  }

  template <class T>
  static int64_t lay_out(const RecurrentShape& s, T* memory, CellScratch<T>& w) {
    int64_t at = 0;
    const auto take = [&](int64_t n) {
      T* p = memory ? memory + at : nullptr;
      at += line_elements(n);
      return p;
    };
    w.x = take(s.steps * s.batch * s.rows), w.gates = take(s.batch * s.rows), w.kept = take(s.batch * s.hidden);
    w.state = take(s.batch * s.hidden), w.h = take(s.batch * s.hidden), w.c = take(s.batch * s.hidden);
    w.bias = take(2 * s.rows), w.peepholes = take(3 * s.hidden);
    return at;
  }
  static int64_t elements(const RecurrentShape& s) {
    CellScratch<float> w;
    return lay_out<float>(s, nullptr, w);
  }

  /// Recurrent weights in panels: all gates, or the first two and the third where those need products of their own.
  bool splits() const { return op_.kind == RecurrentKind::kGru && !op_.linear_before_reset; }
  int64_t main_columns(const RecurrentShape& s) const { return splits() ? 2 * s.hidden : s.rows; }
  int64_t panel_bytes(const RecurrentShape& s) const {
    const int64_t nr = gemm_->recipe().nr;
    return (packed_b_size(s.hidden, main_columns(s), nr) + (splits() ? packed_b_size(s.hidden, s.hidden, nr) : 0)) * 4 +
           64;
  }

  GemmProblem input_product(const RecurrentShape& s, int64_t d) const {
    GemmProblem p;
    p.m = s.steps * s.batch, p.n = s.rows, p.k = s.inputs;
    p.a.view = {s.x->data, PackType::kFloat32, s.inputs, 1};
    p.b.view = {element_at(*s.w, d * s.rows * s.inputs), PackType::kFloat32, 1, s.inputs};
    pack_type_of(s.x->dtype, p.a.view.type);
    p.b.view.type = p.a.view.type;
    p.ldc = s.rows;
    p.blocking = blocking_;
    return p;
  }
  GemmProblem state_product(const RecurrentShape& s, int64_t n) const {
    GemmProblem p;
    p.m = s.batch, p.n = n, p.k = s.hidden;
    p.a.view = {nullptr, PackType::kFloat32, s.hidden, 1};
    p.b.packed = true;
    p.blocking = blocking_;
    return p;
  }
  int64_t gemm_bytes(const RecurrentShape& s) const {
    const GemmRecipe& r = gemm_->recipe();
    return std::max({gemm_workspace(r, input_product(s, 0), pool_.threads()),
                     gemm_workspace(r, state_product(s, s.rows), pool_.threads()),
                     gemm_workspace(r, state_product(s, s.hidden), pool_.threads())});
  }

  static const void* element_at(const TensorArg& t, int64_t i) {
    return t.data == nullptr ? nullptr
                             : static_cast<const std::byte*>(t.data) + i * (t.dtype == DataType::kFloat32 ? 4 : 2);
  }

  bool multiply(const GemmProblem& p, std::span<std::byte> room) const noexcept {
    const auto parallel = [this](int64_t n, ParallelBody body) { pool_.parallel_for(n, 1, body); };
    return gemm(*gemm_, p, parallel, pool_.threads(), room);
  }

  /// Products of f32: through the GEMM, with recurrent weights packed here.
  struct Products {
    const RecurrentKernel& k;
    const RecurrentShape& s;
    float *main, *third;
    std::span<std::byte> room;

    Products(const RecurrentKernel& kernel, const RecurrentShape& shape, int64_t d, float* memory, int64_t bytes)
        : k(kernel), s(shape) {
      const int64_t nr = k.gemm_->recipe().nr, columns = k.main_columns(s);
      main = memory;
      third = main + packed_b_size(s.hidden, columns, nr);
      MatrixView view{element_at(*s.r, d * s.rows * s.hidden), PackType::kFloat32, 1, s.hidden};
      pack_type_of(s.r->dtype, view.type);
      pack_b(view, 0, columns, s.hidden, nr, main);
      if (k.splits()) {
        view.data = element_at(*s.r, (d * s.rows + 2 * s.hidden) * s.hidden);
        pack_b(view, 0, s.hidden, s.hidden, nr, third);
      }
      auto* rest = reinterpret_cast<std::byte*>(memory) + k.panel_bytes(s);
      room = {rest, size_t(bytes - k.panel_bytes(s))};
    }
    bool of_inputs(int64_t d, float* out) const {
      GemmProblem p = k.input_product(s, d);
      p.c = out;
      return p.m == 0 || k.multiply(p, room);
    }
    /// out[B][columns] = h[B][hidden] x panels; `whole`: all gates of the main panels, else the third.
    bool of_states(const float* h, bool whole, float* out, int64_t ldc) const {
      GemmProblem p = k.state_product(s, whole ? k.main_columns(s) : s.hidden);
      p.a.view.data = h;
      p.b.view.data = whole ? main : third;
      p.c = out;
      p.ldc = ldc;
      return k.multiply(p, room);
    }
  };
  /// Products of f64: loops over rows of the weights.
  struct WideProducts {
    const RecurrentKernel& k;
    const RecurrentShape& s;
    const double* r;

    WideProducts(const RecurrentKernel& kernel, const RecurrentShape& shape, int64_t d, double*, int64_t)
        : k(kernel), s(shape), r(s.r->as<const double>() + d * s.rows * s.hidden) {}
    bool of_inputs(int64_t d, double* out) const {
      product(s.x->as<const double>(), s.steps * s.batch, s.inputs, s.w->as<const double>() + d * s.rows * s.inputs,
              s.rows, out, s.rows);
      return true;
    }
    bool of_states(const double* h, bool whole, double* out, int64_t ldc) const {
      product(h, s.batch, s.hidden, whole ? r : r + 2 * s.hidden * s.hidden, whole ? k.main_columns(s) : s.hidden, out,
              ldc);
      return true;
    }
    void product(const double* a, int64_t m, int64_t depth, const double* b, int64_t n, double* out,
                 int64_t ldc) const {
      k.pool_.parallel_for(m * n, std::max<int64_t>(1, 4096 / (depth + 1)), [&](int64_t begin, int64_t end) {
        for (int64_t e = begin; e < end; ++e) {
          double v = 0;
          for (int64_t i = 0; i < depth; ++i) v += a[e / n * depth + i] * b[e % n * depth + i];
          out[e / n * ldc + e % n] = v;
        }
      });
    }
  };

  int64_t length_of(const RecurrentShape& s, int64_t b) const {
    return s.lengths ? std::clamp<int64_t>(integer_at(*s.lengths, b), 0, s.steps) : s.steps;
  }

  template <class T>
  bool direction(const RecurrentShape& s, int64_t d, T* memory, int64_t bytes) const noexcept {
    using Multiply = std::conditional_t<std::is_same_v<T, float>, Products, WideProducts>;
    CellScratch<T> w;
    const int64_t used = lay_out(s, memory, w);
    const Multiply multiply(*this, s, d, memory + used, bytes - used * int64_t(sizeof(T)));
    const int64_t first = d * s.batch * s.hidden, states = s.batch * s.hidden;
    std::fill(w.h, w.h + states, T(0));
    std::fill(w.c, w.c + states, T(0));
    if (s.h) load_floats(*s.h, first, states, w.h);
    if (s.c) load_floats(*s.c, first, states, w.c);
    if (s.bias) load_floats(*s.bias, d * 2 * s.rows, 2 * s.rows, w.bias);
    if (s.peepholes) load_floats(*s.peepholes, d * 3 * s.hidden, 3 * s.hidden, w.peepholes);
    if (!multiply.of_inputs(d, w.x)) return false;
    add_input_bias(s, w);
    const CellStep<T> cell{op_.kind,
                           op_.linear_before_reset,
                           op_.input_forget,
                           T(op_.clip),
                           activations_ + d * op_.functions(),
                           s.hidden,
                           s.bias ? w.bias + s.rows : nullptr,
                           s.peepholes ? w.peepholes : nullptr};
    for (int64_t k = 0; k < s.steps; ++k)
      if (!step(s, cell, multiply, d, k, w)) return false;
    if (s.last_h) store_floats(*s.last_h, first, states, w.h);
    if (s.last_c) store_floats(*s.last_c, first, states, w.c);
    return true;
  }

  template <class T>
  void add_input_bias(const RecurrentShape& s, const CellScratch<T>& w) const {
    if (!s.bias) return;
    pool_.parallel_for(s.steps * s.batch, std::max<int64_t>(1, 8192 / s.rows), [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row)
        for (int64_t j = 0; j < s.rows; ++j) w.x[row * s.rows + j] += w.bias[j];
    });
  }

  /// Step k of all items; backwards, item b is at position length - 1 - k.
  template <class T, class Multiply>
  bool step(const RecurrentShape& s, const CellStep<T>& cell, const Multiply& multiply, int64_t d, int64_t k,
            const CellScratch<T>& w) const {
    if (!multiply.of_states(w.h, true, w.gates, s.rows)) return false;
    const bool backwards = op_.direction == RecurrentDirection::kReverse || d == 1;
    const int64_t grain = std::max<int64_t>(1, 1024 / s.rows);
    const auto each = [&](auto body) {
      pool_.parallel_for(s.batch, grain, [&](int64_t begin, int64_t end) {
        for (int64_t b = begin; b < end; ++b) {
          const int64_t length = length_of(s, b);
          if (k < length) body(b, backwards ? length - 1 - k : k);
        }
      });
    };
    const auto input = [&](int64_t b, int64_t t) { return w.x + (t * s.batch + b) * s.rows; };
    if (splits()) {
      std::fill(w.kept, w.kept + s.batch * s.hidden, T(0));
      each([&](int64_t b, int64_t t) {
        cell.gru_gates(w.gates + b * s.rows, input(b, t), w.h + b * s.hidden, w.kept + b * s.hidden);
      });
      if (!multiply.of_states(w.kept, false, w.state, s.hidden)) return false;
    }
    each([&](int64_t b, int64_t t) {
      T *gates = w.gates + b * s.rows, *h = w.h + b * s.hidden;
      if (op_.kind == RecurrentKind::kRnn) {
        cell.rnn(gates, input(b, t), h);
      } else if (op_.kind == RecurrentKind::kLstm) {
        cell.lstm(gates, input(b, t), h, w.c + b * s.hidden);
      } else if (splits()) {
        cell.gru(gates, w.state + b * s.hidden, input(b, t), h);
      } else {
        cell.gru_gates(gates, input(b, t), h, w.kept + b * s.hidden);
        cell.gru(gates, gates + 2 * s.hidden, input(b, t), h);
      }
    });
    if (s.y) store_step(s, d, k, backwards, w.h);
    return true;
  }

  /// The new states at their positions; position k of items that have ended gets zeros.
  template <class T>
  void store_step(const RecurrentShape& s, int64_t d, int64_t k, bool backwards, T* h) const {
    const T zeros[64] = {};
    for (int64_t b = 0; b < s.batch; ++b) {
      const int64_t length = length_of(s, b), t = k < length && backwards ? length - 1 - k : k;
      const int64_t at = ((t * op_.directions() + d) * s.batch + b) * s.hidden;
      if (k < length) {
        store_floats(*s.y, at, s.hidden, h + b * s.hidden);
      } else {
        for (int64_t i = 0; i < s.hidden; i += 64)
          store_floats(*s.y, at + i, std::min<int64_t>(64, s.hidden - i), zeros);
      }
    }
  }

  ThreadPool& pool_;
  GemmBlocking blocking_;
  Recurrent op_;
  CellActivation activations_[6];
  std::shared_ptr<const GemmKernel> gemm_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_recurrent(const LoadContext& c) { return std::make_unique<RecurrentKernel>(c); }

}  // namespace sinter::cpu
