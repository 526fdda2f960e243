// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/kernels/pointwise_shape.h"

#include <gtest/gtest.h>

#include "backends/cuda/kernels/matmul_shape.h"

namespace sinter::cuda {
namespace {

TensorArg arg_of(const Dims& dims) {
  TensorArg a;
  a.dims = dims.data();
  a.rank = int32_t(dims.size());
  a.dtype = DataType::kFloat32;
  return a;
}

PointwiseShape shape_of(const std::vector<Dims>& inputs, const Dims& out, bool ok = true) {
  std::vector<TensorArg> args;
  for (const auto& d : inputs) args.push_back(arg_of(d));
  PointwiseShape s;
  EXPECT_EQ(pointwise_shape(args, arg_of(out), s).ok(), ok);
  return s;
}

TEST(CudaPointwiseShape, EqualShapesAndScalarsAreFlat) {
  const PointwiseShape s = shape_of({{2, 3, 4}, {}, {2, 3, 4}, {1, 1}}, {2, 3, 4});
  EXPECT_TRUE(s.flat);
  EXPECT_EQ(s.count, 24);
  EXPECT_EQ(s.rank, 1);
  EXPECT_EQ(s.scalars, 0b1010u);
}

TEST(CudaPointwiseShape, BroadcastDimsMerge) {
  const PointwiseShape s = shape_of({{2, 3, 4, 5}, {3, 1, 1}}, {2, 3, 4, 5});
  EXPECT_FALSE(s.flat);
  ASSERT_EQ(s.rank, 3);
  EXPECT_EQ(s.dims[0], 2);
  EXPECT_EQ(s.dims[2], 20);
  EXPECT_EQ(s.strides[0][0], 60);
  EXPECT_EQ(s.strides[0][2], 1);
  EXPECT_EQ(s.strides[1][0], 0);
  EXPECT_EQ(s.strides[1][1], 1);
  EXPECT_EQ(s.strides[1][2], 0);
}

TEST(CudaPointwiseShape, RowPlusColumn) {
  const PointwiseShape s = shape_of({{7, 1}, {5}}, {7, 5});
  ASSERT_EQ(s.rank, 2);
  EXPECT_EQ(s.strides[0][0], 1);
  EXPECT_EQ(s.strides[0][1], 0);
  EXPECT_EQ(s.strides[1][0], 0);
  EXPECT_EQ(s.strides[1][1], 1);
}

TEST(CudaPointwiseShape, ScalarOutputAndEmptyOutput) {
  EXPECT_EQ(shape_of({{}}, {}).count, 1);
  EXPECT_EQ(shape_of({{0, 3}, {1, 3}}, {0, 3}).count, 0);
}

TEST(CudaPointwiseShape, WrongShapesAreRefused) {
  shape_of({{2}}, {3}, false);
  shape_of({{1, 3}}, {3}, false);
  shape_of({{1}}, {1, 1, 1, 1, 1, 1, 1, 1, 1}, false);
}

MatmulShape product_of(const Dims& a, const Dims& b, bool ta = false, bool tb = false, bool ok = true) {
  MatmulShape s;
  EXPECT_EQ(matmul_shape(arg_of(a), arg_of(b), ta, tb, s).ok(), ok);
  return s;
}

TEST(CudaMatmulShape, BatchesFoldIntoRowsWhereBIsShared) {
  const MatmulShape s = product_of({8, 3, 4}, {4, 5});
  EXPECT_EQ(s.batch, 1);
  EXPECT_EQ(s.m, 24);
  EXPECT_EQ(s.n, 5);
  EXPECT_EQ(s.k, 4);
}

TEST(CudaMatmulShape, TransposedAndBatched) {
  const MatmulShape s = product_of({8, 4, 3}, {8, 5, 4}, true, true);
  EXPECT_EQ(s.batch, 8);
  EXPECT_EQ(s.m, 3);
  EXPECT_EQ(s.n, 5);
  EXPECT_TRUE(s.transpose_a && s.transpose_b && !s.share_a && !s.share_b);
}

TEST(CudaMatmulShape, Vectors) {
  EXPECT_EQ(product_of({4}, {4, 5}).m, 1);
  EXPECT_EQ(product_of({3, 4}, {4}).n, 1);
  EXPECT_EQ(product_of({2, 3, 4}, {4}, false, true).m, 6);
}

TEST(CudaMatmulShape, WrongShapesAreRefused) {
  product_of({3, 4}, {5, 4}, false, false, false);
  product_of({2, 3, 4}, {3, 4, 5}, false, false, false);
  product_of({2, 1, 3, 4}, {1, 3, 4, 5}, false, false, false);  // each operand repeats along one batch dim
  product_of({}, {4}, false, false, false);
}

}  // namespace
}  // namespace sinter::cuda
