// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The matrix of a mel filter bank.
#include <cmath>

#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"
#include "ops/mel_weights.h"

namespace sinter::cpu {
namespace {

class MelWeightMatrixKernel final : public CpuKernel {
 public:
  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 5 || args.outputs.size() != 1)
      return Status::bad("a mel matrix got a wrong number of operands");
    double v[5];
    for (size_t i = 0; i < 5; ++i) {
      const TensorArg& t = args.inputs[i];
      const bool known = t.count() == 1 && dispatch_element(t.dtype, [&](auto tag) {
                           using T = decltype(tag);
                           v[i] = double(Element<T>::load(*t.as<const T>()));
                         });
      if (!known || !std::isfinite(v[i]) || (i < 3 && (v[i] < 1 || v[i] > 1e12)))
        return Status::bad("an operand of a mel matrix is out of range");
    }
    const MelFilters f{int64_t(v[0]), int64_t(v[1]), int64_t(v[2]), v[3], v[4]};
    const TensorArg& out = args.outputs[0];
    if (out.rank != 2 || out.dims[0] != f.rows() || out.dims[1] != f.bins)
      return Status::bad("a mel matrix got an output of other dims");
    const bool known = dispatch_element(out.dtype, [&](auto tag) { fill<decltype(tag)>(f, out); });
    return known ? Status::good() : Status::bad("a mel matrix got an output of another dtype");
  }

 private:
  template <class T>
  static void fill(const MelFilters& f, const TensorArg& out) {
    using E = Element<T>;
    using A = typename E::Acc;
    T* to = out.as<T>();
    for (int64_t i = 0, n = out.count(); i < n; ++i) to[i] = E::store(A(0));
    for (int64_t b = 0; b < f.bins; ++b)
      f.column(b, [&](int64_t row, double v) { to[row * f.bins + b] = E::store(A(v)); });
  }
};

}  // namespace

std::unique_ptr<CpuKernel> load_mel_weight_matrix(const LoadContext&) {
  return std::make_unique<MelWeightMatrixKernel>();
}

}  // namespace sinter::cpu
