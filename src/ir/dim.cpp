// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/dim.h"

#include <algorithm>
#include <cctype>

#include "base/limits.h"
#include "sinter/error.h"

namespace sinter {
namespace {

[[noreturn]] void dim_overflow() { fail(ErrorCode::kLimit, "a dim does not fit 64 bits", "use smaller dims"); }
int64_t checked_add(int64_t a, int64_t b) {
  int64_t r;
  if (__builtin_add_overflow(a, b, &r)) dim_overflow();
  return r;
}
int64_t checked_mul(int64_t a, int64_t b) {
  int64_t r;
  if (__builtin_mul_overflow(a, b, &r)) dim_overflow();
  return r;
}
int64_t floor_div_int(int64_t a, int64_t b) {
  if (b == -1) return checked_mul(a, -1);
  const int64_t q = a / b;
  return q - ((a % b != 0) && ((a < 0) != (b < 0)));
}

struct DimSum {
  int64_t constant = 0;
  std::vector<DimTerm> terms;
};
DimSum sum_of(const Dim& d) {
  if (d.is_const()) return {d.value(), {}};
  return {d.expr()->constant, d.expr()->terms};
}

std::string term_key(const std::vector<DimAtom>& atoms) {
  std::string key;
  for (const auto& a : atoms) key += (key.empty() ? "" : "*") + a.text;
  return key;
}

DimTerm term_times(const DimTerm& a, const DimTerm& b) {
  DimTerm t{checked_mul(a.coefficient, b.coefficient), a.atoms, {}};
  t.atoms.insert(t.atoms.end(), b.atoms.begin(), b.atoms.end());
  std::sort(t.atoms.begin(), t.atoms.end(), [](const auto& x, const auto& y) { return x.text < y.text; });
  t.key = term_key(t.atoms);
  return t;
}

// t / by if the division is exact for all values of the symbols (by != 0).
std::optional<DimTerm> exact_quotient(const DimTerm& t, const DimTerm& by) {
  if (by.coefficient == 0 || (by.coefficient != -1 && t.coefficient % by.coefficient != 0)) return std::nullopt;
  DimTerm q{floor_div_int(t.coefficient, by.coefficient), t.atoms, {}};
  for (const auto& a : by.atoms) {
    auto it = std::find_if(q.atoms.begin(), q.atoms.end(), [&](const DimAtom& x) { return x.text == a.text; });
    if (it == q.atoms.end()) return std::nullopt;
    q.atoms.erase(it);
  }
  q.key = term_key(q.atoms);
  return q;
}

}  // namespace

Dim DimExpr::make(int64_t constant, std::vector<DimTerm> terms) {
  std::sort(terms.begin(), terms.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  std::vector<DimTerm> merged;
  for (auto& t : terms) {
    if (t.atoms.empty())
      constant = checked_add(constant, t.coefficient);
    else if (!merged.empty() && merged.back().key == t.key)
      merged.back().coefficient = checked_add(merged.back().coefficient, t.coefficient);
    else
      merged.push_back(std::move(t));
  }
  std::erase_if(merged, [](const DimTerm& t) { return t.coefficient == 0; });
  if (merged.empty()) return Dim(constant);
  auto e = std::make_shared<DimExpr>();
  e->constant = constant;
  e->terms = std::move(merged);
  for (const auto& t : e->terms) {
    if (t.coefficient < 0)
      e->text += "-";
    else if (!e->text.empty())
      e->text += "+";
    // The magnitude of INT64_MIN is printed through uint64 so that the text always reads back.
    const uint64_t mag = t.coefficient < 0 ? uint64_t(0) - uint64_t(t.coefficient) : uint64_t(t.coefficient);
    if (mag != 1) e->text += std::to_string(mag) + "*";
    e->text += t.key;
  }
  if (constant != 0) e->text += (constant > 0 ? "+" : "") + std::to_string(constant);
  if (e->text.size() > limits::kMaxDimText)
    fail(ErrorCode::kLimit, "a symbolic dim grew beyond " + std::to_string(limits::kMaxDimText) + " characters",
         "fix some of the model's dynamic dims");
  return Dim(std::shared_ptr<const DimExpr>(std::move(e)));
}

Dim DimExpr::atom(DimAtomKind kind, const Dim& a, const Dim& b) {
  DimAtom at{kind, {}, a, b, {}};
  const auto x = a.to_string(), y = b.to_string();
  switch (kind) {
    case DimAtomKind::kFloorDiv:
      at.text = "floor(" + x + "," + y + ")";
      break;
    case DimAtomKind::kMod:
      at.text = "mod(" + x + "," + y + ")";
      break;
    case DimAtomKind::kMin:
      at.text = "min(" + x + "," + y + ")";
      break;
    case DimAtomKind::kMax:
      at.text = "max(" + x + "," + y + ")";
      break;
    case DimAtomKind::kSymbol:
      break;
  }
  DimTerm t{1, {at}, at.text};
  return make(0, {std::move(t)});
}

Dim Dim::symbol(std::string name) {
  DimAtom a{DimAtomKind::kSymbol, name, {}, {}, name};
  DimTerm t{1, {a}, name};
  return DimExpr::make(0, {std::move(t)});
}

std::optional<std::string> Dim::as_symbol() const {
  if (!expr_ || expr_->constant != 0 || expr_->terms.size() != 1) return std::nullopt;
  const auto& t = expr_->terms[0];
  if (t.coefficient != 1 || t.atoms.size() != 1 || t.atoms[0].kind != DimAtomKind::kSymbol) return std::nullopt;
  return t.atoms[0].name;
}

bool Dim::operator==(const Dim& o) const {
  if (is_const() != o.is_const()) return false;
  return is_const() ? value_ == o.value_ : expr_ == o.expr_ || expr_->text == o.expr_->text;
}

std::string Dim::to_string() const { return expr_ ? expr_->text : std::to_string(value_); }

Dim operator+(const Dim& a, const Dim& b) {
  if (a.is_const() && b.is_const()) return checked_add(a.value(), b.value());
  DimSum x = sum_of(a), y = sum_of(b);
  x.terms.insert(x.terms.end(), y.terms.begin(), y.terms.end());
  return DimExpr::make(checked_add(x.constant, y.constant), std::move(x.terms));
}
Dim operator-(const Dim& a, const Dim& b) { return a + b * Dim(int64_t(-1)); }
Dim operator*(const Dim& a, const Dim& b) {
  if (a.is_const() && b.is_const()) return checked_mul(a.value(), b.value());
  DimSum x = sum_of(a), y = sum_of(b);
  if (x.constant != 0) x.terms.push_back({x.constant, {}, {}});
  if (y.constant != 0) y.terms.push_back({y.constant, {}, {}});
  // Expanding is quadratic; what would print beyond the limit anyway is refused before it eats the memory.
  if (x.terms.size() * y.terms.size() > limits::kMaxDimText)
    fail(ErrorCode::kLimit, "a symbolic dim has too many terms", "fix some of the model's dynamic dims");
  std::vector<DimTerm> terms;
  for (const auto& s : x.terms)
    for (const auto& t : y.terms) terms.push_back(term_times(s, t));
  return DimExpr::make(0, std::move(terms));
}

Dim floor_div(const Dim& a, const Dim& b) {
  if (b.is_const() && b.value() == 0)
    fail(ErrorCode::kInvalidModel, "a dim is divided by zero", "check strides, steps and groups");
  if (a.is_const() && b.is_const()) return floor_div_int(a.value(), b.value());
  if (b == Dim(1)) return a;
  if (a == b) return 1;
  if (a.is_const() && a.value() == 0) return 0;
  // floor((b*q + r) / b) = q + floor(r / b): take out the terms that b divides.
  DimSum x = sum_of(a), y = sum_of(b);
  const bool b_is_monomial = y.terms.size() + (y.constant != 0) == 1;
  if (b_is_monomial) {
    const DimTerm by = y.terms.empty() ? DimTerm{y.constant, {}, {}} : y.terms[0];
    if (x.constant != 0) x.terms.push_back({x.constant, {}, {}});
    std::vector<DimTerm> out, rest;
    for (const auto& t : x.terms) {
      if (auto q = exact_quotient(t, by)) {
        out.push_back(std::move(*q));
      } else if (by.atoms.empty() && by.coefficient > 0 && (t.atoms.empty() || t.coefficient > by.coefficient)) {
        // floor((5*S+c)/2) = 2*S + floor((S+c)/2): one form for equal dims. Negative coefficients stay (tighter
        // bounds).
        const int64_t q = floor_div_int(t.coefficient, by.coefficient);
        out.push_back({q, t.atoms, t.key});
        rest.push_back({t.coefficient - q * by.coefficient, t.atoms, t.key});
      } else {
        rest.push_back(t);
      }
    }
    if (rest.empty()) return DimExpr::make(0, std::move(out));
    std::erase_if(out, [](const DimTerm& t) { return t.coefficient == 0; });
    if (!out.empty()) return DimExpr::make(0, std::move(out)) + floor_div(DimExpr::make(0, std::move(rest)), b);
  }
  // floor((floor(x / c) + k) / d) = floor((x + k*c) / (c*d)) for positive integers c, d.
  if (b.is_const() && b.value() > 0 && !a.is_const() && a.expr()->terms.size() == 1) {
    const auto& t = a.expr()->terms[0];
    if (t.coefficient == 1 && t.atoms.size() == 1 && t.atoms[0].kind == DimAtomKind::kFloorDiv &&
        t.atoms[0].b.is_const() && t.atoms[0].b.value() > 0)
      return floor_div(t.atoms[0].a + Dim(a.expr()->constant) * t.atoms[0].b, t.atoms[0].b * b);
  }
  return DimExpr::atom(DimAtomKind::kFloorDiv, a, b);
}
Dim ceil_div(const Dim& a, const Dim& b) { return floor_div(a + b - Dim(1), b); }
Dim mod(const Dim& a, const Dim& b) {
  if (b == Dim(-1)) return 0;
  if (a.is_const() && b.is_const()) return a - floor_div(a, b) * b;
  const Dim q = floor_div(a, b);
  if (q * b == a) return 0;
  return DimExpr::atom(DimAtomKind::kMod, a, b);
}
Dim min(const Dim& a, const Dim& b) {
  const Dim d = a - b;
  if (d.is_const()) return d.value() <= 0 ? a : b;
  return a.to_string() < b.to_string() ? DimExpr::atom(DimAtomKind::kMin, a, b)
                                       : DimExpr::atom(DimAtomKind::kMin, b, a);
}
Dim max(const Dim& a, const Dim& b) {
  const Dim d = a - b;
  if (d.is_const()) return d.value() >= 0 ? a : b;
  return a.to_string() < b.to_string() ? DimExpr::atom(DimAtomKind::kMax, a, b)
                                       : DimExpr::atom(DimAtomKind::kMax, b, a);
}
Dim product(const std::vector<Dim>& dims) {
  Dim p = 1;
  for (const auto& d : dims) p = p * d;
  return p;
}

std::string to_string(const SymDims& dims) {
  std::string s = "[";
  for (size_t i = 0; i < dims.size(); ++i) s += (i ? "," : "") + dims[i].to_string();
  return s + "]";
}

std::string sanitize_symbol(std::string_view text) {
  std::string s;
  for (char c : text.substr(0, limits::kMaxSymbolName))
    s += std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' ? c : '_';
  if (s.empty() || std::isdigit(static_cast<unsigned char>(s[0]))) s = "d" + s;
  if (s == "min" || s == "max" || s == "floor" || s == "mod") s += "_";
  return s;
}

}  // namespace sinter
