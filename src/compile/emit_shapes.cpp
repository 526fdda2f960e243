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
    case ShapeInstr::Op::kInputDim: break;
    case ShapeInstr::Op::kReadBack: stage = stage_; break;
    default: stage = std::max(entries_[size_t(instr.a)].stage, entries_[size_t(instr.b)].stage);
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

void ShapeEmitter::bind_input(uint32_t input, uint32_t axis, const Dim& dim, const std::string& name) {
  if (dim.is_const()) return;  // set_input_shape checks it
  const uint32_t actual = emit({ShapeInstr::Op::kInputDim, input, axis}, name + "[" + std::to_string(axis) + "]");
  const auto symbol = dim.as_symbol();
  if (symbol && symbols_.try_emplace(*symbol, actual).second) {
    by_text_[*symbol] = actual;
    return;
  }
  checks_.push_back({0, {ShapeCheck::Kind::kEqual, actual, reg(dim), "dim " + std::to_string(axis) + " of input " + quote(name)}});
}

uint32_t ShapeEmitter::bind_read_back(const std::string& symbol, uint32_t axis) {
  const uint32_t r = emit({ShapeInstr::Op::kReadBack, 0, axis}, symbol);
  symbols_[symbol] = r;
  by_text_[symbol] = r;
  return r;
}

uint32_t ShapeEmitter::atom(const DimAtom& a) {
  if (auto it = by_text_.find(a.text); it != by_text_.end()) return it->second;
  if (a.kind == DimAtomKind::kSymbol)
    fail(ErrorCode::kUnsupported, "the size " + quote(a.name) + " appears in no input shape by itself, so it cannot be found at run time",
         "give the input dims names of their own in the model");
  static constexpr ShapeInstr::Op kOps[] = {ShapeInstr::Op::kConst, ShapeInstr::Op::kFloorDiv, ShapeInstr::Op::kMod, ShapeInstr::Op::kMin,
                                            ShapeInstr::Op::kMax};
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
  entries_[sum].name = text;
  return by_text_[text] = sum;
}

void ShapeEmitter::check(const DimCheck& c) {
  const uint32_t a = reg(c.a), b = reg(c.b);
  checks_.push_back({std::max(entries_[a].stage, entries_[b].stage), {ShapeCheck::Kind(int(c.kind)), a, b, c.what}});
}

plan::ShapeProgram ShapeEmitter::finish(std::vector<uint32_t>& renumber) {
  std::vector<uint32_t> order(entries_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return entries_[a].stage < entries_[b].stage; });
  renumber.assign(entries_.size(), 0);
  for (size_t i = 0; i < order.size(); ++i) renumber[order[i]] = uint32_t(i);
  plan::ShapeProgram p;
  p.stage_end.assign(stage_ + 1, 0);
  for (uint32_t old : order) {
    Entry& e = entries_[old];
    if (e.instr.op > ShapeInstr::Op::kReadBack) {
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
