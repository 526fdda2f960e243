// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/profile.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/deep_stack.h"
#include "base/limits.h"
#include "base/text.h"
#include "ir/substitute.h"
#include "ops/if.h"
#include "sinter/error.h"

namespace sinter::compile {
namespace {

[[noreturn]] void bad_range(const std::string& input, const std::string& what, const std::string& remedy) {
  Error e(ErrorCode::kInvalidArgument, what, remedy);
  e.in("shape bounds of input " + quote(input));
  throw e;
}

// What the caller says when reading the model so that all dims that `r` says otherwise become dynamic.
std::string dynamic_input(const std::string& name, const SymDims& dims, const ShapeRange& r) {
  std::string text = name;
  for (size_t i = 0; i < dims.size(); ++i) {
    const auto c = dims[i].constant();
    bool keep = c.has_value();
    for (const Dims* d : {&r.min, &r.opt, &r.max}) keep = keep && (d->empty() || (*d)[i] == *c);
    text += (i == 0 ? ":" : "x") + std::to_string(keep ? *c : -1);
  }
  return text;
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
                "give the model's value, or make the dim dynamic when the model is read, by --inputs " +
                    dynamic_input(value.name, dims, r) + " (ParseOptions::inputs)");
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

using Fixed = std::function<std::optional<Dim>(const std::string&)>;
void specialise_body(Graph& body, const Fixed& outside);

// An If that lost a branch, with the dims that its outputs had.
struct Refusal {
  NodeId node;
  std::vector<SymDims> before;
};

// A branch that cannot work with these shapes is no error as long as the run does not take it: a model may have one for
// each size of its input. True if there is one.
bool specialise_branches(Node& node, const Fixed& fixed) {
  bool refused = false;
  for (size_t i = 0; i < node.regions.size(); ++i) try {
      with_deep_stack([&] { specialise_body(*node.regions[i], fixed); });
    } catch (const Error& e) {
      const int64_t only = node.op.as<If>()->only;
      if (e.code() != ErrorCode::kShapeMismatch || (only >= 0 && size_t(only) == i)) throw;
      const std::string branch = quote(node.regions[i]->name());
      refuse_branch(node, i, "the plan's shapes do not fit the branch " + branch + " (" + e.what() + ")");
      refused = true;
    }
  return refused;
}

// The dims that ops name in their attributes (Reshape's target), and the bodies of control flow.
std::vector<Refusal> specialise_nodes(Graph& g, const Fixed& fixed) {
  std::vector<Refusal> refusals;
  for (NodeId id : g.order()) {
    Node& n = g.node(id);
    if (!n.op.is<If>()) {
      for (const auto& region : n.regions) with_deep_stack([&] { specialise_body(*region, fixed); });
    } else if (specialise_branches(n, fixed)) {
      Refusal r{id, {}};
      for (ValueId v : n.outputs) r.before.push_back(v == kNoValue ? SymDims{} : innermost(g.value(v).type).dims);
      refusals.push_back(std::move(r));
    }
    substitute_attrs(n, fixed);
  }
  return refusals;
}

// Infers the graph; sizes that only the run told as long as there were two branches are now those of the one left.
void infer_specialised(Graph& g, const std::vector<Refusal>& refusals) {
  std::map<std::string, Dim> told;
  std::vector<std::vector<std::string>> own;
  for (const Refusal& r : refusals) own.push_back(std::exchange(g.node(r.node).fresh_symbols, {}));
  g.reinfer_all();
  for (size_t i = 0; i < refusals.size(); ++i) {
    const Node& n = g.node(refusals[i].node);
    for (size_t o = 0; o < n.outputs.size(); ++o) {
      if (n.outputs[o] == kNoValue) continue;
      const SymDims &before = refusals[i].before[o], &now = innermost(g.value(n.outputs[o]).type).dims;
      for (size_t d = 0; d < before.size() && d < now.size(); ++d)
        if (const auto s = before[d].as_symbol(); s && std::find(own[i].begin(), own[i].end(), *s) != own[i].end())
          told.emplace(*s, now[d]);
    }
  }
  if (told.empty()) return;
  substitute_symbols(g, [&](const std::string& name) -> std::optional<Dim> {
    const auto it = told.find(name);
    return it == told.end() ? std::nullopt : std::optional(it->second);
  });
  g.reinfer_all();
}

// What a body calls by the same name is its own.
void specialise_body(Graph& body, const Fixed& outside) {
  const Fixed fixed = [&](const std::string& name) -> std::optional<Dim> {
    const auto own = body.symbols().find(name);
    return own != body.symbols().end() && own->second.data_dependent ? std::nullopt : outside(name);
  };
  for (ValueId v : body.inputs()) {
    for (auto& d : body.value(v).type.tensor.dims) d = d.substitute(fixed);
    if (auto& elements = body.value(v).host_value)
      for (auto& d : *elements) d = d.substitute(fixed);
  }
  infer_specialised(body, specialise_nodes(body, fixed));
}

bool has_bodies(const Graph& g) {
  for (NodeId id = g.first(); id != kNoNode; id = g.next(id))
    if (!g.node(id).regions.empty()) return true;
  return false;
}

// The integers of one input's elements, completed: without bounds where none are given.
ShapeRange complete_values(const Value& value, const ShapeRange& r) {
  const size_t count = value.host_value->size();
  for (const Dims* d : {&r.min, &r.opt, &r.max})
    if (!d->empty() && d->size() != count)
      bad_range(value.name, std::to_string(d->size()) + " values are given, the input has " + std::to_string(count),
                "give one number for each element");
  ShapeRange out;
  for (size_t i = 0; i < count; ++i) {
    const int64_t lo = r.min.empty() ? INT64_MIN : r.min[i], hi = r.max.empty() ? INT64_MAX : r.max[i];
    const int64_t opt = !r.opt.empty() ? r.opt[i] : !r.max.empty() ? hi : std::max<int64_t>(lo, 1);
    if (lo > opt || opt > hi)
      bad_range(value.name,
                "element " + std::to_string(i) + " has bounds min " + std::to_string(lo) + ", opt " +
                    std::to_string(opt) + ", max " + std::to_string(hi),
                "give min <= opt <= max");
    out.min.push_back(lo);
    out.opt.push_back(opt);
    out.max.push_back(hi);
  }
  return out;
}

void bound_values(Graph& g, const std::string& name, const ShapeRange& given) {
  const ValueId v = g.find_value(name);
  const bool is_input = v != kNoValue && g.producer(v) == kNoNode && g.value(v).type.is_tensor();
  if (!is_input || !is_integer(g.tensor(v).dtype) || g.tensor(v).rank() > 1 || !g.tensor(v).is_static())
    fail(ErrorCode::kInvalidArgument, "bounds of values are given for " + quote(name),
         "give them for inputs of integers, of rank 0 or 1 and fixed length");
  g.read_elements(v);
  const ShapeRange r = complete_values(g.value(v), given);
  for (size_t i = 0; i < r.min.size(); ++i) {
    const auto symbol = (*g.value(v).host_value)[i].as_symbol();
    if (!symbol) continue;
    Symbol& s = g.symbols()[*symbol];
    s.min = r.min[i];
    s.opt = r.opt[i];
    s.max = r.max[i];
  }
}

void specialise(Graph& g) {
  bool changed = false, late = false;
  std::vector<Refusal> refusals;
  auto fixed = [&](const std::string& s) -> std::optional<Dim> {
    auto it = g.symbols().find(s);
    if (it == g.symbols().end()) return std::nullopt;
    if (const auto& value = it->second.definition) return value->is_const() ? value : std::nullopt;
    if (it->second.min != it->second.max || (it->second.data_dependent && !it->second.element)) return std::nullopt;
    changed = true;
    return Dim(it->second.min);
  };
  for (ValueId v : g.inputs()) {
    for (auto& d : g.value(v).type.tensor.dims) d = d.substitute(fixed);
    if (auto& elements = g.value(v).host_value)
      for (auto& d : *elements) d = d.substitute(fixed);
  }
  for (const auto& [name, s] : g.symbols()) late = late || s.data_dependent;
  if (changed) {
    for (bool again = true; again;) {  // definitions refer to definitions
      again = false;
      for (auto& [name, s] : g.symbols()) {
        if (s.upper) s.upper = s.upper->substitute(fixed);
        if (!s.definition || s.definition->is_const()) continue;
        s.definition = s.definition->substitute(fixed);
        again = again || s.definition->is_const();
      }
    }
    for (auto& c : g.checks()) {
      c.a = c.a.substitute(fixed);
      c.b = c.b.substitute(fixed);
    }
    refusals = specialise_nodes(g, fixed);
  }
  // Bounds of what only the run tells, and those in bodies, follow from those of the inputs.
  if (changed || late || has_bodies(g)) infer_specialised(g, refusals);
}

// All of apply_profile but the replacement of symbols.
plan::Profile bound_graph(Graph& g, const std::map<std::string, ShapeRange>& shapes,
                          const std::map<std::string, ShapeRange>& values) {
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
  for (const auto& [name, range] : values) bound_values(g, name, range);
  return p;
}

// What the options say of profiles, with their names.
std::vector<OptimizationProfile> named_profiles(const BuildOptions& o) {
  std::vector<OptimizationProfile> out;
  if (!o.shapes.empty() || !o.values.empty() || o.profiles.empty()) out.push_back({"default", o.shapes, o.values});
  out.insert(out.end(), o.profiles.begin(), o.profiles.end());
  if (out.size() > size_t(limits::kMaxProfiles))
    fail(ErrorCode::kLimit,
         "there are " + std::to_string(out.size()) + " optimization profiles, at most " +
             std::to_string(limits::kMaxProfiles) + " are allowed",
         "build several plans");
  std::set<std::string> names;
  for (const auto& p : out) {
    if (p.name.empty())
      fail(ErrorCode::kInvalidArgument, "an optimization profile has no name", "name each of BuildOptions::profiles");
    if (!names.insert(p.name).second)
      fail(ErrorCode::kInvalidArgument, "two optimization profiles are named " + quote(p.name),
           "give each a name of its own (the one without a name is \"default\")");
  }
  return out;
}

SymbolRanges ranges_of(const Graph& g) {
  SymbolRanges out;
  for (const auto& [name, s] : g.symbols())
    if (!s.definition && (!s.data_dependent || s.element)) out[name] = {s.min, s.opt, s.max};
  return out;
}

// Only where the profiles bound it at all: elements that are read and unbounded in one profile are so in the union.
SymbolRanges union_of(const std::vector<SymbolRanges>& all) {
  SymbolRanges out = all[0];
  for (const auto& ranges : all)
    for (const auto& [name, r] : ranges) {
      SymbolRange& u = out.at(name);
      u.min = std::min(u.min, r.min);
      u.max = std::max(u.max, r.max);
    }
  return out;
}

}  // namespace

plan::Profile apply_profile(Graph& g, const std::map<std::string, ShapeRange>& shapes,
                            const std::map<std::string, ShapeRange>& values) {
  plan::Profile p = bound_graph(g, shapes, values);
  p.name = "default";
  specialise(g);
  return p;
}

void use_ranges(Graph& g, const SymbolRanges& ranges) {
  for (const auto& [name, r] : ranges) {
    const auto it = g.symbols().find(name);
    if (it == g.symbols().end()) continue;
    it->second.min = r.min;
    it->second.opt = r.opt;
    it->second.max = r.max;
  }
}

Profiles apply_profiles(Graph& g, const BuildOptions& options) {
  const auto named = named_profiles(options);
  Profiles out;
  if (named.size() == 1) {
    out.plan = {apply_profile(g, named[0].shapes, named[0].values)};
    out.plan[0].name = named[0].name;
    return out;
  }
  // Elements that any profile bounds are symbols before the first one is looked at: all have the same symbols.
  for (const auto& p : named)
    for (const auto& [name, range] : p.values)
      if (const ValueId v = g.find_value(name); v != kNoValue && g.producer(v) == kNoNode &&
                                                g.value(v).type.is_tensor() && is_integer(g.tensor(v).dtype) &&
                                                g.tensor(v).rank() <= 1 && g.tensor(v).is_static())
        g.read_elements(v);
  const SymbolRanges before = ranges_of(g);
  for (const auto& p : named) try {
      use_ranges(g, before);
      out.plan.push_back(bound_graph(g, p.shapes, p.values));
      out.plan.back().name = p.name;
      out.ranges.push_back(ranges_of(g));
    } catch (Error& e) {
      e.in("profile " + quote(p.name));
      throw;
    }
  out.ranges.push_back(union_of(out.ranges));
  use_ranges(g, out.ranges.back());
  specialise(g);
  return out;
}

Dim upper_bound(const Graph& g, const Dim& dim) {
  return dim.substitute([&](const std::string& s) -> std::optional<Dim> {
    auto it = g.symbols().find(s);
    if (it == g.symbols().end() || !it->second.data_dependent || !it->second.upper) return std::nullopt;
    Dim upper;
    with_deep_stack([&] { upper = upper_bound(g, *it->second.upper); });
    return upper;
  });
}

namespace {

// `known`: definitions done before. They form chains of any length, and name each other several times.
int64_t opt_of(const Graph& g, const Dim& dim, std::map<std::string, int64_t>& known) {
  const auto v = upper_bound(g, dim).eval([&](const std::string& s) -> std::optional<int64_t> {
    auto it = g.symbols().find(s);
    if (it == g.symbols().end()) return 1;
    if (it->second.definition) {
      const auto [at, fresh] = known.try_emplace(s, 1);
      if (fresh) with_deep_stack([&, to = &at->second] { *to = opt_of(g, *it->second.definition, known); });
      return at->second;
    }
    if (it->second.element) return it->second.opt != 0 ? it->second.opt : std::max<int64_t>(it->second.min, 1);
    return it->second.opt > 0 ? it->second.opt : std::max<int64_t>(1, it->second.min);
  });
  return v ? std::max<int64_t>(0, *v) : 1;
}

}  // namespace

int64_t opt_value(const Graph& g, const Dim& dim) {
  std::map<std::string, int64_t> known;
  return opt_of(g, dim, known);
}

namespace {

// The bound of a dim where symbols without one are at most `most`.
int64_t bound_with(const Graph& g, const Dim& dim, int64_t most) {
  return dim
      .bounds([&](const std::string& name) {
        const auto it = g.symbols().find(name);
        if (it == g.symbols().end()) return Interval{0, most};
        const Symbol& s = it->second;
        Interval b{s.min, std::max(s.min, s.max == INT64_MAX ? most : s.max)};
        for (const auto* of : {&s.definition, &s.upper})
          if (*of) b.max = std::min(b.max, std::max(b.min, bound_with(g, **of, most)));
        return b;
      })
      .max;
}

}  // namespace

// Models write "to the end" as a large number: min(N, 1000000000) has a bound, but none that memory could be planned
// for. So what still grows where symbols without a bound are in the millions has none either.
int64_t max_value(const Graph& g, const Dim& dim) {
  const int64_t most = g.bounds(dim).max;
  if (dim.is_const() || most == INT64_MAX) return most;
  constexpr int64_t kFar = int64_t{1} << 26;
  return bound_with(g, dim, kFar) < bound_with(g, dim, 2 * kFar) ? INT64_MAX : most;
}

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
