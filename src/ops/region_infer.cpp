// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/region_infer.h"

#include <algorithm>
#include <set>

#include "base/deep_stack.h"
#include "ir/substitute.h"
#include "sinter/error.h"

namespace sinter {
namespace {

std::set<std::string> symbols_of(const ValueType& type, const HostValue& host_value) {
  std::set<std::string> names;
  for (const Dim& d : innermost(type).dims) d.collect_symbols(names);
  if (host_value)
    for (const Dim& d : *host_value) d.collect_symbols(names);
  return names;
}

bool is_own(const Graph& region, const std::string& name) {
  const auto it = region.symbols().find(name);
  return it != region.symbols().end() && it->second.data_dependent;
}

// What the region called `name` gets another name, everywhere in it.
void rename_own(Graph& region, const std::string& name) {
  std::string fresh;
  for (int k = 2; fresh.empty() || region.symbols().contains(fresh); ++k) fresh = name + ".r" + std::to_string(k);
  region.symbols()[fresh] = region.symbols().at(name);
  region.symbols().erase(name);
  for (NodeId id : region.order())
    for (auto& s : region.node(id).fresh_symbols)
      if (s == name) s = fresh;
  substitute_symbols(region, [&](const std::string& s) -> std::optional<Dim> {
    if (s != name) return std::nullopt;
    return Dim::symbol(fresh);
  });
}

}  // namespace

bool enter_input(InferContext& ctx, Graph& region, int index, const ValueType& type, const HostValue& host_value) {
  const ValueId input = region.inputs()[size_t(index)];
  // Dims that change from iteration to iteration are the region's own, and stay so.
  std::set<std::string> changing;
  const SymDims &dims = innermost(type).dims, &known = innermost(region.value(input).type).dims;
  for (size_t d = 0; d < dims.size() && d < known.size(); ++d)
    if (dims[d] == known[d] && is_changing_dim(region, dims[d])) changing.insert(*dims[d].as_symbol());
  bool news = false;
  for (const auto& name : symbols_of(type, host_value)) {
    if (changing.contains(name)) continue;
    if (is_own(region, name)) {
      rename_own(region, name);
      news = true;
    }
    const Interval b = ctx.bounds(Dim::symbol(name));
    Symbol& s = region.symbols()[name];
    news = news || s.min != b.min || s.max != b.max;
    s.min = b.min;
    s.max = b.max;
  }
  Value& v = region.value(input);
  news = news || !(v.type == type) || v.host_value != host_value;
  v.type = type;
  v.host_value = host_value;
  return news;
}

bool enter_region(InferContext& ctx, Graph& region, int first) {
  const int n = int(region.inputs().size());
  ctx.require(ctx.num_inputs() - first == n, "the region takes " + std::to_string(n) + " inputs, the node passes " +
                                                 std::to_string(ctx.num_inputs() - first));
  bool news = false;
  for (int i = 0; i < n; ++i)
    news = enter_input(ctx, region, i, ctx.value(first + i), ctx.host_value(first + i)) || news;
  return news;
}

void infer_region(Graph& region) {
  try {
    with_deep_stack([&] { region.reinfer_all(); });
  } catch (Error& e) {
    e.in("region " + region.name());
    throw;
  }
}

Dim changing_dim(Graph& region, ValueId input, int axis) {
  const std::string base = "carried." + sanitize_symbol(region.value(input).name) + "." + std::to_string(axis);
  std::string name = base;
  for (int k = 2; region.symbols().contains(name); ++k) name = base + ".n" + std::to_string(k);
  region.symbols()[name].data_dependent = true;
  return Dim::symbol(name);
}

bool is_changing_dim(const Graph& region, const Dim& dim) {
  const auto name = dim.as_symbol();
  if (!name) return false;
  const auto it = region.symbols().find(*name);
  if (it == region.symbols().end()) return false;
  const Symbol& s = it->second;
  if (!s.data_dependent || s.upper || s.element || s.definition) return false;
  for (NodeId id = region.first(); id != kNoNode; id = region.next(id)) {
    const auto& fresh = region.node(id).fresh_symbols;
    if (std::find(fresh.begin(), fresh.end(), *name) != fresh.end()) return false;
  }
  return true;
}

Dim outer_upper_bound(const Graph& region, const Dim& d) {
  if (is_outer_dim(region, d)) return d;
  Dim sum(d.expr()->constant);
  for (const auto& term : d.expr()->terms) {
    Dim product(term.coefficient);
    bool own = false;
    for (const auto& a : term.atoms) {
      const Dim atom = a.kind == DimAtomKind::kSymbol ? Dim::symbol(a.name) : DimExpr::atom(a.kind, a.a, a.b);
      if (is_outer_dim(region, atom)) {
        product = product * atom;
        continue;
      }
      const auto s = region.symbols().find(a.name);
      // Of other expressions it is not known that they grow with what is in them.
      if (a.kind != DimAtomKind::kSymbol || s->second.min < 0) return Dim(INT64_MAX);
      const auto& bound = s->second.definition ? s->second.definition : s->second.upper;
      if (!bound) return Dim(INT64_MAX);
      Dim outer;
      with_deep_stack([&] { outer = outer_upper_bound(region, *bound); });
      if (outer == Dim(INT64_MAX)) return outer;
      product = product * outer;
      own = true;
    }
    if (own && (term.coefficient < 0 || region.bounds(product).min < 0)) return Dim(INT64_MAX);
    sum = sum + product;
  }
  return sum;
}

bool is_outer_dim(const Graph& region, const Dim& d) { return !region.is_late(d); }

ValueType outer_object_type(const Graph& region, const ValueType& type) {
  if (!type.is_tensor() && type.element) {
    ValueType element = outer_object_type(region, *type.element);
    return type.kind == ValueType::Kind::kSequence ? ValueType::sequence_of(std::move(element))
                                                   : ValueType::optional_of(std::move(element));
  }
  ValueType out = type;
  for (Dim& d : out.tensor.dims)
    if (!is_outer_dim(region, d)) d = Dim(-1);
  return out;
}

}  // namespace sinter
