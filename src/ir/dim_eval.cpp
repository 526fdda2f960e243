// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What is computed from a Dim: its value, its bounds, its symbols, a substituted copy.
#include <algorithm>

#include "ir/dim.h"

namespace sinter {
namespace {

using MaybeInt = std::optional<int64_t>;

int64_t floor_quotient(int64_t a, int64_t b) { return a / b - ((a % b != 0) && ((a < 0) != (b < 0))); }

MaybeInt apply_atom(DimAtomKind kind, int64_t a, int64_t b) {
  switch (kind) {
    case DimAtomKind::kFloorDiv:
    case DimAtomKind::kMod: {
      if (b == 0 || (a == INT64_MIN && b == -1)) return kind == DimAtomKind::kMod && b ? MaybeInt(0) : std::nullopt;
      const int64_t q = floor_quotient(a, b);
      return kind == DimAtomKind::kFloorDiv ? q : a - q * b;
    }
    case DimAtomKind::kMin:
      return std::min(a, b);
    case DimAtomKind::kMax:
      return std::max(a, b);
    case DimAtomKind::kSymbol:
      break;
  }
  return std::nullopt;
}

constexpr int64_t kInf = INT64_MAX, kNegInf = INT64_MIN;
bool finite(int64_t v) { return v != kInf && v != kNegInf; }

int64_t sat_add(int64_t a, int64_t b) {
  if (!finite(a)) return a;
  if (!finite(b)) return b;
  int64_t r;
  if (__builtin_add_overflow(a, b, &r)) return a > 0 ? kInf : kNegInf;
  return r;
}
int64_t sat_mul(int64_t a, int64_t b) {
  if (a == 0 || b == 0) return 0;
  const bool negative = (a < 0) != (b < 0);
  int64_t r;
  if (!finite(a) || !finite(b) || __builtin_mul_overflow(a, b, &r)) return negative ? kNegInf : kInf;
  return r;
}
Interval interval_times(Interval a, Interval b) {
  const int64_t v[] = {sat_mul(a.min, b.min), sat_mul(a.min, b.max), sat_mul(a.max, b.min), sat_mul(a.max, b.max)};
  return {*std::min_element(v, v + 4), *std::max_element(v, v + 4)};
}
Interval interval_plus(Interval a, Interval b) { return {sat_add(a.min, b.min), sat_add(a.max, b.max)}; }

Interval atom_bounds(const DimAtom& at, const Dim::SymbolBounds& f) {
  if (at.kind == DimAtomKind::kSymbol) return f(at.name);
  const Interval a = at.a.bounds(f), b = at.b.bounds(f);
  switch (at.kind) {
    case DimAtomKind::kFloorDiv: {
      if (b.min <= 0) return {};
      auto div = [](int64_t x, int64_t y) {
        return !finite(x) ? x : (y == kInf ? (x < 0 ? -1 : 0) : floor_quotient(x, y));
      };
      const int64_t v[] = {div(a.min, b.min), div(a.min, b.max), div(a.max, b.min), div(a.max, b.max)};
      return {*std::min_element(v, v + 4), *std::max_element(v, v + 4)};
    }
    case DimAtomKind::kMod:
      return b.min > 0 ? Interval{0, b.max == kInf ? kInf : b.max - 1} : Interval{};
    case DimAtomKind::kMin:
      return {std::min(a.min, b.min), std::min(a.max, b.max)};
    case DimAtomKind::kMax:
      return {std::max(a.min, b.min), std::max(a.max, b.max)};
    case DimAtomKind::kSymbol:
      break;
  }
  return {};
}

}  // namespace

std::optional<int64_t> Dim::eval(const SymbolValue& value_of) const {
  if (is_const()) return value_;
  int64_t sum = expr_->constant;
  for (const auto& t : expr_->terms) {
    int64_t p = t.coefficient;
    for (const auto& at : t.atoms) {
      MaybeInt v;
      if (at.kind == DimAtomKind::kSymbol) {
        v = value_of(at.name);
      } else {
        const MaybeInt a = at.a.eval(value_of), b = at.b.eval(value_of);
        if (a && b) v = apply_atom(at.kind, *a, *b);
      }
      if (!v || __builtin_mul_overflow(p, *v, &p)) return std::nullopt;
    }
    if (__builtin_add_overflow(sum, p, &sum)) return std::nullopt;
  }
  return sum;
}

Interval Dim::bounds(const SymbolBounds& f) const {
  if (is_const()) return {value_, value_};
  Interval sum{expr_->constant, expr_->constant};
  for (const auto& t : expr_->terms) {
    Interval p{t.coefficient, t.coefficient};
    for (const auto& at : t.atoms) p = interval_times(p, atom_bounds(at, f));
    sum = interval_plus(sum, p);
  }
  return sum;
}

void Dim::collect_symbols(std::set<std::string>& out) const {
  if (is_const()) return;
  for (const auto& t : expr_->terms)
    for (const auto& at : t.atoms) {
      if (at.kind == DimAtomKind::kSymbol) out.insert(at.name);
      at.a.collect_symbols(out);
      at.b.collect_symbols(out);
    }
}

Dim Dim::substitute(const std::function<std::optional<Dim>(const std::string&)>& f) const {
  if (is_const()) return *this;
  Dim sum = expr_->constant;
  for (const auto& t : expr_->terms) {
    Dim p = t.coefficient;
    for (const auto& at : t.atoms) {
      if (at.kind == DimAtomKind::kSymbol) {
        auto r = f(at.name);
        p = p * (r ? *r : Dim::symbol(at.name));
        continue;
      }
      const Dim a = at.a.substitute(f), b = at.b.substitute(f);
      switch (at.kind) {
        case DimAtomKind::kFloorDiv:
          p = p * floor_div(a, b);
          break;
        case DimAtomKind::kMod:
          p = p * mod(a, b);
          break;
        case DimAtomKind::kMin:
          p = p * min(a, b);
          break;
        default:
          p = p * max(a, b);
          break;
      }
    }
    sum = sum + p;
  }
  return sum;
}

}  // namespace sinter
