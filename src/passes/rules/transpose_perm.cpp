// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/rules/transpose_perm.h"

#include "ops/transpose.h"

namespace sinter {

std::vector<int64_t> perm_of(const Graph& graph, const Node& transpose) {
  const int64_t rank = graph.tensor(transpose.inputs[0]).rank();
  std::vector<int64_t> perm = transpose.op.as<Transpose>()->perm;
  if (perm.empty())
    for (int64_t i = rank - 1; i >= 0; --i) perm.push_back(i);
  for (int64_t& p : perm)
    if (p < 0) p += rank;
  return perm;
}

bool is_identity(const std::vector<int64_t>& perm) {
  for (size_t i = 0; i < perm.size(); ++i)
    if (perm[i] != int64_t(i)) return false;
  return true;
}

}  // namespace sinter
