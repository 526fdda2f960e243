// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/gather.h"
#include "ops/gather_elements.h"
#include "ops/gather_nd.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

const CaseInput kTable = of_values(kF32, {3, 2}, {1, 2, 3, 4, 5, 6});

TEST(Gather, Values) {
  expect_values(Gather{}, {kTable, of_values(kI64, {2}, {-1, 0})}, {2, 2}, {5, 6, 1, 2});
  expect_values(Gather{.axis = 1}, {kTable, of_values(kI32, {1, 1}, {1})}, {3, 1, 1}, {2, 4, 6});
  expect_values(Gather{}, {kTable, int_scalar(1)}, {2}, {3, 4});
  run_error(Gather{}, {kTable, int_scalar(3)});
  run_error(Gather{}, {kTable, int_scalar(INT64_MIN)});
}

TEST(Gather, Inference) {
  EXPECT_EQ(inferred(Gather{}, {typed(kF32, {100, 16}), typed(kI64, {sym("B"), sym("S")})}), "f32[B,S,16]");
  EXPECT_EQ(inferred_elements(Gather{}, {of_ints({4, 5, 6}).fixed(), int_scalar(-1).fixed()}), "[6]");
  EXPECT_EQ(inferred_elements(Gather{}, {of_ints({4, 5, 6}).fixed(), int_scalar(9).fixed()}), "unknown");
  build_error(Gather{.axis = 2}, {kTable, int_scalar(0)});
  build_error(Gather{}, {kTable, of_values(kF32, {}, {0})});
}

TEST(GatherElements, Values) {
  expect_values(GatherElements{}, {kTable, of_values(kI64, {2, 2}, {2, 0, -2, 1})}, {2, 2}, {5, 2, 3, 4});
  expect_values(GatherElements{.axis = 1}, {kTable, of_values(kI64, {3, 1}, {1, 0, 1})}, {3, 1}, {2, 3, 6});
  run_error(GatherElements{.axis = 1}, {kTable, of_values(kI64, {1, 1}, {2})});
  build_error(GatherElements{}, {kTable, of_values(kI64, {1, 3}, {0, 0, 0})});
}

TEST(GatherND, Values) {
  expect_values(GatherND{}, {kTable, of_values(kI64, {2, 1}, {2, 0})}, {2, 2}, {5, 6, 1, 2});
  expect_values(GatherND{}, {kTable, of_values(kI64, {2}, {1, -1})}, {}, {4});
  expect_values(GatherND{.batch_dims = 1}, {kTable, of_values(kI64, {3, 1}, {1, 0, -1})}, {3}, {2, 3, 6});
  run_error(GatherND{}, {kTable, of_values(kI64, {1, 1}, {3})});
  build_error(GatherND{}, {kTable, of_values(kI64, {1, 3}, {0, 0, 0})});
}

}  // namespace
}  // namespace sinter::test
