// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Scalar programs that together use every instruction in every class it exists for, with every element type that the
// CUDA kernels load and store.
#pragma once
#include <string>
#include <vector>

#include "backends/cuda/tactics/pointwise_source.h"
#include "ir/host_tensor.h"

namespace sinter::test {

struct ScalarCase {
  std::string name;
  cuda::PointwiseSpec spec;
};

std::vector<ScalarCase> scalar_cases();
/// What eval_scalar says, element by element; all inputs have `count` elements or one.
std::vector<HostTensor> eval_spec(const cuda::PointwiseSpec& spec, const std::vector<HostTensor>& inputs,
                                  const Dims& dims);
/// `count` values with NaN, infinities, zeros, halves and extreme integers among them.
HostTensor special_values(DataType dtype, int64_t count, uint32_t seed);

}  // namespace sinter::test
