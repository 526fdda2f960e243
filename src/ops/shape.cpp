// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/shape.h"

#include <algorithm>

#include "ir/record.h"

namespace sinter {

SINTER_OP(Shape)

namespace {

// The part of `dims` that the op shows.
template <class List>
List shown_dims(const Shape& op, const List& dims) {
  const int64_t rank = int64_t(dims.size());
  auto clamped = [&](int64_t v) { return std::clamp<int64_t>(v < 0 ? std::max(v, -rank) + rank : v, 0, rank); };
  const int64_t first = clamped(op.start), last = std::max(first, clamped(op.end));
  return List(dims.begin() + first, dims.begin() + last);
}

}  // namespace

void Shape::infer(InferContext& ctx) const {
  SymDims v = shown_dims(*this, ctx.tensor(0).dims);
  ctx.set_output(0, DataType::kInt64, {int64_t(v.size())});
  ctx.set_host_value(0, std::move(v));
}

void Shape::reference(RefContext& ctx) const { ctx.put(0, std::span<const int64_t>(shown_dims(*this, ctx.dims(0)))); }

}  // namespace sinter
