// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Values of symbolic dims, found by comparing types with the shapes of actual tensors. Knows N from [N,3] and from
// [2*N+1,3]; and where a graph only ever says floor(S/2), it knows that without knowing S.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ir/dim.h"

namespace sinter {

class DimValues {
 public:
  /// An actual tensor has `value` where its type says `dim`. Error(kShapeMismatch) if that contradicts what is known.
  void set(const Dim& dim, int64_t value);
  /// The value of `dim` or nullopt if a symbol in it is not known.
  std::optional<int64_t> eval(const Dim& dim) const;

 private:
  std::optional<int64_t> eval_atom(const DimAtom& atom) const;
  bool solve(const Dim& dim, int64_t value);

  std::map<std::string, int64_t> atoms_;              // by DimAtom::text
  std::vector<std::pair<Dim, int64_t>> unsolved_;
};

}  // namespace sinter
