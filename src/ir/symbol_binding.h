// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Finds the values of symbols from actual shapes.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ir/infer.h"
#include "ir/type.h"

namespace sinter {

class SymbolBinding {
 public:
  SymbolBinding() = default;
  explicit SymbolBinding(std::map<std::string, int64_t> known) : values_(std::move(known)) {}

  const std::map<std::string, int64_t>& values() const { return values_; }
  std::optional<int64_t> eval(const Dim& d) const;
  /// The dims, -1 where a symbol has no value yet.
  Dims eval(const SymDims& dims) const;
  /// Makes `dims` equal `actual` by giving values to symbols. False if that cannot be, with the axis in `bad_axis`
  /// (-1: the rank). Dims that more than one unknown symbol takes part in are left for a later call.
  bool bind(const SymDims& dims, const Dims& actual, int& bad_axis);
  /// Gives a symbol its value, unless it has one.
  void set(const std::string& symbol, int64_t value) { values_.try_emplace(symbol, value); }
  /// Error(kShapeMismatch) if a check that can be evaluated does not hold.
  void check(const std::vector<DimCheck>& checks) const;

 private:
  bool bind_dim(const Dim& d, int64_t actual);
  std::map<std::string, int64_t> values_;
};

}  // namespace sinter
