// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/dim_values.h"

#include "sinter/error.h"

namespace sinter {

std::optional<int64_t> DimValues::eval_atom(const DimAtom& atom) const {
  if (auto it = atoms_.find(atom.text); it != atoms_.end()) return it->second;
  if (atom.kind == DimAtomKind::kSymbol) return std::nullopt;
  const auto a = eval(atom.a), b = eval(atom.b);
  if (!a || !b) return std::nullopt;
  switch (atom.kind) {
    case DimAtomKind::kFloorDiv: return *b == 0 ? std::nullopt : floor_div(*a, *b).constant();
    case DimAtomKind::kMod: return *b == 0 ? std::nullopt : mod(*a, *b).constant();
    case DimAtomKind::kMin: return min(*a, *b).constant();
    default: return max(*a, *b).constant();
  }
}

std::optional<int64_t> DimValues::eval(const Dim& dim) const {
  if (dim.is_const()) return dim.value();
  int64_t sum = dim.expr()->constant;
  for (const DimTerm& t : dim.expr()->terms) {
    int64_t p = t.coefficient;
    for (const DimAtom& a : t.atoms) {
      const auto v = eval_atom(a);
      if (!v || __builtin_mul_overflow(p, *v, &p)) return std::nullopt;
    }
    if (__builtin_add_overflow(sum, p, &sum)) return std::nullopt;
  }
  return sum;
}

// If exactly one atom of `dim` is not known, and it occurs once, its value follows.
bool DimValues::solve(const Dim& dim, int64_t value) {
  const DimAtom* unknown = nullptr;
  int64_t rest = value - dim.expr()->constant, factor = 0;
  for (const DimTerm& t : dim.expr()->terms) {
    int64_t p = t.coefficient;
    bool known = true;
    for (const DimAtom& a : t.atoms) {
      if (auto v = eval_atom(a)) {
        if (__builtin_mul_overflow(p, *v, &p)) return false;
      } else if (unknown) {
        return false;
      } else {
        unknown = &a;
        known = false;
      }
    }
    if (known) rest -= p;
    else factor = p;
  }
  if (!unknown || factor == 0 || rest % factor != 0) return false;
  atoms_[unknown->text] = rest / factor;
  return true;
}

void DimValues::set(const Dim& dim, int64_t value) {
  if (const auto v = eval(dim)) {
    if (*v != value)
      fail(ErrorCode::kShapeMismatch, "a dim is " + std::to_string(value) + " where the graph needs " + dim.to_string() + " = " +
                                          std::to_string(*v), "check the shapes of the inputs");
    return;
  }
  unsolved_.emplace_back(dim, value);
  for (bool progress = true; progress;) {
    progress = false;
    for (size_t i = 0; i < unsolved_.size();) {
      const auto [d, v] = unsolved_[i];
      if (!eval(d) && !solve(d, v)) {
        ++i;
        continue;
      }
      unsolved_.erase(unsolved_.begin() + std::ptrdiff_t(i));
      progress = true;
    }
  }
}

}  // namespace sinter
