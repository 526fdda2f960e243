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

/// An owned value in host memory: a dense row-major tensor (64-byte aligned, or strings), a sequence of values, or an
/// optional one. Copies share what they hold.
class SINTER_API HostArray {
 public:
  enum class Kind : uint8_t { kTensor, kSequence, kOptional };

  HostArray() = default;
  /// Zeros (empty strings). Throws Error(kLimit), Error(kOutOfMemory).
  HostArray(DataType dtype, Dims dims);
  /// A tensor of strings; Error(kShapeMismatch) unless there is one per element.
  static HostArray of_strings(Dims dims, std::vector<std::string> values);
  /// A sequence of values of one kind; `element` is the element type of its tensors.
  static HostArray sequence(DataType element, std::vector<HostArray> items);
  /// An optional that holds nothing, or `item`.
  static HostArray optional(DataType element);
  static HostArray optional(HostArray item);

  Kind kind() const { return kind_; }
  bool is_tensor() const { return kind_ == Kind::kTensor; }
  /// Of a tensor of strings, else empty.
  const std::vector<std::string>& strings() const;
  /// Of a sequence all, of an optional none or one.
  const std::vector<HostArray>& items() const;
  /// "f32[2,3]", "seq(f32)", "opt(seq(str))".
  std::string type_text() const;

  /// Of sequences and optionals: of the tensors in them.
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
  static HostArray container(Kind kind, DataType element, std::vector<HostArray> items);
  DataType dtype_ = DataType::kInvalid;
  Kind kind_ = Kind::kTensor;
  Dims dims_;
  int64_t bytes_ = 0;
  std::shared_ptr<void> data_;
  std::shared_ptr<const std::vector<std::string>> strings_;
  std::shared_ptr<const std::vector<HostArray>> items_;
};

/// Reads a tensor from a .npy file or an ONNX TensorProto (.pb, such as input_0.pb of a model's test data). `raw` says
/// what a .npy file of raw bytes ("|V2") holds: NumPy has no name for bf16 and f8. Errors name the file.
SINTER_API HostArray load_array(const std::string& path, DataType raw = DataType::kInvalid);
/// Reads a value of any type: `type` begins with "seq(" or "opt(" (BindingInfo::type) where the file (.pb) holds a
/// SequenceProto or OptionalProto, which it does not say itself; else it is a tensor, as load_array reads it.
SINTER_API HostArray load_value(const std::string& path, const std::string& type, DataType raw = DataType::kInvalid);
/// Writes a .npy file, by temporary file and rename. Only tensors of numbers: Error(kUnsupported) for others.
SINTER_API void save_npy(const std::string& path, const HostArray& array);

/// Largest element-wise and norm-wise difference, for comparisons: max|a-b| / max|b| and |a-b|_2 / |b|_2 (0 if equal).
struct ArrayDifference {
  double worst = 0, norm = 0;
  int64_t worst_index = -1;
  bool same_shape = true;
};
SINTER_API ArrayDifference compare(const HostArray& got, const HostArray& expected);

}  // namespace sinter
