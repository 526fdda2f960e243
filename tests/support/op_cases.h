// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// All test cases of ops in one list: tests/ops runs them on the reference, tests/conformance on every backend.
// Each case is a graph of one node with data for its inputs. They cover odd and zero extents, broadcasting, dynamic
// dims, the dtypes an op takes, and special values.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "ir/host_tensor.h"

namespace sinter::test {

struct OpCase {
  std::string name;                               // "Convolution/stride_2_f16": unique
  std::function<std::unique_ptr<Graph>()> build;  // a new graph at each call
  std::vector<HostTensor> inputs;                 // one per graph input
  std::vector<HostTensor> expected;               // computed by hand; empty: only the reference tells
  int64_t reduction = 1;                          // products per output element, for tolerance_for
};

/// All cases, in a fixed order. Made at the first call.
std::span<const OpCase> all_op_cases();

}  // namespace sinter::test
