// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// DFT: lines along the axis are gathered as complex doubles, transformed, and written back.
#include <algorithm>

#include "backends/cpu/kernels/dispatch_float.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/fft.h"
#include "backends/cpu/kernels/loaders.h"

namespace sinter::cpu {
namespace {

constexpr int64_t kLongestLine = int64_t(1) << 40;

class DftKernel final : public CpuKernel {
 public:
  explicit DftKernel(const LoadContext& c) : pool_(c.pool) {
    inverse_ = c.recipe.i64(0, 1) != 0;
    onesided_ = c.recipe.i64(0, 1) != 0;
    has_length_ = c.recipe.i64(0, 1) != 0;
  }

  int64_t workspace(const KernelArgs& args) const noexcept override {
    if (args.outputs.empty()) return 0;
    // The axis may be data. Twice what a full spectrum needs: of an onesided one only half is in the output.
    int64_t n = 0;
    for (int d = 0; d + 1 < args.outputs[0].rank; ++d) n = std::max(n, args.outputs[0].dims[d]);
    n = 2 * std::min(n, kLongestLine);
    return (Fft::table_size(n) + tasks() * line_size(n)) * int64_t(sizeof(Complex));
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 1 || args.outputs.size() != 1 || args.params.size() != (has_length_ ? 2u : 1u))
      return Status::bad("a Fourier transform got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &out = args.outputs[0];
    const int64_t axis = find_axis(args.params[0], x.rank);
    if (x.rank != out.rank || x.dtype != out.dtype || axis < 0 || axis + 1 >= x.rank)
      return Status::bad("a Fourier transform got operands of a wrong type");
    Lines l;
    for (int64_t d = 0; d + 1 < x.rank; ++d) {
      if (d == axis) continue;
      if (x.dims[d] != out.dims[d]) return Status::bad("a Fourier transform got an output of other dims");
      (d < axis ? l.outer : l.inner) *= x.dims[d];
    }
    l.in = x.dims[axis], l.out = out.dims[axis];
    l.parts = x.dims[x.rank - 1], l.made = out.dims[x.rank - 1];
    l.n = has_length_ ? args.params[1] : inverse_ ? l.out : l.in;
    const bool fits = l.n >= 1 && l.n <= kLongestLine && (l.parts == 1 || l.parts == 2) &&
                      l.made == (inverse_ && onesided_ ? 1 : 2) &&
                      l.out == (onesided_ && !inverse_ ? l.n / 2 + 1 : l.n);
    if (!fits) return Status::bad("the dims of a Fourier transform do not fit together");
    if (out.count() == 0) return Status::good();
    const int64_t need = (Fft::table_size(l.n) + tasks() * line_size(l.n)) * int64_t(sizeof(Complex));
    if (args.workspace_bytes < need) return Status::bad("a Fourier transform has too little workspace");
    auto* memory = static_cast<Complex*>(args.workspace);
    const Fft fft(l.n, memory);
    memory += Fft::table_size(l.n);
    const bool known = dispatch_float(x.dtype, [&](auto tag) { transform<decltype(tag)>(l, fft, x, out, memory); });
    if (!known) return Status::bad("a Fourier transform got an input of another dtype");
    return Status::good();
  }

 private:
  struct Lines {
    int64_t outer = 1, inner = 1;  // lines, around the axis
    int64_t in = 0, out = 0;       // elements of a line
    int64_t n = 0;                 // length of the transform
    int64_t parts = 1, made = 2;   // numbers of an element
  };
  int64_t tasks() const { return int64_t(pool_.threads()) * 2; }
  static int64_t line_size(int64_t n) { return n + Fft::scratch_size(n); }

  template <class T>
  void transform(const Lines& l, const Fft& fft, const TensorArg& x, const TensorArg& out, Complex* memory) const {
    const int64_t all = l.outer * l.inner, count = std::min(tasks(), all);
    pool_.parallel_for(count, 1, [&](int64_t begin, int64_t end) {
      Complex *line = memory + begin * line_size(l.n), *scratch = line + l.n;  // this call's alone
      for (int64_t at = all * begin / count; at < all * end / count; ++at) {
        const int64_t outer = at / l.inner, inner = at % l.inner;
        read_line(l, x.as<const T>() + (outer * l.in * l.inner + inner) * l.parts, line);
        fft.run(line, scratch);
        write_line(l, line, out.as<T>() + (outer * l.out * l.inner + inner) * l.made);
      }
    });
  }

  /// An inverse transform is a forward one of the conjugate, and its result's conjugate.
  template <class T>
  void read_line(const Lines& l, const T* from, Complex* line) const {
    using E = Element<T>;
    const int64_t half = l.n / 2 + 1, used = std::min(l.in, inverse_ && onesided_ ? half : l.n);
    std::fill_n(line, l.n, Complex{});
    const double sign = inverse_ ? -1.0 : 1.0;
    for (int64_t k = 0; k < used; ++k) {
      const T* v = from + k * l.inner * l.parts;
      line[k] = {double(E::load(v[0])), l.parts == 2 ? sign * double(E::load(v[1])) : 0.0};
    }
    if (!inverse_ || !onesided_) return;
    line[0].im = 0;
    if (l.n % 2 == 0) line[l.n / 2].im = 0;
    for (int64_t k = half; k < l.n; ++k) line[k] = {line[l.n - k].re, -line[l.n - k].im};
  }

  template <class T>
  void write_line(const Lines& l, const Complex* line, T* to) const {
    const double factor = inverse_ ? 1.0 / double(l.n) : 1.0, sign = inverse_ ? -1.0 : 1.0;
    for (int64_t k = 0; k < l.out; ++k) {
      T* v = to + k * l.inner * l.made;
      v[0] = Element<T>::store_sum(line[k].re * factor);
      if (l.made == 2) v[1] = Element<T>::store_sum(sign * line[k].im * factor);
    }
  }

  ThreadPool& pool_;
  bool inverse_, onesided_, has_length_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_dft(const LoadContext& c) { return std::make_unique<DftKernel>(c); }

}  // namespace sinter::cpu
