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

const TensorType& innermost(const ValueType& t) {
  return t.is_tensor() || !t.element ? t.tensor : innermost(*t.element);
}

std::string nesting_of(const ValueType& t) {
  if (t.is_tensor() || !t.element) return {};
  return (t.kind == ValueType::Kind::kSequence ? "s" : "o") + nesting_of(*t.element);
}

bool is_object(const ValueType& t) { return !t.is_tensor() || t.tensor.dtype == DataType::kString; }

bool join_element(const ValueType& a, const ValueType& b, ValueType& out) {
  if (a.kind != b.kind) return false;
  if (!a.is_tensor()) return join_value(a, b, out);
  const TensorType &x = a.tensor, &y = b.tensor;
  if (x.dtype != y.dtype) return false;
  if (x.ranks == Ranks::kNone || y.ranks == Ranks::kNone) {
    out = x.ranks == Ranks::kNone ? b : a;
    return true;
  }
  TensorType t{x.dtype, x.dims};
  if (x.ranks == Ranks::kAny || y.ranks == Ranks::kAny || x.rank() != y.rank()) {
    t.ranks = Ranks::kAny;
    t.dims.clear();
  }
  for (size_t i = 0; i < t.dims.size(); ++i)
    if (!(x.dims[i] == y.dims[i])) t.dims[i] = Dim(-1);
  out = std::move(t);
  return true;
}

bool join_value(const ValueType& a, const ValueType& b, ValueType& out) {
  if (a.kind != b.kind) return false;
  if (a.is_tensor()) {
    out = a;
    return a == b;
  }
  ValueType element;
  if (!a.element || !b.element || !join_element(*a.element, *b.element, element)) return false;
  out = a.kind == ValueType::Kind::kSequence ? ValueType::sequence_of(std::move(element))
                                             : ValueType::optional_of(std::move(element));
  return true;
}

std::string to_string(const TensorType& t) {
  const std::string dtype(to_string(t.dtype));
  return t.ranks == Ranks::kKnown ? dtype + to_string(t.dims) : dtype + (t.ranks == Ranks::kAny ? "[*]" : "[!]");
}

std::string to_string(const ValueType& t) {
  if (t.is_tensor()) return to_string(t.tensor);
  const std::string inner = t.element ? to_string(*t.element) : "?";
  return (t.kind == ValueType::Kind::kSequence ? "seq(" : "opt(") + inner + ")";
}

}  // namespace sinter
