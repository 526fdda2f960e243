// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The arithmetic of sizes as ONNX nodes: GraphScope::record, dim, dims.
#include <algorithm>

#include "base/text.h"
#include "export/onnx/graph_scope.h"

namespace sinter::onnx_export {

void GraphScope::record_dim(const Dim& d, const Source& source) {
  if (d.is_const()) return;
  if (!sources_.try_emplace(d.to_string(), source).second) return;
  const DimExpr* e = d.expr();
  const bool linear = e->terms.size() == 1 && e->terms[0].atoms.size() == 1 &&
                      e->terms[0].atoms[0].kind == DimAtomKind::kSymbol && e->terms[0].coefficient != 0;
  if (linear && !d.as_symbol())
    solvable_.try_emplace(e->terms[0].atoms[0].name, Solvable{source, e->terms[0].coefficient, e->constant});
}

void GraphScope::record(ValueId v) {
  const Value& value = graph_.value(v);
  if (!value.type.is_tensor()) return;
  const TensorType& t = value.type.tensor;
  for (int axis = 0; axis < t.rank(); ++axis) record_dim(t.dims[size_t(axis)], {name(v), axis, 0, 0, t.dtype});
  if (!value.host_value || t.rank() > 1) return;
  for (size_t i = 0; i < value.host_value->size(); ++i)
    record_dim((*value.host_value)[i], {name(v), -1, int64_t(i), t.rank(), t.dtype});
}

std::string GraphScope::read(const Source& s) {
  if (s.axis >= 0) return made("Shape", {s.value}, Attributes().i("start", s.axis).i("end", s.axis + 1));
  const int64_t one[] = {1}, at[] = {s.element};
  std::string v = s.rank == 0 ? made("Reshape", {s.value, ints(one)}) : made("Gather", {s.value, ints(at)});
  if (s.dtype != DataType::kInt64) v = made("Cast", {v}, Attributes().i("to", type_number(DataType::kInt64)));
  return v;
}

const std::string* GraphScope::cached(const std::string& text) const {
  for (const GraphScope* s = this; s; s = s->outer_)
    if (const auto it = s->computed_.find(text); it != s->computed_.end()) return &it->second;
  return nullptr;
}

/// The size of that text where a value tells it, in this graph or around it.
std::optional<std::string> GraphScope::find_text(const std::string& text) {
  if (const std::string* name = cached(text)) return *name;
  for (const GraphScope* s = this; s; s = s->outer_)
    if (const auto it = s->sources_.find(text); it != s->sources_.end()) return computed_[text] = read(it->second);
  return std::nullopt;
}

const Dim* GraphScope::definition(const std::string& name) const {
  for (const GraphScope* s = this; s; s = s->outer_) {
    const auto it = s->graph_.symbols().find(name);
    if (it != s->graph_.symbols().end() && it->second.definition) return &*it->second.definition;
  }
  return nullptr;
}

std::string GraphScope::symbol(const std::string& name) {
  if (const Dim* d = definition(name)) return computed_[name] = dim(*d);
  for (const GraphScope* s = this; s; s = s->outer_) {
    const auto it = s->solvable_.find(name);
    if (it == s->solvable_.end()) continue;
    std::string v = read(it->second.source);
    const int64_t offset[] = {it->second.offset}, scale[] = {it->second.scale};
    if (offset[0] != 0) v = pair("Sub", v, ints(offset));
    if (scale[0] != 1) v = pair("Div", v, ints(scale));  // there is no rest
    return computed_[name] = v;
  }
  fail(ErrorCode::kUnsupported, "the size " + quote(name) + " is not known from the values in front of it",
       "give the inputs fixed shapes");
}

/// floor(a / b): ONNX's Div truncates, and its Mod has the sign of the divisor.
std::string GraphScope::quotient(const Dim& a, const Dim& b) {
  const std::string x = dim(a), y = dim(b);
  if (graph_.bounds(a).min >= 0 && graph_.bounds(b).min >= 1) return pair("Div", x, y);
  return pair("Div", pair("Sub", x, pair("Mod", x, y)), y);
}

std::string GraphScope::atom(const DimAtom& a) {
  switch (a.kind) {
    case DimAtomKind::kSymbol: {
      auto v = find_text(a.name);
      return v ? *v : symbol(a.name);
    }
    case DimAtomKind::kFloorDiv:
      return quotient(a.a, a.b);
    case DimAtomKind::kMod:
      return pair("Mod", dim(a.a), dim(a.b));
    case DimAtomKind::kMin:
      return pair("Min", dim(a.a), dim(a.b));
    case DimAtomKind::kMax:
      return pair("Max", dim(a.a), dim(a.b));
  }
  return {};
}

std::string GraphScope::expression(const DimExpr& e) {
  std::string sum;
  for (const DimTerm& t : e.terms) {
    std::string v;
    for (const DimAtom& a : t.atoms) v = v.empty() ? atom(a) : pair("Mul", v, atom(a));
    const bool subtracted = t.coefficient == -1 && !sum.empty();
    const int64_t factor[] = {t.coefficient};
    if (t.coefficient != 1 && !subtracted) v = pair("Mul", v, ints(factor));
    sum = sum.empty() ? v : pair(subtracted ? "Sub" : "Add", sum, v);
  }
  const int64_t constant[] = {e.constant};
  return e.constant == 0 ? sum : pair("Add", sum, ints(constant));
}

std::string GraphScope::dim(const Dim& d) {
  if (d.is_const()) {
    const int64_t value[] = {d.value()};
    return ints(value);
  }
  const std::string text = d.to_string();
  if (auto v = find_text(text)) return *v;
  std::string v = expression(*d.expr());
  return computed_[text] = v;
}

std::string GraphScope::dims(const SymDims& dims) {
  const bool known = std::all_of(dims.begin(), dims.end(), [](const Dim& d) { return d.is_const(); });
  std::vector<int64_t> run;
  std::vector<std::string> parts;
  const auto flush = [&] {
    if (!run.empty() || known) parts.push_back(ints(run));
    run.clear();
  };
  for (const Dim& d : dims) {
    if (d.is_const()) {
      run.push_back(d.value());
      continue;
    }
    flush();
    parts.push_back(dim(d));
  }
  if (!run.empty() || known) flush();
  return parts.size() == 1 ? parts[0] : made("Concat", parts, Attributes().i("axis", 0));
}

}  // namespace sinter::onnx_export
