// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/reshape.h"

#include "ops/op_test.h"

namespace sinter::test {
namespace {

const SymDims kBS8 = {Dim::symbol("B"), Dim::symbol("S"), 8};

TEST(Reshape, Inference) {
  const auto x = typed(kF32, kBS8);
  EXPECT_EQ(inferred(Reshape{}, {x, of_ints({0, 0, 2, -1}).fixed()}), "f32[B,S,2,4]");
  EXPECT_EQ(inferred(Reshape{}, {x, of_ints({-1, 8}).fixed()}), "f32[B*S,8]");
  EXPECT_EQ(inferred(Reshape{}, {x, of_ints({0, -1}).fixed()}), "f32[B,8*S]");
  EXPECT_EQ(inferred(Reshape{}, {x, of_ints({-1})}), "f32[8*B*S]");
  EXPECT_EQ(inferred(Reshape{.dims = {sym("B") * sym("S"), 8}}, {x}), "f32[B*S,8]");
  EXPECT_EQ(inferred(Reshape{.dims = {2, -1}}, {typed(kF32, {4, 3})}), "f32[2,6]");
  EXPECT_EQ(inferred(Reshape{.zero_copies = false}, {typed(kF32, {0, 3}), of_ints({7, 0}).fixed()}), "f32[7,0]");
  EXPECT_EQ(inferred(Reshape{}, {typed(kF32, {1, 1})}), "f32[]");
  EXPECT_EQ(inferred_elements(Reshape{}, {of_ints({5}).fixed()}), "[5]");
}

TEST(Reshape, Refuses) {
  build_error(Reshape{}, {typed(kF32, {4, 3}), of_ints({5, -1}).fixed()});
  build_error(Reshape{}, {typed(kF32, {4, 3}), of_ints({-1, -1}).fixed()});
  build_error(Reshape{}, {typed(kF32, {4, 3}), of_ints({4, 4}).fixed()});
  build_error(Reshape{}, {typed(kF32, {4}), of_ints({2, 0, 2}).fixed()});
  build_error(Reshape{.zero_copies = false}, {typed(kF32, {0, 3}), of_ints({0, -1}).fixed()});
  run_error(Reshape{}, {of_values(kF32, {3}, {1, 2, 3}), of_ints({2, 2})});
  run_error(Reshape{}, {of_values(kF32, {3}, {1, 2, 3}), of_ints({-3, -1})});
}

TEST(Reshape, RunTimeShape) {
  expect_values(Reshape{}, {of_values(kF32, {2, 2}, {1, 2, 3, 4}), of_ints({0, -1, 1})}, {2, 2, 1}, {1, 2, 3, 4});
}

}  // namespace
}  // namespace sinter::test
