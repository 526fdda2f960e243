// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/symbol_binding.h"

#include "sinter/error.h"

namespace sinter {

std::optional<int64_t> SymbolBinding::eval(const Dim& d) const {
  return d.eval([this](const std::string& s) -> std::optional<int64_t> {
    auto it = values_.find(s);
    return it == values_.end() ? std::nullopt : std::optional(it->second);
  });
}

Dims SymbolBinding::eval(const SymDims& dims) const {
  Dims out;
  for (const Dim& d : dims) out.push_back(eval(d).value_or(-1));
  return out;
}

bool SymbolBinding::bind_dim(const Dim& d, int64_t actual) {
  if (const auto v = eval(d)) return *v == actual;
  // c*S + k = actual has one solution; anything else waits.
  if (d.is_const() || d.expr()->terms.size() != 1) return true;
  const DimTerm& t = d.expr()->terms[0];
  if (t.atoms.size() != 1 || t.atoms[0].kind != DimAtomKind::kSymbol) return true;
  int64_t rest;
  if (__builtin_sub_overflow(actual, d.expr()->constant, &rest)) return false;
  const int64_t c = t.coefficient;
  if (c == -1) {
    if (rest == INT64_MIN) return false;
    rest = -rest;
  } else if (rest % c != 0) {
    return false;
  } else {
    rest /= c;
  }
  values_[t.atoms[0].name] = rest;
  return true;
}

bool SymbolBinding::bind(const SymDims& dims, const Dims& actual, int& bad_axis) {
  bad_axis = -1;
  if (dims.size() != actual.size()) return false;
  // Twice: the first time symbols are found, the second time expressions over them are compared.
  for (int round = 0; round < 2; ++round)
    for (size_t i = 0; i < dims.size(); ++i) {
      bad_axis = int(i);
      if (!bind_dim(dims[i], actual[i])) return false;
    }
  return true;
}

void SymbolBinding::check(const std::vector<DimCheck>& checks) const {
  for (const auto& c : checks) {
    const auto a = eval(c.a), b = eval(c.b);
    if (!a || !b) continue;
    bool holds = true;
    switch (c.kind) {
      case DimCheck::Kind::kEqual:
        holds = *a == *b;
        break;
      case DimCheck::Kind::kAtLeast:
        holds = *a >= *b;
        break;
      case DimCheck::Kind::kDivides:
        holds = *b == -1 || (*b != 0 && *a % *b == 0);
        break;
    }
    if (!holds)
      fail(ErrorCode::kShapeMismatch,
           c.what + " (" + c.a.to_string() + " is " + std::to_string(*a) + ", " + c.b.to_string() + " is " +
               std::to_string(*b) + ")",
           "give inputs whose shapes fit together");
  }
}

}  // namespace sinter
