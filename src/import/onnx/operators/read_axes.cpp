// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/operators/read_axes.h"

namespace sinter::onnx {
namespace {

/// 1 where a == b, else 0.
Dim equal_dims(const Dim& a, const Dim& b) {
  const Dim d = a - b;
  if (d.is_const()) return d == Dim(0);
  return max(Dim(0), Dim(1) - max(d, b - a));
}

/// 1 where the axis, which may count from the end, is dim d.
Dim names_dim(NodeContext& ctx, const Dim& axis, int64_t d, int64_t rank) {
  return ctx.graph().define("axis", equal_dims(axis, d) + equal_dims(axis, d - rank));
}

void require(NodeContext& ctx, DimCheck::Kind kind, const Dim& a, const Dim& b, const std::string& what) {
  if (a.is_const() && b.is_const()) {
    if (kind == DimCheck::Kind::kEqual ? a != b : a.value() < b.value()) ctx.invalid(what);
    return;
  }
  ctx.graph().add_check({kind, a, b, std::string(ctx.op_type()) + ": " + what});
}

}  // namespace

SymDims chosen_dims(NodeContext& ctx, const SymDims& axes, int rank) {
  for (const Dim& a : axes) {
    require(ctx, DimCheck::Kind::kAtLeast, a, -rank, "the axes");
    require(ctx, DimCheck::Kind::kAtLeast, rank - 1, a, "the last axis compared with the given ones");
  }
  SymDims chosen;
  Dim total = 0;
  for (int d = 0; d < rank; ++d) {
    Dim hits = 0;
    for (const Dim& a : axes) hits = hits + names_dim(ctx, a, d, rank);
    chosen.push_back(ctx.graph().define("chosen", min(hits, 1)));
    total = total + chosen.back();
  }
  require(ctx, DimCheck::Kind::kEqual, total, int64_t(axes.size()), "no axis may be given twice");
  return chosen;
}

SymDims unchosen_dims(NodeContext& ctx, const SymDims& dims, const SymDims& chosen, size_t count) {
  SymDims out(count, Dim(0));
  Dim place = 0;  // of dim d in the result
  for (size_t d = 0; d < dims.size(); ++d) {
    const Dim stays = Dim(1) - chosen[d];
    for (size_t k = 0; k < count; ++k) out[k] = out[k] + dims[d] * stays * equal_dims(place, int64_t(k));
    place = ctx.graph().define("place", place + stays);
  }
  for (Dim& d : out) d = ctx.graph().define("unchosen", d);
  return out;
}

SymDims spread_dims(NodeContext& ctx, const SymDims& dims, const SymDims& chosen) {
  SymDims out;
  Dim place = 0;  // the next of `dims`
  for (const Dim& one : chosen) {
    Dim size = one;
    for (size_t d = 0; d < dims.size(); ++d) size = size + (Dim(1) - one) * dims[d] * equal_dims(place, int64_t(d));
    out.push_back(ctx.graph().define("spread", size));
    place = ctx.graph().define("place", place + Dim(1) - one);
  }
  return out;
}

SymDims values_per_dim(NodeContext& ctx, const SymDims& axes, const SymDims& values, const SymDims& otherwise) {
  const auto rank = int64_t(otherwise.size());
  SymDims out;
  for (int64_t d = 0; d < rank; ++d) {
    Dim value = 0, hits = 0;
    for (size_t i = 0; i < axes.size(); ++i) {
      const Dim hit = names_dim(ctx, axes[i], d, rank);
      value = value + hit * values[i];
      hits = hits + hit;
    }
    out.push_back(ctx.graph().define("per_dim", value + (Dim(1) - hits) * otherwise[size_t(d)]));
  }
  return out;
}

}  // namespace sinter::onnx
