// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Small things that programs around the library need: tensors in files (.npy, ONNX .pb) and owned host tensors.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "sinter/types.h"

namespace sinter {

/// An owned dense row-major tensor in host memory, 64-byte aligned (not for strings).
class SINTER_API HostArray {
 public:
  HostArray() = default;
  /// Zeros. Throws Error(kLimit), Error(kOutOfMemory).
  HostArray(DataType dtype, Dims dims);
  DataType dtype() const { return dtype_; }
  const Dims& dims() const { return dims_; }
  int64_t count() const;
  int64_t bytes() const { return bytes_; }
  void* data() const { return data_.get(); }
  template <class T>
  T* as() const { return static_cast<T*>(data_.get()); }
  /// Element i as double, whatever the dtype.
  double at(int64_t i) const;
  void set(int64_t i, double value);
  /// The same elements as another dtype (as the Cast op does).
  HostArray cast(DataType to) const;

 private:
  DataType dtype_ = DataType::kInvalid;
  Dims dims_;
  int64_t bytes_ = 0;
  std::shared_ptr<void> data_;
};

/// Reads a tensor from a .npy file or an ONNX TensorProto (.pb, such as input_0.pb of a model's test data). `raw` says
/// what a .npy file of raw bytes ("|V2") holds: NumPy has no name for bf16 and f8. Errors name the file.
SINTER_API HostArray load_array(const std::string& path, DataType raw = DataType::kInvalid);
/// Writes a .npy file, by temporary file and rename.
SINTER_API void save_npy(const std::string& path, const HostArray& array);

/// Largest element-wise and norm-wise difference, for comparisons: max|a-b| / max|b| and |a-b|_2 / |b|_2 (0 if equal).
struct ArrayDifference {
  double worst = 0, norm = 0;
  int64_t worst_index = -1;
  bool same_shape = true;
};
SINTER_API ArrayDifference compare(const HostArray& got, const HostArray& expected);

}  // namespace sinter
