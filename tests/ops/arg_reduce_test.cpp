// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/arg_reduce.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

TEST(ArgReduce, Values) {
  const auto x = of_values(kF32, {2, 4}, {1, 5, 5, 0, -1, -3, -3, 7});
  expect_values(ArgReduce{.axis = 1}, {x}, {2, 1}, {1, 3});
  expect_values(ArgReduce{.axis = 1, .keep_dims = false, .select_last_index = true}, {x}, {2}, {2, 3});
  expect_values(ArgReduce{.kind = ArgReduceKind::kMin, .axis = -1, .keep_dims = false}, {x}, {2}, {3, 1});
  expect_values(ArgReduce{.axis = 0, .keep_dims = false}, {x}, {4}, {0, 0, 0, 1});
  expect_values(ArgReduce{.kind = ArgReduceKind::kMin, .axis = 0}, {of_values(kF32, {3}, {1, kNaN, -9})}, {1}, {1});
  build_error(ArgReduce{.axis = 0}, {typed(kF32, {0, 3})});
}

}  // namespace
}  // namespace sinter::test
