// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/profile.h"

#include "base/text.h"
#include "sinter/error.h"

namespace sinter::compile {
namespace {

[[noreturn]] void bad_range(const std::string& input, const std::string& what, const std::string& remedy) {
  Error e(ErrorCode::kInvalidArgument, what, remedy);
  e.in("shape bounds of input " + quote(input));
  throw e;
}

// The three shapes of one input, completed from its type.
ShapeRange complete(const Graph& g, ValueId v, const ShapeRange* given) {
  const auto& value = g.value(v);
  const SymDims& dims = value.type.tensor.dims;
  ShapeRange r = given ? *given : ShapeRange{};
  for (const Dims* d : {&r.min, &r.opt, &r.max})
    if (!d->empty() && d->size() != dims.size())
      bad_range(value.name,
                "shape " + to_string(*d) + " has rank " + std::to_string(d->size()) + ", the input has rank " +
                    std::to_string(dims.size()),
                "give one number for each dim of " + to_string(dims));
  // One given shape alone means all three, as --shapes does; optimum alone bounds nothing.
  ShapeRange out;
  for (size_t i = 0; i < dims.size(); ++i) {
    const auto c = dims[i].constant();
    const int64_t lo = !r.min.empty() ? r.min[i] : c ? *c : (!r.opt.empty() && r.opt[i] == 0 ? 0 : 1);
    const int64_t hi = !r.max.empty() ? r.max[i] : c ? *c : INT64_MAX;
    const int64_t opt = !r.opt.empty() ? r.opt[i] : c ? *c : !r.max.empty() ? r.max[i] : std::max<int64_t>(lo, 1);
    if (lo < 0 || lo > opt || opt > hi)
      bad_range(value.name,
                "dim " + std::to_string(i) + " has bounds min " + std::to_string(lo) + ", opt " + std::to_string(opt) +
                    ", max " + std::to_string(hi),
                "give min <= opt <= max, none negative");
    if (c && (lo != *c || hi != *c))
      bad_range(value.name,
                "dim " + std::to_string(i) + " is " + std::to_string(*c) + " in the model, bounds " +
                    std::to_string(lo) + " to " + std::to_string(hi) + " were given",
                "give the model's value, or make the dim dynamic in the model");
    out.min.push_back(lo);
    out.opt.push_back(opt);
    out.max.push_back(hi);
  }
  return out;
}

void bound_symbol(Graph& g, const std::string& input, const std::string& name,
                  std::map<std::string, std::string>& owner, int64_t lo, int64_t opt, int64_t hi) {
  Symbol& s = g.symbols()[name];
  auto [it, fresh] = owner.try_emplace(name, input);
  if (!fresh && (s.min != lo || s.opt != opt || s.max != hi))
    bad_range(input,
              "dim " + quote(name) + " is bounded by " + std::to_string(lo) + ".." + std::to_string(opt) + ".." +
                  std::to_string(hi) + ", but by " + std::to_string(s.min) + ".." + std::to_string(s.opt) + ".." +
                  std::to_string(s.max) + " at input " + quote(it->second),
              "dims of one name need the same bounds");
  s.min = lo;
  s.opt = opt;
  s.max = hi;
}

// The dims that ops name in their attributes (Reshape's target), in bodies of control flow too.
void substitute_attrs(Graph& g, const std::function<std::optional<Dim>(const std::string&)>& fixed) {
  for (NodeId id : g.order()) {
    Node& n = g.node(id);
    for (const auto& region : n.regions) substitute_attrs(*region, fixed);
    if (n.op.dim_params().empty()) continue;
    std::vector<NamedAttr> attrs = changed_attrs(n.op);
    for (auto& a : attrs)
      if (auto* dims = std::get_if<SymDims>(&a.value))
        for (auto& d : *dims) d = d.substitute(fixed);
    n.op = Op(n.op.def(), n.op.def().create(attrs));
  }
}

void specialise(Graph& g) {
  bool changed = false;
  auto fixed = [&](const std::string& s) -> std::optional<Dim> {
    auto it = g.symbols().find(s);
    if (it == g.symbols().end() || it->second.data_dependent || it->second.min != it->second.max) return std::nullopt;
    changed = true;
    return Dim(it->second.min);
  };
  for (ValueId v : g.inputs())
    for (auto& d : g.value(v).type.tensor.dims) d = d.substitute(fixed);
  if (!changed) return;
  for (auto& c : g.checks()) {
    c.a = c.a.substitute(fixed);
    c.b = c.b.substitute(fixed);
  }
  substitute_attrs(g, fixed);
  g.reinfer_all();
}

}  // namespace

plan::Profile apply_profile(Graph& g, const std::map<std::string, ShapeRange>& shapes) {
  for (const auto& [name, range] : shapes) {
    std::vector<std::string> names;
    bool found = false;
    for (ValueId v : g.inputs()) {
      names.push_back(g.value(v).name);
      found = found || g.value(v).name == name;
    }
    if (!found) {
      const std::string hint = did_you_mean(name, std::span<const std::string>(names));
      fail(ErrorCode::kInvalidArgument, "shape bounds are given for " + quote(name) + ", which is no input",
           hint.empty() ? "the inputs are: " + join(std::span<const std::string>(names), ", ") : hint);
    }
  }
  plan::Profile p;
  std::map<std::string, std::string> owner;
  for (ValueId v : g.inputs()) {
    const std::string name = g.value(v).name;
    const auto it = shapes.find(name);
    ShapeRange r = complete(g, v, it == shapes.end() ? nullptr : &it->second);
    const SymDims dims = g.value(v).type.tensor.dims;
    for (size_t i = 0; i < dims.size(); ++i) {
      const auto s = dims[i].as_symbol();
      if (s && (it != shapes.end() || !owner.contains(*s))) {
        // An input without bounds of its own follows the input that shares its symbol, whichever comes first.
        if (it == shapes.end()) continue;
        bound_symbol(g, name, *s, owner, r.min[i], r.opt[i], r.max[i]);
      }
    }
    p.min.push_back(std::move(r.min));
    p.opt.push_back(std::move(r.opt));
    p.max.push_back(std::move(r.max));
  }
  for (size_t k = 0; k < g.inputs().size(); ++k) {
    const SymDims& dims = g.tensor(g.inputs()[k]).dims;
    for (size_t i = 0; i < dims.size(); ++i) {
      const auto s = dims[i].as_symbol();
      if (!s) continue;
      Symbol& sym = g.symbols()[*s];
      if (!owner.contains(*s)) {
        sym.min = 1;
        sym.opt = 1;
      }
      p.min[k][i] = sym.min;
      p.opt[k][i] = sym.opt;
      p.max[k][i] = sym.max;
    }
  }
  specialise(g);
  return p;
}

Dim upper_bound(const Graph& g, const Dim& dim) {
  return dim.substitute([&](const std::string& s) -> std::optional<Dim> {
    auto it = g.symbols().find(s);
    if (it == g.symbols().end() || !it->second.data_dependent || !it->second.upper) return std::nullopt;
    return upper_bound(g, *it->second.upper);
  });
}

int64_t opt_value(const Graph& g, const Dim& dim) {
  const auto v = upper_bound(g, dim).eval([&](const std::string& s) -> std::optional<int64_t> {
    auto it = g.symbols().find(s);
    if (it == g.symbols().end()) return 1;
    return it->second.opt > 0 ? it->second.opt : std::max<int64_t>(1, it->second.min);
  });
  return v ? std::max<int64_t>(0, *v) : 1;
}

int64_t max_value(const Graph& g, const Dim& dim) { return g.bounds(upper_bound(g, dim)).max; }

Dims opt_dims(const Graph& g, const SymDims& dims) {
  Dims out;
  for (const auto& d : dims) out.push_back(opt_value(g, d));
  return out;
}
Dims max_dims(const Graph& g, const SymDims& dims) {
  Dims out;
  for (const auto& d : dims) out.push_back(max_value(g, d));
  return out;
}

}  // namespace sinter::compile
