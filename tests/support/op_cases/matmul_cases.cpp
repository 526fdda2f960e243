// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/matmul.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {

void add_matmul_cases(CaseList& list) {
  constexpr DataType f32 = DataType::kFloat32;
  auto add = [&](const std::string& name, MatMul op, DataType t, Dims a, Dims b, int64_t k) {
    list.add("MatMul/" + name + "_" + std::string(to_string(t)), op,
             {random_input(t, std::move(a), 1), random_input(t, std::move(b), 2)}, k);
  };
  for (DataType t :
       {f32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64, DataType::kInt32, DataType::kInt64}) {
    add("matrix", {}, t, {5, 7}, {7, 9}, 7);
    add("batch", {}, t, {2, 1, 3, 4}, {3, 4, 5}, 4);
    add("transposed", {.transpose_a = true, .transpose_b = true}, t, {6, 5}, {7, 6}, 6);
  }
  add("long", {}, f32, {3, 257}, {257, 70}, 257);
  add("tall", {}, f32, {67, 3}, {3, 2}, 3);
  add("transpose_b", {.transpose_b = true}, f32, {2, 3, 8}, {2, 5, 8}, 8);
  add("transpose_a", {.transpose_a = true}, f32, {2, 8, 3}, {8, 5}, 8);
  add("row", {}, f32, {4}, {2, 4, 3}, 4);
  add("column", {}, f32, {2, 3, 4}, {4}, 4);
  add("dot", {}, f32, {6}, {6}, 6);
  add("matrix_vector", {}, f32, {33, 65}, {65, 1}, 65);
  add("vector_matrix", {}, f32, {1, 65}, {65, 130}, 65);
  add("empty_rows", {}, f32, {0, 3}, {3, 2}, 3);
  add("empty_sum", {}, f32, {2, 0}, {0, 3}, 1);  // zeros
  list.add("MatMul/constant_b", MatMul{}, {random_input(f32, {2, 5, 24}, 1), random_input(f32, {24, 50}, 2).fixed()},
           24);
  list.add("MatMul/dynamic", MatMul{},
           {random_input(f32, {3, 4, 6}, 1).as({sym("B"), sym("S"), 6}), random_input(f32, {6, 10}, 2).fixed()}, 6);
  list.add("MatMul/dynamic_both", MatMul{.transpose_b = true},
           {random_input(f32, {2, 3, 4, 6}, 1).as({sym("B"), 3, sym("S"), 6}),
            random_input(f32, {2, 3, 5, 6}, 2).as({sym("B"), 3, sym("T"), 6})}, 6);
  list.add("MatMul/by_hand", MatMul{}, {of_values(f32, {2, 2}, {1, 2, 3, 4}), of_values(f32, {2, 1}, {5, -6})})
      .expected = {of_values(f32, {2, 1}, {-7, -9}).data};
}

}  // namespace sinter::test
