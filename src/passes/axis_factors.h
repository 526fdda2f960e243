// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What a chain of Reshapes and Transposes does to the elements: the source's dims are split into factors, and the
// result's dims are products of the same factors in another order. Dims of extent 1 have no factors.
#pragma once
#include <optional>
#include <vector>

#include "ir/dim.h"

namespace sinter {

/// a / b if that is a dim for all values of the symbols, by algebra.
std::optional<Dim> exact_quotient(const Dim& a, const Dim& b);

class AxisFactors {
 public:
  /// Starts with a tensor as it is.
  explicit AxisFactors(const SymDims& source);

  /// Applies a Transpose: dim i becomes the old dim perm[i].
  void transpose(const std::vector<int64_t>& perm);
  /// Applies a Reshape; false (and no change) if the new dims are no products of factors that algebra finds.
  bool reshape(const SymDims& dims);

  /// The same as at most a Reshape, a Transpose, a Reshape: dims before the Transpose, its perm (empty: no Transpose)
  /// and the dims behind it.
  struct Steps {
    SymDims before;
    std::vector<int64_t> perm;
    SymDims after;  // what the Transpose gives
  };
  /// The steps with as few Reshapes as possible between a source of `source` dims and a result of `target` dims.
  Steps steps(const SymDims& source, const SymDims& target) const;

 private:
  using Group = std::vector<int>;  // factors of one dim, from the outer one to the inner one

  void split(int factor, const Dim& outer, const Dim& inner);
  std::optional<std::vector<Group>> match(const SymDims& dims);
  std::vector<int> current_order() const;
  std::optional<Steps> by_source_dims() const;
  std::optional<Steps> by_target_dims(const SymDims& target) const;
  Steps by_factors() const;

  std::vector<Dim> extent_;     // of each factor
  std::vector<Group> source_;   // the source's dims
  std::vector<Group> current_;  // the result's dims so far
};

}  // namespace sinter
