// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/fold_constants.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(FoldConstants, ComputesChainsOfConstants) {
  expect_pass(fold_constants, R"(
    graph main(%x: f32[2]) -> (%y) {
      %a = Constant {value=f32[2][1.0,2.0]} from ["a"]
      %b = Constant {value=f32[2][3.0,4.0]}
      %c = Mul(%a, %b) from ["mul"]
      %d = Neg(%c) from ["neg"]
      %y = Add(%x, %d)
    })",
              R"(
    graph main(%x: f32[2]) -> (%y) {
      %d = Constant {value=f32[2][-3.0,-8.0]} from ["neg"]
      %y = Add(%x, %d)
    })");
}

TEST(FoldConstants, AReshapedConstantSharesItsBytes) {
  expect_pass(fold_constants, R"(
    graph main(%x: f32[2,1]) -> (%y) {
      %a = Constant {value=f32[2][1.0,2.0]}
      %b = Reshape(%a) {dims=[2,1]}
      %y = Add(%x, %b)
    })",
              R"(
    graph main(%x: f32[2,1]) -> (%y) {
      %b = Constant {value=f32[2,1][1.0,2.0]}
      %y = Add(%x, %b)
    })");
}

TEST(FoldConstants, AnOutputMayBeConstant) {
  expect_pass(fold_constants, R"(
    graph main(%x: f32[2]) -> (%y) {
      %a = Constant {value=i64[3][5,6,7]}
      %y = Cast(%a) {to=f32}
    })",
              R"(
    graph main(%x: f32[2]) -> (%y) {
      %y = Constant {value=f32[3][5.0,6.0,7.0]}
    })");
}

TEST(FoldConstants, LeavesWhatDependsOnAnInput) {
  expect_unchanged(fold_constants, R"(
    graph main(%x: f32[2]) -> (%y) {
      %a = Constant {value=f32[2][1.0,2.0]}
      %y = Add(%x, %a)
    })");
}

TEST(FoldConstants, LeavesResultsMuchLargerThanTheirInputs) {
  expect_unchanged(fold_constants, R"(
    graph main(%x: f32[1]) -> (%y) {
      %a = Constant {value=f32[1][1.0]}
      %b = Expand(%a) {dims=[1000,1000]}
      %y = Add(%b, %x)
    })");
}

TEST(FoldConstants, LeavesResultsAboveTheLimit) {
  PassContext context;
  context.options.max_folded_bytes = 4;
  expect_unchanged(fold_constants, R"(
    graph main(%x: f32[2]) -> (%y) {
      %a = Constant {value=f32[2][1.0,2.0]}
      %b = Exp(%a)
      %y = Add(%x, %b)
    })",
                   context);
}

TEST(FoldConstants, LeavesWhatCannotBeComputed) {
  expect_unchanged(fold_constants, R"(
    graph main(%x: f32[]) -> (%y) {
      %a = Constant {value=f32[2][1.0,2.0]}
      %i = Constant {value=i64[][7]}
      %b = Gather(%a, %i) {axis=0}
      %y = Add(%x, %b)
    })");
}

constexpr std::string_view kQuantizedProduct = R"(
    graph main(%x: i8[2,2]) -> (%y) {
      %s = Constant {value=f32[][0.5]}
      %w = Constant {value=i8[2,2][1,2,3,4]}
      %a = Dequantize(%x, %s)
      %b = Dequantize(%w, %s)
      %y = MatMul(%a, %b)
    })";

TEST(FoldConstants, WeightsInQdqFormStayWhereABackendWantsThem) { expect_unchanged(fold_constants, kQuantizedProduct); }

TEST(FoldConstants, WeightsInQdqFormAreFoldedElsewhere) {
  PassContext context;
  context.wants_fusion = [](std::string_view kind) { return kind != "quantized"; };
  expect_pass(fold_constants, kQuantizedProduct, R"(
    graph main(%x: i8[2,2]) -> (%y) {
      %s = Constant {value=f32[][0.5]}
      %a = Dequantize(%x, %s)
      %b = Constant {value=f32[2,2][0.5,1.0,1.5,2.0]}
      %y = MatMul(%a, %b)
    })",
              0, context);
}

}  // namespace
}  // namespace sinter::test
