// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/type.h"

namespace sinter {

bool TensorType::is_static() const {
  for (const auto& d : dims)
    if (!d.is_const()) return false;
  return true;
}

Dims TensorType::static_dims() const {
  Dims out;
  for (const auto& d : dims) out.push_back(d.value());
  return out;
}

ValueType ValueType::sequence_of(ValueType e) {
  ValueType t;
  t.kind = Kind::kSequence;
  t.element = std::make_shared<const ValueType>(std::move(e));
  return t;
}
ValueType ValueType::optional_of(ValueType e) {
  ValueType t = sequence_of(std::move(e));
  t.kind = Kind::kOptional;
  return t;
}

bool ValueType::operator==(const ValueType& o) const {
  if (kind != o.kind) return false;
  if (is_tensor()) return tensor == o.tensor;
  return element == o.element || (element && o.element && *element == *o.element);
}

std::string to_string(const TensorType& t) { return std::string(to_string(t.dtype)) + to_string(t.dims); }

std::string to_string(const ValueType& t) {
  if (t.is_tensor()) return to_string(t.tensor);
  const std::string inner = t.element ? to_string(*t.element) : "?";
  return (t.kind == ValueType::Kind::kSequence ? "seq(" : "opt(") + inner + ")";
}

}  // namespace sinter
