// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/gather.h"
#include "ops/gather_elements.h"
#include "ops/gather_nd.h"
#include "ops/non_zero.h"
#include "ops/one_hot.h"
#include "ops/scatter_nd.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {
namespace {

constexpr DataType kF32 = DataType::kFloat32, kI32 = DataType::kInt32, kI64 = DataType::kInt64;

void add_gathers(CaseList& list) {
  for (DataType t : {kF32, DataType::kFloat16, kI64, DataType::kUInt8, DataType::kBool}) {
    const std::string type = "_" + std::string(to_string(t));
    const auto x = random_input(t, {4, 3, 5}, 1);
    list.add("Gather/rows" + type, Gather{}, {x, of_values(kI64, {2, 2}, {3, 0, -1, 1})});
    list.add("Gather/middle_i32" + type, Gather{.axis = 1}, {x, of_values(kI32, {4}, {2, 2, -3, 0})});
    list.add("GatherElements/middle" + type, GatherElements{.axis = 1},
             {x, of_values(kI64, {2, 2, 2}, {0, 1, 2, -1, 2, 0, 1, -2})});
    list.add("GatherND/rows" + type, GatherND{}, {x, of_values(kI64, {3, 2}, {0, 1, 3, 2, -1, -3})});
    list.add("GatherND/batch" + type, GatherND{.batch_dims = 1}, {x, of_values(kI64, {4, 1}, {0, 1, 2, -1})});
  }
  // Elements smaller than a byte: rows that fill whole bytes, and rows that do not.
  for (DataType t : {DataType::kInt4, DataType::kUInt4, DataType::kInt2, DataType::kUInt2, DataType::kFloat4E2M1})
    for (int64_t row : {8, 5}) {
      const std::string type = "_" + std::string(to_string(t)) + "_" + std::to_string(row);
      const auto x = random_input(t, {4, 3, row}, 1, is_float(t) ? Fill::kPlain : Fill::kSpecial);
      list.add("Gather/packed" + type, Gather{.axis = 1}, {x, of_values(kI64, {2, 2}, {2, 0, -1, 1})});
      list.add("Gather/packed_last" + type, Gather{.axis = 2}, {x, of_values(kI32, {3}, {4, 0, -2})});
      list.add("GatherElements/packed" + type, GatherElements{.axis = 1},
               {x, of_values(kI64, {2, 2, 2}, {0, 1, 2, -1, 2, 0, 1, -2})});
      list.add("GatherND/packed" + type, GatherND{}, {x, of_values(kI64, {3, 2}, {0, 1, 3, 2, -1, -3})});
      list.add("ScatterND/packed" + type, ScatterND{},
               {x, of_values(kI64, {2, 1}, {2, 0}), random_input(t, {2, 3, row}, 2)});
    }
  const auto table = random_input(kF32, {10, 6}, 1);
  list.add("Gather/embedding", Gather{},
           {table.fixed(), of_values(kI64, {2, 3}, {1, 2, 3, 9, 0, 5}).as({sym("B"), sym("S")})});
  list.add("Gather/scalar_index", Gather{.axis = 1}, {table, int_scalar(-1)});
  list.add("Gather/last", Gather{.axis = -1}, {table, of_values(kI64, {1}, {5})});
  list.add("Gather/no_indices", Gather{}, {table, of_values(kI64, {0}, {})});
  list.add("Gather/dynamic", Gather{.axis = 1},
           {random_input(kF32, {3, 4, 2}, 1).as({sym("N"), sym("S"), 2}), int_scalar(-1).fixed()});
  list.add("Gather/by_hand", Gather{}, {of_values(kF32, {3}, {7, 8, 9}), of_values(kI64, {2}, {-1, 0})}).expected = {
      of_values(kF32, {2}, {9, 7}).data};
  list.add("GatherElements/dynamic", GatherElements{.axis = -1},
           {random_input(kF32, {2, 4}, 1).as({sym("N"), 4}), of_values(kI64, {2, 1}, {3, 1}).as({sym("N"), 1})});
  list.add("GatherND/full_tuples", GatherND{}, {table, of_values(kI64, {2, 2}, {0, 0, 9, 5})});
  list.add("GatherND/none", GatherND{}, {table, of_values(kI64, {0, 2}, {})});
}

void add_scatters(CaseList& list) {
  const auto rows = of_values(kI64, {3, 1}, {1, 3, 1});
  for (DataType t : {kF32, DataType::kFloat16, kI64, kI32})
    for (size_t r = 0; r < std::size(ScatterND::kReductionNames); ++r) {
      const std::string name =
          "ScatterND/" + std::string(ScatterND::kReductionNames[r]) + "_" + std::string(to_string(t));
      list.add(name, ScatterND{.reduction = ScatterReduction(r)},
               {random_input(t, {5, 3}, 1), rows, random_input(t, {3, 3}, 2)});
    }
  list.add("ScatterND/elements", ScatterND{},
           {random_input(DataType::kBool, {3, 4}, 1), of_values(kI64, {2, 2}, {0, -1, 2, 2}),
            random_input(DataType::kBool, {2}, 2)});
  list.add("ScatterND/none", ScatterND{},
           {random_input(kF32, {3, 4}, 1), of_values(kI64, {0, 1}, {}), random_input(kF32, {0, 4}, 2)});
  list.add("ScatterND/dynamic", ScatterND{},
           {random_input(kF32, {3, 4}, 1).as({sym("N"), 4}), of_values(kI64, {2, 1}, {0, 2}).as({sym("K"), 1}),
            random_input(kF32, {2, 4}, 2).as({sym("K"), 4})});
}

}  // namespace

void add_index_cases(CaseList& list) {
  add_gathers(list);
  add_scatters(list);
  for (DataType t : {kF32, kI64, kI32, DataType::kBool})
    list.add("NonZero/" + std::string(to_string(t)), NonZero{}, {random_input(t, {4, 5}, 1)});
  list.add("NonZero/special", NonZero{}, {random_input(kF32, {3, 7}, 1, Fill::kSpecial)});
  list.add("NonZero/scalar", NonZero{}, {of_values(kF32, {}, {2})});
  list.add("NonZero/empty", NonZero{}, {random_input(kF32, {0, 2}, 1)});
  list.add("NonZero/dynamic", NonZero{}, {random_input(kF32, {2, 3}, 1).as({sym("N"), 3})});
  list.add("OneHot/last", OneHot{},
           {of_values(kI64, {2, 3}, {0, 1, 2, -1, 4, 3}), int_scalar(4).fixed(), of_values(kF32, {2}, {-1, 2})})
      .expected = {of_values(kF32, {2, 3, 4}, {2,  -1, -1, -1, -1, 2,  -1, -1, -1, -1, 2,  -1,
                                               -1, -1, -1, 2,  -1, -1, -1, -1, -1, -1, -1, 2}).data};
  list.add(
      "OneHot/front", OneHot{.axis = 0},
      {of_values(kI32, {3}, {0, 1, 2}).as({sym("N")}), int_scalar(3).fixed(), of_values(kI64, {2}, {0, 1}).fixed()});
  list.add("OneHot/float_indices", OneHot{.axis = 1},
           {of_values(kF32, {2, 2}, {0, 1.75, 1, -2}), int_scalar(2).fixed(), of_values(kF32, {2}, {0, 1})})
      .expected = {of_values(kF32, {2, 2, 2}, {1, 0, 0, 1, 0, 1, 1, 0}).data};
  list.add("OneHot/float_depth", OneHot{},
           {of_values(DataType::kUInt8, {3}, {2, 0, 200}), of_values(kF32, {1}, {3}).fixed(),
            of_values(DataType::kBool, {2}, {1, 0})})
      .expected = {of_values(DataType::kBool, {3, 3}, {1, 1, 0, 0, 1, 1, 1, 1, 1}).data};
  list.add("OneHot/scalar", OneHot{.axis = 0}, {int_scalar(-1), int_scalar(3).fixed(), of_values(kI32, {2}, {5, 6})})
      .expected = {of_values(kI32, {3}, {5, 5, 6}).data};
}

}  // namespace sinter::test
