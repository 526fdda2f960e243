// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/infer.h"

#include <algorithm>

#include "base/limits.h"
#include "sinter/error.h"

namespace sinter {
namespace {

constexpr const char* kShapeRemedy = "check the shapes that the model's inputs and constants declare";

Interval not_known(const std::string&) { return {}; }

// Sum of two bounds' ends where the extremes stand for infinity is done by Dim::bounds; here they are only compared.
bool excludes_zero(const Interval& i) { return i.min > 0 || i.max < 0; }

// The one that says more: an integer, else the shorter text.
const Dim& simpler(const Dim& a, const Dim& b) {
  if (a.is_const()) return a;
  if (b.is_const()) return b;
  return b.to_string().size() < a.to_string().size() ? b : a;
}

}  // namespace

void InferContext::fail(const std::string& message, const std::string& remedy) const {
  sinter::fail(ErrorCode::kShapeMismatch, message,
               remedy.empty() ? "check the node's inputs and attributes in the model" : remedy);
}

void InferContext::require(bool ok, const std::string& message, const std::string& remedy) const {
  if (!ok) fail(message, remedy);
}

const ValueType& InferContext::value(int i) const {
  if (i < 0 || !has(i)) fail("input " + std::to_string(i) + " is missing", "connect the input");
  return inputs_[size_t(i)].type;
}

const TensorType& InferContext::tensor(int i) const {
  const ValueType& t = value(i);
  if (!t.is_tensor()) fail("input " + std::to_string(i) + " is " + sinter::to_string(t) + " where a tensor is needed");
  return t.tensor;
}

void InferContext::set_output(int i, ValueType type) {
  if (type.is_tensor() && type.tensor.rank() > limits::kMaxRank)
    sinter::fail(ErrorCode::kLimit,
                 "output " + std::to_string(i) + " has rank " + std::to_string(type.tensor.rank()) + ", more than " +
                     std::to_string(limits::kMaxRank),
                 "use fewer dims");
  if (type.is_tensor())
    for (const Dim& d : type.tensor.dims)
      if (d.is_const() && d.value() < 0)
        fail("output " + std::to_string(i) + " would have the shape " + sinter::to_string(type.tensor.dims),
             kShapeRemedy);
  if (size_t(i) >= outputs.size()) outputs.resize(size_t(i) + 1);
  outputs[size_t(i)] = std::move(type);
}

void InferContext::set_host_value(int i, SymDims elements) {
  if (size_t(i) >= host_values.size()) host_values.resize(size_t(i) + 1);
  host_values[size_t(i)] = std::move(elements);
}

Dim InferContext::fresh_size(const std::string& hint, const Dim& upper) {
  if (!make_symbol) sinter::fail(ErrorCode::kInternal, "a data-dependent size is not possible here");
  return make_symbol(hint, upper);
}

Dim InferContext::fresh_value(const std::string& hint) {
  if (!make_value) sinter::fail(ErrorCode::kInternal, "values cannot be read here");
  return make_value(hint);
}

Dim InferContext::define(const std::string& hint, const Dim& value) const {
  return define_symbol ? define_symbol(hint, value) : value;
}

int InferContext::axis(int64_t axis, int rank) const {
  if (axis < -rank || axis >= rank)
    fail("axis " + std::to_string(axis) + " is outside a tensor of rank " + std::to_string(rank),
         "use an axis in [" + std::to_string(-rank) + ", " + std::to_string(rank) + ")");
  return int(axis < 0 ? axis + rank : axis);
}

Interval InferContext::bounds(const Dim& d) const {
  return d.bounds(symbol_bounds ? symbol_bounds : Dim::SymbolBounds(not_known));
}

Dim InferContext::require_equal(const Dim& a, const Dim& b, const std::string& what) {
  if (a == b) return a;
  if (excludes_zero(bounds(a - b))) fail(what + " (" + a.to_string() + " and " + b.to_string() + ")", kShapeRemedy);
  checks.push_back({DimCheck::Kind::kEqual, a, b, what});
  return simpler(a, b);
}

void InferContext::require_at_least(const Dim& a, const Dim& b, const std::string& what) {
  const Interval difference = bounds(a - b);
  if (difference.min >= 0) return;
  if (difference.max < 0) fail(what + " (" + a.to_string() + " and " + b.to_string() + ")", kShapeRemedy);
  checks.push_back({DimCheck::Kind::kAtLeast, a, b, what});
}

void InferContext::require_divides(const Dim& a, const Dim& b, const std::string& what) {
  if (b == Dim(0)) fail(what + " (" + a.to_string() + " and 0)", kShapeRemedy);
  const Dim rest = mod(a, b);
  if (rest == Dim(0)) return;
  if (rest.is_const()) fail(what + " (" + a.to_string() + " and " + b.to_string() + ")", kShapeRemedy);
  checks.push_back({DimCheck::Kind::kDivides, a, b, what});
}

namespace {

// A dim that may be 1 and cannot be the other one, which it broadcasts to.
bool must_be_one(const InferContext& ctx, const Dim& d, const Dim& other) {
  const Interval x = ctx.bounds(d), y = ctx.bounds(other);
  return !d.is_const() && x.min <= 1 && x.max >= 1 && x.max < y.min;
}

}  // namespace

SymDims InferContext::broadcast(const SymDims& a, const SymDims& b) {
  SymDims out(std::max(a.size(), b.size()));
  for (size_t k = 1; k <= out.size(); ++k) {
    const Dim one = 1;
    const Dim& x = k <= a.size() ? a[a.size() - k] : one;
    const Dim& y = k <= b.size() ? b[b.size() - k] : one;
    Dim& r = out[out.size() - k];
    const auto what = [&] {
      return "the shapes " + sinter::to_string(a) + " and " + sinter::to_string(b) + " do not broadcast";
    };
    if (x == y || y == one)
      r = x;
    else if (x == one)
      r = y;
    else if (must_be_one(*this, x, y)) {
      require_equal(x, one, what());
      r = y;
    } else if (must_be_one(*this, y, x)) {
      require_equal(y, one, what());
      r = x;
    } else {
      r = require_equal(x, y, what());
    }
  }
  return out;
}

void InferContext::require_dtype(int i, std::initializer_list<DataType> allowed) const {
  const DataType t = tensor(i).dtype;
  if (std::find(allowed.begin(), allowed.end(), t) != allowed.end()) return;
  std::string names;
  for (DataType a : allowed) names += (names.empty() ? "" : ", ") + std::string(sinter::to_string(a));
  fail("input " + std::to_string(i) + " has element type " + std::string(sinter::to_string(t)) + ", allowed: " + names,
       "cast the input");
}

}  // namespace sinter
