// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/arg_reduce.h"
#include "ops/cum_sum.h"
#include "ops/reduce.h"
#include "ops/topk.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {
namespace {

constexpr DataType kF32 = DataType::kFloat32, kI32 = DataType::kInt32;

void add_reduce(CaseList& list) {
  for (size_t k = 0; k < std::size(Reduce::kKindNames); ++k) {
    const auto kind = ReduceKind(k);
    const std::string name = "Reduce/" + std::string(Reduce::kKindNames[k]);
    for (DataType t :
         {kF32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64, kI32, DataType::kInt64, DataType::kUInt8})
      list.add(name + "_" + std::string(to_string(t)), Reduce{.kind = kind, .axes = {-1}},
               {random_input(t, {3, 4, 5}, 1, Fill::kPositive)}, 5);
    const auto x = random_input(kF32, {3, 4, 5}, 2);
    list.add(name + "_all", Reduce{.kind = kind, .axes = {}, .keep_dims = false}, {x}, 60);
    list.add(name + "_front", Reduce{.kind = kind, .axes = {0}, .keep_dims = false}, {x}, 3);
    list.add(name + "_middle", Reduce{.kind = kind, .axes = {1}}, {x}, 4);
    list.add(name + "_two", Reduce{.kind = kind, .axes = {2, 0}, .keep_dims = false}, {x}, 15);
    list.add(name + "_special", Reduce{.kind = kind, .axes = {1}}, {random_input(kF32, {9, 3}, 2, Fill::kSpecial)}, 3);
    list.add(name + "_nothing", Reduce{.kind = kind, .axes = {1}}, {random_input(kF32, {2, 0, 3}, 2)});
    list.add(name + "_dynamic", Reduce{.kind = kind, .axes = {2, 3}},
             {random_input(kF32, {2, 3, 4, 5}, 2).as({sym("N"), 3, sym("H"), sym("W")})}, 20);
  }
  list.add("Reduce/long", Reduce{.kind = ReduceKind::kMean, .axes = {1}}, {random_input(kF32, {3, 1027}, 2)}, 1027);
  list.add("Reduce/max_bool", Reduce{.kind = ReduceKind::kMax, .axes = {1}},
           {random_input(DataType::kBool, {5, 3}, 2)});
  list.add("Reduce/scalar", Reduce{.kind = ReduceKind::kSum}, {random_input(kF32, {}, 2)});
  list.add("Reduce/by_hand", Reduce{.kind = ReduceKind::kMean, .axes = {0}, .keep_dims = false},
           {of_values(kF32, {2, 2}, {1, 2, 3, 5})})
      .expected = {of_values(kF32, {2}, {2, 3.5}).data};
}

void add_arg_reduce(CaseList& list) {
  for (auto kind : {ArgReduceKind::kMax, ArgReduceKind::kMin})
    for (bool last : {false, true}) {
      const std::string name =
          std::string("ArgReduce/") + (kind == ArgReduceKind::kMax ? "max" : "min") + (last ? "_last" : "");
      for (DataType t : {kF32, DataType::kFloat16, kI32, DataType::kInt64, DataType::kUInt8})
        list.add(name + "_" + std::string(to_string(t)), ArgReduce{.kind = kind, .axis = 1, .select_last_index = last},
                 {random_input(t, {2, 6, 3}, 1, Fill::kSpecial)});
      list.add(name + "_dynamic", ArgReduce{.kind = kind, .axis = -1, .keep_dims = false, .select_last_index = last},
               {random_input(kF32, {4, 5}, 1).as({sym("N"), sym("C")})});
    }
}

}  // namespace

void add_reduction_cases(CaseList& list) {
  add_reduce(list);
  add_arg_reduce(list);
  for (DataType t : {kF32, DataType::kFloat16, DataType::kFloat64, kI32, DataType::kInt64}) {
    const std::string type = "_" + std::string(to_string(t));
    list.add("CumSum/plain" + type, CumSum{.axis = 1}, {random_input(t, {2, 5, 3}, 1)}, 5);
    list.add("CumSum/exclusive" + type, CumSum{.axis = -1, .exclusive = true}, {random_input(t, {3, 6}, 1)}, 6);
    list.add("CumSum/reverse" + type, CumSum{.axis = 0, .reverse = true}, {random_input(t, {5, 2}, 1)}, 5);
    list.add("TopK/largest" + type, TopK{}, {random_input(t, {3, 9}, 1), int_scalar(4).fixed()});
    list.add("TopK/smallest" + type, TopK{.axis = 0, .largest = false},
             {random_input(t, {7, 3}, 1), int_scalar(2).fixed()});
  }
  list.add("CumSum/axis_input", CumSum{}, {random_input(kF32, {2, 5}, 1), int_scalar(1).fixed()}, 5);
  list.add("TopK/special", TopK{}, {random_input(kF32, {4, 12}, 1, Fill::kSpecial), int_scalar(12).fixed()});
  list.add("TopK/none", TopK{}, {random_input(kF32, {4, 3}, 1), int_scalar(0).fixed()});
  list.add("TopK/dynamic", TopK{}, {random_input(kF32, {4, 6}, 1).as({sym("N"), 6}), int_scalar(2).fixed()});
  list.add("TopK/runtime_k", TopK{}, {random_input(kF32, {4, 6}, 1), int_scalar(3)});
}

}  // namespace sinter::test
