// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/cum_sum.h"
#include "ops/topk.h"
#include "ops/trilu.h"
#include "ops/non_zero.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

TEST(CumSum, Values) {
  const auto x = of_values(kF32, {2, 3}, {1, 2, 3, 4, 5, 6});
  expect_values(CumSum{.axis = 1}, {x}, {2, 3}, {1, 3, 6, 4, 9, 15});
  expect_values(CumSum{.axis = 1, .exclusive = true}, {x}, {2, 3}, {0, 1, 3, 0, 4, 9});
  expect_values(CumSum{.axis = 1, .reverse = true}, {x}, {2, 3}, {6, 5, 3, 15, 11, 6});
  expect_values(CumSum{.axis = 1, .exclusive = true, .reverse = true}, {x}, {2, 3}, {5, 3, 0, 11, 6, 0});
  expect_values(CumSum{.axis = 1}, {x, int_scalar(0).fixed()}, {2, 3}, {1, 2, 3, 5, 7, 9});
  build_error(CumSum{}, {x, int_scalar(0)});
  build_error(CumSum{.axis = 2}, {x});
}

TEST(TopK, Values) {
  const auto x = of_values(kF32, {1, 5}, {3, 9, 9, kNaN, 1});
  expect_values(TopK{}, {x, int_scalar(3).fixed()}, {1, 3}, {kNaN, 9, 9});
  expect_values(TopK{}, {x, int_scalar(3).fixed()}, {1, 3}, {3, 1, 2}, 1);
  expect_values(TopK{.largest = false}, {x, int_scalar(2)}, {1, 2}, {4, 0}, 1);
  EXPECT_EQ(inferred(TopK{.axis = 0}, {typed(kF32, {9, sym("N")}), of_ints({2}).fixed()}, 1), "i64[2,N]");
  build_error(TopK{}, {x, int_scalar(6).fixed()});
  run_error(TopK{}, {x, int_scalar(6)});
}

TEST(Trilu, Values) {
  const auto x = of_values(kF32, {2, 3}, {1, 2, 3, 4, 5, 6});
  expect_values(Trilu{}, {x}, {2, 3}, {1, 2, 3, 0, 5, 6});
  expect_values(Trilu{.upper = false}, {x}, {2, 3}, {1, 0, 0, 4, 5, 0});
  expect_values(Trilu{}, {x, int_scalar(1)}, {2, 3}, {0, 2, 3, 0, 0, 6});
  expect_values(Trilu{.upper = false}, {x, int_scalar(INT64_MAX)}, {2, 3}, {1, 2, 3, 4, 5, 6});
  build_error(Trilu{}, {typed(kF32, {3})});
}

TEST(NonZero, Values) {
  expect_values(NonZero{}, {of_values(kF32, {2, 2}, {0, 1, kNaN, 0})}, {2, 2}, {0, 1, 1, 0});
  expect_values(NonZero{}, {of_values(kF32, {}, {3})}, {0, 1}, {});
  EXPECT_EQ(inferred(NonZero{}, {typed(kF32, {2, 3})}).substr(0, 6), "i64[2,");
}

}  // namespace
}  // namespace sinter::test
