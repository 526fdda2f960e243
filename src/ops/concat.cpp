// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/concat.h"

#include <algorithm>
#include <cstring>

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(Concat)

void Concat::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  const size_t a = size_t(ctx.axis(axis, x.rank()));
  SymDims out = x.dims;
  for (int i = 1; i < ctx.num_inputs(); ++i) {
    const TensorType& t = ctx.tensor(i);
    ctx.require(t.rank() == x.rank(), "input " + std::to_string(i) + " has rank " + std::to_string(t.rank()) +
                                          ", input 0 has rank " + std::to_string(x.rank()));
    ctx.require_dtype(i, {x.dtype});
    for (size_t d = 0; d < out.size(); ++d) {
      if (d == a) out[d] = out[d] + t.dims[d];
      else
        out[d] =
            ctx.require_equal(out[d], t.dims[d], "dim " + std::to_string(d) + " of inputs 0 and " + std::to_string(i));
    }
  }
  ctx.set_output(0, x.dtype, std::move(out));
  SymDims known;
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    const HostValue v = ctx.host_value(i);
    if (!v || v->size() + known.size() > 1024) return;
    known.insert(known.end(), v->begin(), v->end());
  }
  ctx.set_host_value(0, std::move(known));
}

namespace {

// Each input's runs of `inner` times its extent, one after the other.
template <class Copy>
void concat_runs(RefContext& ctx, int64_t axis, Copy copy) {
  const AxisSplit whole = split_at(ctx.out_dims(0), axis);
  int64_t begin = 0;
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    const AxisSplit s = split_at(ctx.dims(i), axis);
    const int64_t run = s.n * s.inner;
    for (int64_t o = 0; run > 0 && o < s.outer; ++o) copy(i, o * whole.n * whole.inner + begin, o * run, run);
    begin += run;
  }
}

template <class V>
void concat_values(RefContext& ctx, int64_t axis) {
  std::vector<std::vector<V>> in;
  for (int i = 0; i < ctx.num_inputs(); ++i) in.push_back(load<V>(ctx, i));
  std::vector<V> out(size_t(element_count(ctx.out_dims(0))));
  concat_runs(ctx, axis, [&](int i, int64_t to, int64_t from, int64_t n) {
    std::copy_n(in[size_t(i)].begin() + from, n, out.begin() + to);
  });
  ctx.put(0, out);
}

}  // namespace

void Concat::reference(RefContext& ctx) const {
  const DataType type = ctx.dtype(0);
  if (type == DataType::kString || bits_of(type) < 8)  // no plain bytes
    return with_element(type, [&](auto v) { concat_values<decltype(v)>(ctx, axis); });
  const int64_t size = bits_of(type) / 8;
  auto* out = static_cast<std::byte*>(ctx.outputs[0].view.data);
  concat_runs(ctx, axis, [&](int i, int64_t to, int64_t from, int64_t n) {
    std::memcpy(out + to * size, static_cast<const std::byte*>(ctx.in(i).data) + from * size, size_t(n * size));
  });
}

}  // namespace sinter
