// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/compute.h"

namespace sinter {

std::vector<int64_t> strided_indices(const Dims& dims, std::span<const int64_t> strides, int64_t start) {
  std::vector<int64_t> out(size_t(element_count(dims)));
  std::vector<int64_t> at(dims.size(), 0);
  int64_t index = start;
  for (auto& o : out) {
    o = index;
    for (size_t d = dims.size(); d-- > 0;) {
      index += strides[d];
      if (++at[d] < dims[d]) break;
      index -= strides[d] * dims[d];
      at[d] = 0;
    }
  }
  return out;
}

}  // namespace sinter
