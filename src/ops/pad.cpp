// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/pad.h"

#include <algorithm>

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(Pad)

void Pad::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  SymDims amounts = begin;
  amounts.insert(amounts.end(), end.begin(), end.end());
  if (amounts.empty() && ctx.has(1)) {
    ctx.require_dtype(1, {DataType::kInt64, DataType::kInt32});
    const HostValue v = ctx.host_value(1);
    ctx.require(v.has_value(), "the pads depend on data that only the run itself knows",
                "compute them from constants and the shapes of inputs");
    amounts = *v;
  }
  const size_t rank = x.dims.size();
  ctx.require(amounts.size() == 2 * rank && (begin.empty() || begin.size() == rank),
              std::to_string(amounts.size()) + " pads for rank " + std::to_string(rank),
              "give a begin and an end per dim");
  if (ctx.has(2)) {
    ctx.require_dtype(2, {x.dtype});
    const SymDims& d = ctx.tensor(2).dims;
    ctx.require(d.empty() || (d.size() == 1 && d[0] == Dim(1)), "the pad value is no scalar");
  }
  SymDims out;
  for (size_t d = 0; d < rank; ++d) {
    const Dim padded = x.dims[d] + amounts[d] + amounts[rank + d];
    ctx.require_at_least(padded, 0, "pads must not crop more than dim " + std::to_string(d) + " has");
    if (mode != PadMode::kConstant && !(padded == x.dims[d]))
      ctx.require_at_least(x.dims[d], 1, "dim " + std::to_string(d) + " has no element to repeat");
    out.push_back(padded);
  }
  ctx.set_output(0, x.dtype, std::move(out));
}

namespace {

// Where element i, counted from the first one of x along a dim of `size`, comes from; -1: the constant.
int64_t pad_source(PadMode mode, int64_t i, int64_t size) {
  if (i >= 0 && i < size) return i;
  switch (mode) {
    case PadMode::kEdge: return i < 0 ? 0 : size - 1;
    case PadMode::kWrap: return scalar::mod(i, size);
    case PadMode::kReflect: {
      const int64_t period = 2 * (size - 1), at = scalar::mod(i, period);  // 0 for a single element
      return at < size ? at : period - at;
    }
    case PadMode::kConstant: break;
  }
  return -1;
}

// For each element of the result its source in x, or -1.
std::vector<int64_t> pad_sources(PadMode mode, const Dims& x, const Dims& out, std::span<const int64_t> before) {
  std::vector<int64_t> from(size_t(element_count(out)), 0);
  const auto strides = row_major_strides(x), to_strides = row_major_strides(out);
  for (size_t d = 0; d < x.size(); ++d)
    for (size_t k = 0; k < from.size(); ++k) {
      const int64_t at = pad_source(mode, int64_t(k) / to_strides[d] % out[d] - before[d], x[d]);
      from[k] = at < 0 || from[k] < 0 ? -1 : from[k] + at * strides[d];
    }
  return from;
}

template <class V>
void fill_padded(RefContext& ctx, const std::vector<int64_t>& from) {
  const std::vector<V> x = load<V>(ctx, 0);
  const V value = load<V>(ctx, 2).at(0);
  std::vector<V> out;
  out.reserve(from.size());
  for (int64_t f : from) out.push_back(f < 0 ? value : x[size_t(f)]);
  ctx.put(0, out);
}

}  // namespace

void Pad::reference(RefContext& ctx) const {
  Dims before(ctx.params.begin(), ctx.params.begin() + std::ptrdiff_t(begin.size()));
  if (begin.empty() && ctx.has(1)) before = ctx.i64(1);
  const auto from = pad_sources(mode, ctx.dims(0), ctx.out_dims(0), before);
  if (ctx.has(2) && mode == PadMode::kConstant)
    return with_element(ctx.dtype(0), [&](auto v) { fill_padded<decltype(v)>(ctx, from); });
  ctx.copy_elements(0, 0, [&](int64_t k) { return from[size_t(k)]; });
}

}  // namespace sinter
