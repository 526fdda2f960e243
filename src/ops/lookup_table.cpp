// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/lookup_table.h"

#include <bit>
#include <cmath>
#include <unordered_map>

#include "ir/host_tensor.h"
#include "ir/record.h"
#include "ops/compute.h"
#include "ops/sequence_types.h"

namespace sinter {

SINTER_OP(LookupTable)

void LookupTable::infer(InferContext& ctx) const {
  ctx.require_dtype(0, {keys.dtype()});
  ctx.require(keys.count() == values.count() && otherwise.count() == 1 && otherwise.dtype() == values.dtype(),
              "the keys and values do not fit together");
  ctx.set_output(0, values.dtype(), ctx.tensor(0).dims);
}

namespace {

// Numbers are found by their bits as a double: all NaNs and both zeros are one key.
uint64_t key_bits(double v) { return std::isnan(v) ? 0x7ff8u : std::bit_cast<uint64_t>(v == 0 ? 0.0 : v); }

template <class Key, class V, class F>
std::vector<int64_t> find_all(const std::vector<V>& keys, const std::vector<V>& x, F key_of) {
  std::unordered_map<Key, int64_t> table;
  for (size_t i = 0; i < keys.size(); ++i) table.try_emplace(key_of(keys[i]), int64_t(i));
  std::vector<int64_t> out;
  out.reserve(x.size());
  for (const auto& v : x) {
    const auto it = table.find(key_of(v));
    out.push_back(it == table.end() ? -1 : it->second);
  }
  return out;
}

}  // namespace

void LookupTable::reference(RefContext& ctx) const {
  std::vector<int64_t> at;
  if (keys.dtype() == DataType::kString)
    at = find_all<std::string>(keys.strings(), load<std::string>(ctx, 0), [](const std::string& s) { return s; });
  else if (is_float(keys.dtype()))
    at = find_all<uint64_t>(keys.to_doubles(), ctx.f64(0), key_bits);
  else
    at = find_all<int64_t>(keys.to_ints(), ctx.i64(0), [](int64_t v) { return v; });
  const HostTensor from = HostTensor::from(values), other = HostTensor::from(otherwise);
  HostObject out = HostObject::tensor(values.dtype(), ctx.dims(0));
  for (size_t k = 0; k < at.size(); ++k)
    copy_run(at[k] < 0 ? other : from, std::max<int64_t>(at[k], 0), out, int64_t(k), 1);
  ctx.put(0, std::move(out));
}

}  // namespace sinter
