// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A dim is an integer or an expression over symbols ("N", "floor(S/2)+1"). Every expression is kept in one canonical
// form, a sum of products of atoms, so that two dims that are equal by algebra are equal by ==, print alike and hash
// alike. Bounds are not kept here: they live on the symbols (ir/symbols.h).
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sinter {

struct DimExpr;

/// Closed interval of int64; the extremes stand for "unbounded".
struct Interval {
  int64_t min = INT64_MIN, max = INT64_MAX;
  bool operator==(const Interval&) const = default;
};

class Dim {
 public:
  Dim(int64_t value = 0) : value_(value) {}  // NOLINT: an integer is a dim
  Dim(int value) : value_(value) {}          // NOLINT
  /// A symbol; `name` is made of letters, digits, '_', '.', and does not start with a digit (sanitize_symbol helps).
  static Dim symbol(std::string name);

  bool is_const() const { return !expr_; }
  /// The integer; call only if is_const().
  int64_t value() const { return value_; }
  /// The integer or nullopt.
  std::optional<int64_t> constant() const { return expr_ ? std::nullopt : std::optional(value_); }
  /// The symbol's name if this dim is exactly one symbol.
  std::optional<std::string> as_symbol() const;
  const DimExpr* expr() const { return expr_.get(); }

  using SymbolValue = std::function<std::optional<int64_t>(const std::string&)>;
  using SymbolBounds = std::function<Interval(const std::string&)>;
  /// The value where all symbols have one; nullopt if one is missing or a division by zero or overflow occurs.
  std::optional<int64_t> eval(const SymbolValue& value_of) const;
  Interval bounds(const SymbolBounds& bounds_of) const;
  void collect_symbols(std::set<std::string>& out) const;
  /// Replaces symbols; those for which `f` gives nullopt stay.
  Dim substitute(const std::function<std::optional<Dim>(const std::string&)>& f) const;

  /// Prints the canonical form; parse_dim reads it back.
  std::string to_string() const;
  bool operator==(const Dim& o) const;

  friend Dim operator+(const Dim& a, const Dim& b);
  friend Dim operator-(const Dim& a, const Dim& b);
  friend Dim operator*(const Dim& a, const Dim& b);

 private:
  friend struct DimExpr;
  explicit Dim(std::shared_ptr<const DimExpr> e) : expr_(std::move(e)) {}
  int64_t value_ = 0;
  std::shared_ptr<const DimExpr> expr_;  // null: the integer value_
};

/// Rounds towards minus infinity. Division by the integer 0 throws Error(kInvalidModel).
Dim floor_div(const Dim& a, const Dim& b);
Dim ceil_div(const Dim& a, const Dim& b);
/// a - floor_div(a, b) * b.
Dim mod(const Dim& a, const Dim& b);
Dim min(const Dim& a, const Dim& b);
Dim max(const Dim& a, const Dim& b);
/// Product of all dims (1 for none).
Dim product(const std::vector<Dim>& dims);

/// Reads what Dim::to_string writes: integers, symbols, + - * / (floor division) % min() max() and parentheses.
std::optional<Dim> parse_dim(std::string_view text);
/// Makes any text ("batch size", "") a legal symbol name.
std::string sanitize_symbol(std::string_view text);

using SymDims = std::vector<Dim>;
std::string to_string(const SymDims& dims);

/// The atom kinds of an expression; exposed for the shape program's emitter, which flattens expressions.
enum class DimAtomKind : uint8_t { kSymbol, kFloorDiv, kMod, kMin, kMax };
struct DimAtom {
  DimAtomKind kind;
  std::string name;  // of a symbol
  Dim a, b;          // of the others
  std::string text;  // canonical print; order and equality of atoms
};
struct DimTerm {
  int64_t coefficient;
  std::vector<DimAtom> atoms;  // sorted by text, repeated for powers
  std::string key;             // the atoms' texts joined
};
/// constant + sum of terms, terms sorted by key, never empty (an expression without terms is an integer).
struct DimExpr {
  int64_t constant = 0;
  std::vector<DimTerm> terms;
  std::string text;
  static Dim make(int64_t constant, std::vector<DimTerm> terms);
  static Dim atom(DimAtomKind kind, const Dim& a, const Dim& b);
};

}  // namespace sinter
