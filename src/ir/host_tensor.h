// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/host_object.h"
#include "ir/reference.h"
#include "ir/weights.h"

namespace sinter {

/// A value in host memory that owns its elements: mostly a dense row-major tensor. What the IR adds to HostObject.
struct HostTensor : HostObject {
  HostTensor() = default;
  HostTensor(HostObject o) : HostObject(std::move(o)) {}  // NOLINT: the same value
  /// Zeros (empty strings); Error(kLimit) where the size in bytes passes limits::kMaxTensorBytes.
  HostTensor(DataType dtype, Dims dims);
  /// `bytes` must have the size that the type needs, else Error(kShapeMismatch).
  HostTensor(DataType dtype, Dims dims, std::span<const std::byte> bytes);
  static HostTensor from(const Weights& weights);
  static HostTensor from(const TensorView& view);
  /// Values converted as element.h says.
  static HostTensor of_doubles(DataType dtype, Dims dims, std::span<const double> values);
  static HostTensor of_ints(DataType dtype, Dims dims, std::span<const int64_t> values);

  /// A view that is valid as long as this tensor lives and keeps its size. Views do not know const: who was given one
  /// for an input does not write.
  TensorView view() const;
  Weights to_weights() const;
  std::vector<double> to_doubles() const;
  std::vector<int64_t> to_ints() const;
  bool operator==(const HostTensor& other) const { return HostObject::operator==(other); }
};

/// A view of constant data, not to be written.
TensorView view_of(const Weights& weights);

}  // namespace sinter
