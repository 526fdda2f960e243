// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A checked TreeEnsemble, laid out for walking: every index is in range and no walk goes round in circles.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "ops/tree_ensemble.h"

namespace sinter {

class TreeTables {
 public:
  /// Error(kInvalidModel) if the ensemble is broken.
  explicit TreeTables(const TreeEnsemble& trees);

  int64_t targets() const { return targets_; }
  /// Features that a row must have.
  int64_t features() const { return features_; }
  /// The row's targets into `out`; `touched` is scratch of the same length.
  template <class T>
  void evaluate(const T* row, double* out, uint8_t* touched) const;

 private:
  struct Node {
    int32_t feature;
    TreeMode mode;
    bool missing;
    int32_t yes, no;  // ~leaf
    double split;
    int32_t member_begin, member_end;
  };
  void check(const TreeEnsemble& trees) const;
  void check_walks() const;
  bool goes_yes(const Node& n, double x) const;
  void add(int32_t leaf, double* out, uint8_t* touched) const;

  TreeAggregate aggregate_;
  int64_t targets_, features_ = 0;
  std::vector<Node> nodes_;
  std::vector<int32_t> roots_;
  std::vector<double> members_;
  std::vector<int32_t> leaf_begin_;
  std::vector<int32_t> leaf_targets_;
  std::vector<double> leaf_weights_;
};

extern template void TreeTables::evaluate<float>(const float*, double*, uint8_t*) const;
extern template void TreeTables::evaluate<double>(const double*, double*, uint8_t*) const;

}  // namespace sinter
