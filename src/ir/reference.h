// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What an op sees when it computes its reference meaning: dense host tensors, read and written through four compute
// classes (double, int64, uint64, complex) and strings. Plain and slow on purpose: this is the definition that every
// kernel and pass is compared with. It also does constant folding.
#pragma once
#include <complex>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/host_object.h"
#include "ir/element.h"
#include "ir/op.h"
#include "ir/type.h"

namespace sinter {

class Graph;

/// A dense row-major tensor in host memory. `data` points to elements (std::string objects for kString), or is null
/// where count is 0. Does not own.
struct TensorView {
  DataType dtype = DataType::kInvalid;
  Dims dims;
  void* data = nullptr;
  HostObject* object = nullptr;  // a sequence or optional, instead of all above; not written through inputs
  bool present() const { return dtype != DataType::kInvalid || object; }
  int64_t count() const { return element_count(dims); }
};

class RefContext {
 public:
  /// One output. `view.dims` holds the inferred dims; where they depend on the data, `resize` must be called first.
  struct Output {
    TensorView view;
    std::function<void*(const Dims&)> resize;  // gives memory for these dims; may be empty if dims are final
    HostObject* object = nullptr;              // of sequences and optionals, instead of both
  };

  std::vector<TensorView> inputs;  // absent ones have dtype kInvalid
  std::vector<Output> outputs;
  std::span<const int64_t> params;  // values of Op::dim_params()
  std::span<Graph* const> regions;

  int num_inputs() const { return int(inputs.size()); }
  bool has(int i) const { return i < num_inputs() && inputs[size_t(i)].present(); }
  const TensorView& in(int i) const { return inputs[size_t(i)]; }
  const Dims& dims(int i) const { return inputs[size_t(i)].dims; }
  const Dims& out_dims(int i) const { return outputs[size_t(i)].view.dims; }
  DataType dtype(int i) const { return inputs[size_t(i)].dtype; }

  // Whole inputs converted to a compute class.
  std::vector<double> f64(int i) const;
  std::vector<int64_t> i64(int i) const;
  std::vector<uint64_t> u64(int i) const;
  std::vector<std::complex<double>> c128(int i) const;
  std::span<const std::string> strings(int i) const;
  // Whole outputs, converted to the output's dtype.
  void put(int i, std::span<const double> values);
  void put(int i, std::span<const int64_t> values);
  void put(int i, std::span<const uint64_t> values);
  void put(int i, std::span<const std::complex<double>> values);
  void put(int i, std::span<const std::string> values);
  /// Sets the dims of an output whose size depends on the data.
  void resize(int i, const Dims& dims);
  /// Input i, which must be a sequence or optional.
  const HostObject& object(int i) const;
  /// Input i as an object of its own, whatever it is.
  std::shared_ptr<const HostObject> copy_input(int i) const;
  /// Output i becomes this value, whatever its type. Kinds and element types must agree.
  void put(int i, HostObject value);
  /// Copies elements without converting: out[i][k] = in[j][index(k)], index -1 leaves zero. For data movement ops of
  /// any dtype, strings and packed ones included.
  void copy_elements(int out, int in, const std::function<int64_t(int64_t)>& index);

  // ---- derived reference of pointwise ops ----
  ComputeClass pointwise_class() const;
  template <class V, class F>
  void pointwise(int arity, F f);
  [[noreturn]] void fail_class(std::string_view op) const;

 private:
  template <class V>
  std::vector<V> broadcast_input(int i) const;
};

extern template std::vector<double> RefContext::broadcast_input<double>(int) const;
extern template std::vector<int64_t> RefContext::broadcast_input<int64_t>(int) const;
extern template std::vector<uint64_t> RefContext::broadcast_input<uint64_t>(int) const;

template <class V, class F>
void RefContext::pointwise(int arity, F f) {
  std::vector<std::vector<V>> in;
  for (int i = 0; i < arity; ++i) in.push_back(broadcast_input<V>(i));
  std::vector<V> result(size_t(outputs[0].view.count()));
  V args[3] = {};
  for (size_t k = 0; k < result.size(); ++k) {
    for (int i = 0; i < arity; ++i) args[i] = in[size_t(i)][k];
    result[k] = f(args);
  }
  put(0, result);
}

/// Index of the source element for broadcasting: strides of `from` seen in the shape `to` (0 where it repeats).
std::vector<int64_t> broadcast_strides(const Dims& from, const Dims& to);
/// Row-major strides in elements.
std::vector<int64_t> row_major_strides(const Dims& dims);

}  // namespace sinter
