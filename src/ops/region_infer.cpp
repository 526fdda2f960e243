// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/region_infer.h"

#include <algorithm>
#include <set>

#include "sinter/error.h"

namespace sinter {

void enter_region(InferContext& ctx, Graph& region, int first) {
  const int n = int(region.inputs().size());
  ctx.require(ctx.num_inputs() - first == n, "the region takes " + std::to_string(n) + " inputs, the node passes " +
                                                 std::to_string(ctx.num_inputs() - first));
  for (int i = 0; i < n; ++i) {
    Value& v = region.value(region.inputs()[size_t(i)]);
    v.type = ctx.value(first + i);
    v.host_value = ctx.host_value(first + i);
    region.declare_symbols(v.type);
    std::set<std::string> names;
    for (const Dim& d : v.type.tensor.dims) d.collect_symbols(names);
    if (v.host_value)
      for (const Dim& d : *v.host_value) d.collect_symbols(names);
    for (const auto& name : names) {
      const Interval b = ctx.bounds(Dim::symbol(name));
      Symbol& s = region.symbols()[name];
      s.min = b.min;
      s.max = b.max;
    }
  }
}

void infer_region(Graph& region) {
  try {
    region.reinfer_all();
  } catch (Error& e) {
    e.in("region " + region.name());
    throw;
  }
}

Dim outer_upper_bound(const Graph& region, const Dim& d) {
  return d.substitute([&](const std::string& name) -> std::optional<Dim> {
    auto it = region.symbols().find(name);
    if (it == region.symbols().end() || !it->second.data_dependent || !it->second.upper) return std::nullopt;
    return outer_upper_bound(region, *it->second.upper);
  });
}

bool is_outer_dim(const Graph& region, const Dim& d) {
  std::set<std::string> names;
  d.collect_symbols(names);
  return std::none_of(names.begin(), names.end(), [&](const std::string& name) {
    auto it = region.symbols().find(name);
    return it != region.symbols().end() && it->second.data_dependent;
  });
}

}  // namespace sinter
