// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/emit_shapes.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "sinter/error.h"

namespace sinter::compile {

using plan::ShapeCheck;
using plan::ShapeInstr;

uint32_t ShapeEmitter::emit(ShapeInstr instr, const std::string& name) {
  uint32_t stage = 0;
  switch (instr.op) {
    case ShapeInstr::Op::kConst:
    case ShapeInstr::Op::kInputDim:
    case ShapeInstr::Op::kParam:
      break;
    case ShapeInstr::Op::kReadBack:
    case ShapeInstr::Op::kReadValue:
      stage = stage_;
      break;
    default:
      stage = std::max(entries_[size_t(instr.a)].stage, entries_[size_t(instr.b)].stage);
  }
  entries_.push_back({instr, stage, name});
  return uint32_t(entries_.size() - 1);
}

uint32_t ShapeEmitter::constant(int64_t v) {
  const std::string text = std::to_string(v);
  auto [it, fresh] = by_text_.try_emplace(text, 0);
  if (fresh) it->second = emit({ShapeInstr::Op::kConst, v, 0}, text);
  return it->second;
}

std::set<std::string> ShapeEmitter::unknown_symbols(const Dim& dim) const {
  std::set<std::string> names;
  dim.collect_symbols(names);
  std::erase_if(names, [&](const std::string& n) { return symbols_.contains(n); });
  return names;
}

// Finds the one unknown symbol of an expression that is linear in it. A remainder fails the check made afterwards.
bool ShapeEmitter::solve(const Dim& dim, uint32_t actual) {
  const auto unknown = unknown_symbols(dim);
  if (unknown.size() != 1) return false;
  const std::string name = *unknown.begin();
  int64_t factor = 0;
  for (const auto& t : dim.expr()->terms)
    if (t.atoms.size() == 1 && t.atoms[0].kind == DimAtomKind::kSymbol && t.atoms[0].name == name)
      factor = t.coefficient;
  const Dim rest = dim - Dim(factor) * Dim::symbol(name);
  if (factor == 0 || unknown_symbols(rest).contains(name)) return false;
  uint32_t r = emit({ShapeInstr::Op::kAdd, actual, emit({ShapeInstr::Op::kMul, reg(rest), constant(-1)}, {})}, {});
  if (factor != 1) r = emit({ShapeInstr::Op::kFloorDiv, r, constant(factor)}, {});
  entries_[r].name = name;
  symbols_[name] = by_text_[name] = r;
  const auto bounds = graph_.symbols().find(name);
  const int64_t least = bounds == graph_.symbols().end() ? 0 : bounds->second.min;
  checks_.push_back({0, {ShapeCheck::Kind::kAtLeast, r, constant(least), "the size " + name}});
  return true;
}

void ShapeEmitter::bind_inputs(const std::vector<InputDim>& dims) {
  std::vector<std::pair<const InputDim*, uint32_t>> expressions;  // with the register of the actual size
  for (const auto& d : dims) {
    if (d.dim.is_const()) continue;  // set_input_shape checks it
    const auto symbol = d.dim.as_symbol();
    const bool names_it = symbol && !symbols_.contains(*symbol);
    const uint32_t actual = emit({ShapeInstr::Op::kInputDim, d.input, d.axis},
                                 names_it ? *symbol : d.name + "[" + std::to_string(d.axis) + "]");
    if (symbol && symbols_.try_emplace(*symbol, actual).second)
      by_text_[*symbol] = actual;
    else
      expressions.emplace_back(&d, actual);
  }
  for (bool again = true; again;) {  // a symbol that one expression tells may help with another
    again = false;
    for (const auto& [d, actual] : expressions) again = solve(d->dim, actual) || again;
  }
  for (const auto& [d, actual] : expressions) {
    const std::string text = d->dim.to_string();
    if (!unknown_symbols(d->dim).empty() && by_text_.try_emplace(text, actual).second) continue;
    checks_.push_back({0,
                       {ShapeCheck::Kind::kEqual, actual, reg(d->dim),
                        "dim " + std::to_string(d->axis) + " of input " + quote(d->name)}});
  }
}

void ShapeEmitter::bind_params(const std::vector<std::string>& symbols) {
  for (size_t i = 0; i < symbols.size(); ++i)
    bind(symbols[i], emit({ShapeInstr::Op::kParam, int64_t(i), 0}, symbols[i]));
}

uint32_t ShapeEmitter::bind_read_back(const std::string& symbol, uint32_t axis) {
  const uint32_t r = emit({ShapeInstr::Op::kReadBack, 0, axis}, symbol);
  symbols_[symbol] = r;
  by_text_[symbol] = r;
  return r;
}

uint32_t ShapeEmitter::read_element(uint32_t slot, uint32_t element, const std::string& name) {
  return emit({ShapeInstr::Op::kReadValue, slot, element}, name);
}

std::set<std::string> ShapeEmitter::unbound_symbols(const Dim& dim) const {
  std::set<std::string> seen, unbound;
  std::vector<Dim> work{dim};
  while (!work.empty()) {
    const Dim d = work.back();
    work.pop_back();
    std::set<std::string> names;
    d.collect_symbols(names);
    for (const auto& n : names) {
      if (symbols_.contains(n) || !seen.insert(n).second) continue;
      const auto it = graph_.symbols().find(n);
      if (it != graph_.symbols().end() && it->second.definition)
        work.push_back(*it->second.definition);
      else
        unbound.insert(n);
    }
  }
  return unbound;
}

uint32_t ShapeEmitter::atom(const DimAtom& a) {
  if (auto it = by_text_.find(a.text); it != by_text_.end()) return it->second;
  if (a.kind == DimAtomKind::kSymbol)
    if (auto it = graph_.symbols().find(a.name); it != graph_.symbols().end() && it->second.definition) {
      const uint32_t r = reg(*it->second.definition);
      bind(a.name, r);
      return r;
    }
  if (a.kind == DimAtomKind::kSymbol)
    fail(ErrorCode::kUnsupported,
         "the size " + quote(a.name) + " appears in no input shape by itself, so it cannot be found at run time",
         "give the input dims names of their own in the model");
  static constexpr ShapeInstr::Op kOps[] = {ShapeInstr::Op::kConst, ShapeInstr::Op::kFloorDiv, ShapeInstr::Op::kMod,
                                            ShapeInstr::Op::kMin, ShapeInstr::Op::kMax};
  const uint32_t x = reg(a.a), y = reg(a.b);
  return by_text_[a.text] = emit({kOps[size_t(a.kind)], x, y}, a.text);
}

uint32_t ShapeEmitter::reg(const Dim& dim) {
  if (dim.is_const()) return constant(dim.value());
  const std::string text = dim.to_string();
  if (auto it = by_text_.find(text); it != by_text_.end()) return it->second;
  uint32_t sum = plan::kNone;
  for (const auto& t : dim.expr()->terms) {
    uint32_t product = plan::kNone;
    for (const auto& a : t.atoms) {
      const uint32_t r = atom(a);
      product = product == plan::kNone ? r : emit({ShapeInstr::Op::kMul, product, r}, {});
    }
    if (t.coefficient != 1) product = emit({ShapeInstr::Op::kMul, product, constant(t.coefficient)}, {});
    sum = sum == plan::kNone ? product : emit({ShapeInstr::Op::kAdd, sum, product}, {});
  }
  if (dim.expr()->constant != 0) sum = emit({ShapeInstr::Op::kAdd, sum, constant(dim.expr()->constant)}, {});
  if (entries_[sum].name.empty()) entries_[sum].name = text;  // a definition's says more
  return by_text_[text] = sum;
}

void ShapeEmitter::check(const DimCheck& c) {
  for (const Dim* d : {&c.a, &c.b})
    for (const auto& s : unbound_symbols(*d))
      if (const auto it = graph_.symbols().find(s); it != graph_.symbols().end() && it->second.data_dependent) return;
  const uint32_t a = reg(c.a), b = reg(c.b);
  checks_.push_back({std::max(entries_[a].stage, entries_[b].stage), {ShapeCheck::Kind(int(c.kind)), a, b, c.what}});
}

void ShapeEmitter::check_register(uint32_t r, DimCheck::Kind kind, const Dim& other, const std::string& what) {
  const uint32_t b = reg(other);
  checks_.push_back({std::max(entries_[r].stage, entries_[b].stage), {ShapeCheck::Kind(int(kind)), r, b, what}});
}

void ShapeEmitter::check_at_most(uint32_t r, int64_t most, const std::string& what) {
  checks_.push_back({entries_[r].stage, {ShapeCheck::Kind::kAtLeast, constant(most), r, what}});
}

plan::ShapeProgram ShapeEmitter::finish(std::vector<uint32_t>& renumber) {
  std::vector<uint32_t> order(entries_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return entries_[a].stage < entries_[b].stage; });
  renumber.assign(entries_.size(), 0);
  for (size_t i = 0; i < order.size(); ++i) renumber[order[i]] = uint32_t(i);
  plan::ShapeProgram p;
  p.stage_end.assign(stage_ + 1, 0);
  for (uint32_t old : order) {
    Entry& e = entries_[old];
    if (e.instr.op >= ShapeInstr::Op::kAdd && e.instr.op <= ShapeInstr::Op::kMax) {
      e.instr.a = renumber[size_t(e.instr.a)];
      e.instr.b = renumber[size_t(e.instr.b)];
    }
    p.code.push_back(e.instr);
    p.names.push_back(e.name);
    for (uint32_t s = e.stage; s <= stage_; ++s) p.stage_end[s] = uint32_t(p.code.size());
  }
  std::stable_sort(checks_.begin(), checks_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  p.check_end.assign(stage_ + 1, 0);
  for (auto& [stage, c] : checks_) {
    c.a = renumber[c.a];
    c.b = renumber[c.b];
    p.checks.push_back(c);
    for (uint32_t s = stage; s <= stage_; ++s) p.check_end[s] = uint32_t(p.checks.size());
  }
  return p;
}

}  // namespace sinter::compile
