// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Moves of complex numbers, BitCast, cumulative products, ScatterElements, Unique, MatrixInverse, QuantizedMatMul.
#include "ops/bit_cast.h"
#include "ops/concat.h"
#include "ops/cum_sum.h"
#include "ops/expand.h"
#include "ops/gather.h"
#include "ops/matrix_inverse.h"
#include "ops/quantized_matmul.h"
#include "ops/reshape.h"
#include "ops/scatter_elements.h"
#include "ops/slice.h"
#include "ops/transpose.h"
#include "ops/unique.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {
namespace {

constexpr DataType kF32 = DataType::kFloat32, kI32 = DataType::kInt32, kI64 = DataType::kInt64;

void add_bit_casts(CaseList& list) {
  const auto x = random_input(kF32, {3, 5}, 1, Fill::kSpecial);
  list.add("BitCast/f32_to_i32", BitCast{.to = kI32}, {x});
  list.add("BitCast/f32_to_u32_dynamic", BitCast{.to = DataType::kUInt32}, {x.as({sym("N"), 5})});
  list.add("BitCast/i64_to_f64", BitCast{.to = DataType::kFloat64}, {random_input(kI64, {4}, 1)});
  list.add("BitCast/bool_to_u8", BitCast{.to = DataType::kUInt8}, {random_input(DataType::kBool, {7}, 1)});
  list.add("BitCast/u8_to_f8", BitCast{.to = DataType::kFloat8E4M3FN}, {random_input(DataType::kUInt8, {7}, 1)});
  list.add("BitCast/i4_to_u4", BitCast{.to = DataType::kUInt4}, {random_input(DataType::kInt4, {5}, 1)});
  list.add("BitCast/empty", BitCast{.to = kI32}, {random_input(kF32, {0, 2}, 1)});
  list.add("BitCast/by_hand", BitCast{.to = kI32}, {of_values(kF32, {3}, {1, -2, 0})}).expected = {
      of_values(kI32, {3}, {1065353216, -1073741824, 0}).data};
}

void add_cumulative_products(CaseList& list) {
  for (DataType t : {kF32, DataType::kFloat16, DataType::kFloat64, kI32, DataType::kUInt8}) {
    const std::string type = "_" + std::string(to_string(t));
    const auto x = random_input(t, {2, 5, 3}, 1);
    list.add("CumSum/product" + type, CumSum{.axis = 1, .product = true}, {x});
    list.add("CumSum/product_back" + type, CumSum{.axis = -1, .exclusive = true, .reverse = true, .product = true},
             {x});
  }
  list.add("CumSum/product_dynamic", CumSum{.axis = 0, .product = true},
           {random_input(kF32, {4, 3}, 1).as({sym("N"), 3})});
}

void add_scatter_elements(CaseList& list) {
  const auto rows = of_values(kI64, {2, 3}, {0, 2, -1, 4, 2, -5});
  for (DataType t : {kF32, DataType::kFloat16, DataType::kFloat64, kI64, kI32, DataType::kUInt8})
    for (size_t r = 0; r < std::size(ScatterND::kReductionNames); ++r) {
      const std::string name =
          "ScatterElements/" + std::string(ScatterND::kReductionNames[r]) + "_" + std::string(to_string(t));
      list.add(name, ScatterElements{.axis = 0, .reduction = ScatterReduction(r)},
               {random_input(t, {5, 3}, 1), rows, random_input(t, {2, 3}, 2)});
    }
  for (size_t r = 0; r < std::size(ScatterND::kReductionNames); ++r)
    list.add("ScatterElements/repeated_" + std::string(ScatterND::kReductionNames[r]),
             ScatterElements{.axis = -1, .reduction = ScatterReduction(r)},
             {random_input(kF32, {2, 3, 4}, 1, Fill::kSpecial), of_values(kI32, {1, 2, 3}, {1, 1, -3, 3, 0, 3}),
              random_input(kF32, {1, 2, 3}, 2, Fill::kSpecial)});
  list.add("ScatterElements/bool", ScatterElements{.axis = 1},
           {random_input(DataType::kBool, {2, 4}, 1), of_values(kI64, {2, 1}, {3, -4}),
            random_input(DataType::kBool, {2, 1}, 2)});
  list.add("ScatterElements/packed", ScatterElements{.axis = 1},
           {random_input(DataType::kInt4, {3, 5}, 1), of_values(kI64, {2, 2}, {4, 0, 1, -1}),
            random_input(DataType::kInt4, {2, 2}, 2)});
  list.add("ScatterElements/none", ScatterElements{},
           {random_input(kF32, {3, 4}, 1), of_values(kI64, {0, 4}, {}), random_input(kF32, {0, 4}, 2)});
  list.add("ScatterElements/dynamic", ScatterElements{.axis = 1},
           {random_input(kF32, {3, 4}, 1).as({sym("N"), sym("M")}),
            of_values(kI64, {3, 2}, {0, 1, 2, 3, 1, 0}).as({sym("N"), sym("K")}),
            random_input(kF32, {3, 2}, 2).as({sym("N"), sym("K")})});
  list.add("ScatterElements/by_hand", ScatterElements{.axis = 1, .reduction = ScatterReduction::kAdd},
           {of_values(kF32, {1, 5}, {1, 2, 3, 4, 5}), of_values(kI64, {1, 2}, {1, 1}),
            of_values(kF32, {1, 2}, {1.5, 2})})
      .expected = {of_values(kF32, {1, 5}, {1, 5.5, 3, 4, 5}).data};
}

void add_unique(CaseList& list) {
  for (DataType t : {kF32, DataType::kFloat16, DataType::kFloat64, kI64, kI32, DataType::kInt8, DataType::kBool}) {
    const std::string type = "_" + std::string(to_string(t));
    const auto x = random_input(t, {6, 4}, 1, Fill::kSpecial);
    list.add("Unique/flat" + type, Unique{}, {x});
    list.add("Unique/unsorted" + type, Unique{.sorted = false}, {x});
    list.add("Unique/axis" + type, Unique{.flatten = false, .axis = 0}, {random_input(t, {7, 1}, 2)});
  }
  const auto pairs = of_values(kI32, {2, 5, 2}, {1, 1, 0, 1, 2, 1, 0, 1, 1, 1, 1, 1, 0, 1, 2, 1, 0, 1, 1, 1});
  list.add("Unique/middle", Unique{.flatten = false, .axis = 1}, {pairs});
  list.add("Unique/middle_unsorted", Unique{.flatten = false, .axis = -2, .sorted = false}, {pairs});
  list.add("Unique/dynamic", Unique{}, {random_input(kI64, {9}, 1).as({sym("N")})});
  list.add("Unique/axis_dynamic", Unique{.flatten = false, .axis = 0},
           {random_input(kI64, {9, 1}, 1).as({sym("N"), sym("M")})});
  list.add("Unique/empty", Unique{}, {random_input(kF32, {0}, 1)});
  list.add("Unique/by_hand", Unique{.sorted = false}, {of_values(kF32, {6}, {2, 1, 1, 3, 4, 3})}).expected = {
      of_values(kF32, {4}, {2, 1, 3, 4}).data, of_values(kI64, {4}, {0, 1, 3, 4}).data,
      of_values(kI64, {6}, {0, 1, 1, 2, 3, 2}).data, of_values(kI64, {4}, {1, 2, 2, 1}).data};
}

/// Matrices that are far from singular: random ones plus 4 on the diagonal.
CaseInput invertible(DataType type, Dims dims, uint32_t seed) {
  std::vector<double> v = random_input(DataType::kFloat64, dims, seed).data.to_doubles();
  const int64_t n = dims.back();
  for (size_t i = 0; i < v.size(); ++i)
    if (int64_t(i) / n % n == int64_t(i) % n) v[i] += 8;
  return {HostTensor::of_doubles(type, std::move(dims), v), {}};
}

void add_inverses(CaseList& list) {
  for (DataType t : {kF32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64})
    list.add("MatrixInverse/" + std::string(to_string(t)), MatrixInverse{}, {invertible(t, {3, 5, 5}, 1)});
  list.add("MatrixInverse/dynamic", MatrixInverse{}, {invertible(kF32, {2, 3, 3}, 2).as({sym("B"), 3, 3})});
  list.add("MatrixInverse/empty", MatrixInverse{}, {random_input(kF32, {2, 0, 0}, 1)});
  list.add("MatrixInverse/by_hand", MatrixInverse{}, {of_values(kF32, {2, 2}, {0, 2, 4, 0})}).expected = {
      of_values(kF32, {2, 2}, {0, 0.25, 0.5, 0}).data};
}

void add_quantized_products(CaseList& list) {
  for (DataType t : {DataType::kUInt4, DataType::kInt4, DataType::kUInt2, DataType::kUInt8, DataType::kInt8,
                     DataType::kFloat8E4M3FN, DataType::kFloat4E2M1}) {
    const std::string type = "_" + std::string(to_string(t));
    const auto w = random_input(t, {70, 64}, 2).fixed();
    const auto scale = random_input(kF32, {70, 4}, 3, Fill::kPositive).fixed();
    list.add("QuantizedMatMul/rows" + type, QuantizedMatMul{.block_size = 16},
             {random_input(kF32, {5, 64}, 1), w, scale}, 64);
    list.add("QuantizedMatMul/zeros" + type, QuantizedMatMul{.block_size = 16},
             {random_input(kF32, {1, 64}, 1), w, scale, random_input(t, {70, 4}, 4).fixed()}, 64);
  }
  const auto w = random_input(DataType::kUInt4, {9, 48}, 2), scale = random_input(kF32, {9, 3}, 3, Fill::kPositive);
  for (DataType t : {DataType::kFloat16, DataType::kBFloat16})
    list.add("QuantizedMatMul/a_" + std::string(to_string(t)), QuantizedMatMul{.block_size = 16},
             {random_input(t, {2, 3, 40}, 1), w, random_input(t, {9, 3}, 3, Fill::kPositive)}, 40);
  list.add("QuantizedMatMul/float_zeros", QuantizedMatMul{.block_size = 16},
           {random_input(kF32, {4, 40}, 1), w.fixed(), scale, random_input(kF32, {9, 3}, 5)}, 40);
  list.add("QuantizedMatMul/vector", QuantizedMatMul{.block_size = 16}, {random_input(kF32, {48}, 1), w, scale}, 48);
  list.add("QuantizedMatMul/dynamic", QuantizedMatMul{.block_size = 16},
           {random_input(kF32, {2, 7, 48}, 1).as({sym("B"), sym("S"), 48}), w.fixed(), scale.fixed()}, 48);
  list.add("QuantizedMatMul/blocks_of_one", QuantizedMatMul{.block_size = 1},
           {random_input(kF32, {3, 5}, 1), random_input(DataType::kUInt4, {4, 5}, 2).fixed(),
            random_input(kF32, {4, 5}, 3).fixed()},
           5);
  list.add("QuantizedMatMul/empty", QuantizedMatMul{.block_size = 16}, {random_input(kF32, {0, 48}, 1), w, scale});
  list.add("QuantizedMatMul/by_hand", QuantizedMatMul{.block_size = 2},
           {of_values(kF32, {1, 3}, {1, 2, 3}), of_values(DataType::kUInt4, {2, 4}, {1, 2, 3, 0, 4, 5, 6, 0}),
            of_values(kF32, {2, 2}, {1, 10, 2, 1}), of_values(DataType::kUInt4, {2, 2}, {1, 0, 0, 6})})
      .expected = {of_values(kF32, {1, 2}, {92, 28}).data};
}

/// Pairs of random numbers.
CaseInput complex_input(DataType type, Dims dims, uint32_t seed) {
  Dims parts = dims;
  parts.push_back(2);
  const DataType part = type == DataType::kComplex64 ? kF32 : DataType::kFloat64;
  const HostTensor values = random_input(part, parts, seed, Fill::kSpecial).data;
  return {HostTensor(type, std::move(dims), values.bytes), {}};
}

void add_complex_moves(CaseList& list) {
  for (DataType t : {DataType::kComplex64, DataType::kComplex128}) {
    const std::string type = "_" + std::string(to_string(t));
    const auto x = complex_input(t, {3, 4, 5}, 1);
    list.add("Transpose/201" + type, Transpose{.perm = {2, 0, 1}}, {x});
    list.add("Reshape/static" + type, Reshape{.dims = {4, 15}}, {x});
    list.add("Concat/last" + type, Concat{.axis = 2}, {x, complex_input(t, {3, 4, 2}, 2)});
    list.add("Slice/steps" + type, Slice{.axes = {1}, .starts = {3}, .ends = {0}, .steps = {-2}}, {x});
    list.add("Expand/static" + type, Expand{.dims = {2, 3, 4}}, {complex_input(t, {3, 1}, 3)});
    list.add("Gather/middle" + type, Gather{.axis = 1}, {x, of_values(kI64, {2}, {-1, 0})});
    list.add("ScatterElements/none" + type, ScatterElements{.axis = 1},
             {complex_input(t, {2, 3}, 4), of_values(kI64, {2, 1}, {2, 0}), complex_input(t, {2, 1}, 5)});
  }
}

}  // namespace

void add_tensor_cases(CaseList& list) {
  add_complex_moves(list);
  add_bit_casts(list);
  add_cumulative_products(list);
  add_scatter_elements(list);
  add_unique(list);
  add_inverses(list);
  add_quantized_products(list);
}

}  // namespace sinter::test
