// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Ops that move elements, and shape arithmetic.
#include "ops/concat.h"
#include "ops/expand.h"
#include "ops/pad.h"
#include "ops/range.h"
#include "ops/reshape.h"
#include "ops/shape.h"
#include "ops/size.h"
#include "ops/slice.h"
#include "ops/transpose.h"
#include "ops/trilu.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {
namespace {

constexpr DataType kF32 = DataType::kFloat32;
constexpr DataType kMovedTypes[] = {
    kF32, DataType::kFloat16, DataType::kFloat64, DataType::kInt64, DataType::kUInt8, DataType::kBool, DataType::kInt4};

void add_typed(CaseList& list) {
  for (DataType t : kMovedTypes) {
    const std::string type = "_" + std::string(to_string(t));
    const auto x = random_input(t, {3, 5, 4}, 1);
    list.add("Transpose/021" + type, Transpose{.perm = {0, 2, 1}}, {x});
    list.add("Reshape/static" + type, Reshape{.dims = {4, 15}}, {x});
    list.add("Expand/static" + type, Expand{.dims = {2, 1, 5, 4}}, {random_input(t, {3, 1, 4}, 1)});
    list.add("Slice/static" + type, Slice{.axes = {1}, .starts = {1}, .ends = {4}}, {x});
    list.add("Concat/middle" + type, Concat{.axis = 1},
             {x, random_input(t, {3, 2, 4}, 2), random_input(t, {3, 0, 4}, 3), random_input(t, {3, 1, 4}, 4)});
    list.add("Pad/constant" + type, Pad{.begin = {0, 1, 2}, .end = {1, 0, 3}}, {x});
    list.add("Trilu/upper" + type, Trilu{}, {x});
  }
}

// Elements smaller than a byte: rows that fill whole bytes, and rows that do not.
void add_packed(CaseList& list) {
  for (DataType t : {DataType::kInt4, DataType::kUInt4, DataType::kInt2, DataType::kUInt2, DataType::kFloat4E2M1})
    for (int64_t row : {8, 5}) {
      const std::string type = "_" + std::string(to_string(t)) + "_" + std::to_string(row);
      const auto fill = is_float(t) ? Fill::kPlain : Fill::kSpecial;
      const auto x = random_input(t, {3, 4, row}, 1, fill);
      list.add("Transpose/packed_rows" + type, Transpose{.perm = {1, 0, 2}}, {x});
      list.add("Transpose/packed" + type, Transpose{.perm = {2, 0, 1}}, {x});
      list.add("Expand/packed_rows" + type, Expand{.dims = {2, 3, row}}, {random_input(t, {1, row}, 2, fill)});
      list.add("Expand/packed" + type, Expand{.dims = {2, 4, row}}, {random_input(t, {2, 4, 1}, 2, fill)});
      list.add("Slice/packed_rows" + type, Slice{.axes = {1}, .starts = {3}, .ends = {0}, .steps = {-2}}, {x});
      list.add("Slice/packed" + type, Slice{.axes = {-1}, .starts = {1}, .ends = {4}}, {x});
      list.add("Slice/packed_runtime" + type, Slice{}, {x, of_ints({1}), of_ints({-1}), of_ints({2}).fixed()});
      list.add("Concat/packed_rows" + type, Concat{.axis = 1}, {x, random_input(t, {3, 1, row}, 3, fill)});
      list.add("Concat/packed" + type, Concat{.axis = 2}, {x, random_input(t, {3, 4, 3}, 3, fill)});
      list.add("Pad/packed" + type, Pad{.begin = {0, 1, 1}, .end = {0, 0, 2}},
               {x, absent_input(), of_values(t, {}, {1})});
      list.add("Trilu/packed" + type, Trilu{}, {x});
      list.add("Concat/packed_dynamic" + type, Concat{.axis = 0},
               {x.as({sym("N"), 4, row}), random_input(t, {2, 4, row}, 3, fill).as({sym("M"), 4, row})});
    }
}

void add_transposes(CaseList& list) {
  const auto x = random_input(kF32, {2, 3, 4, 5}, 1);
  list.add("Transpose/reverse", Transpose{}, {x});
  list.add("Transpose/nchw_to_nhwc", Transpose{.perm = {0, 2, 3, 1}}, {x});
  list.add("Transpose/identity", Transpose{.perm = {0, 1, 2, 3}}, {x});
  list.add("Transpose/large", Transpose{.perm = {1, 0}}, {random_input(kF32, {67, 131}, 1)});
  list.add("Transpose/scalar", Transpose{}, {random_input(kF32, {}, 1)});
  list.add("Transpose/empty", Transpose{.perm = {1, 0}}, {random_input(kF32, {0, 3}, 1)});
  list.add("Transpose/dynamic", Transpose{.perm = {0, 2, 1, 3}}, {x.as({sym("B"), sym("S"), 4, 5})});
  list.add("Transpose/by_hand", Transpose{}, {of_values(kF32, {2, 3}, {1, 2, 3, 4, 5, 6})})
      .expected = {of_values(kF32, {3, 2}, {1, 4, 2, 5, 3, 6}).data};
}

void add_reshapes(CaseList& list) {
  const auto x = random_input(kF32, {2, 3, 8}, 1);
  list.add("Reshape/minus_one", Reshape{}, {x, of_ints({0, -1, 4}).fixed()});
  list.add("Reshape/zero_is_zero", Reshape{.zero_copies = false},
           {random_input(kF32, {0, 3}, 1), of_ints({3, 0}).fixed()});
  list.add("Reshape/to_scalar", Reshape{}, {random_input(kF32, {1, 1}, 1)});
  list.add("Reshape/heads", Reshape{}, {x.as({sym("B"), sym("S"), 8}), of_ints({0, 0, 2, -1}).fixed()});
  list.add("Reshape/flatten", Reshape{}, {x.as({sym("B"), 3, sym("S")}), of_ints({0, -1}).fixed()});
  list.add("Reshape/symbolic_dims", Reshape{.dims = {sym("B") * Dim(3), sym("S")}}, {x.as({sym("B"), 3, sym("S")})});
  list.add("Reshape/runtime_shape", Reshape{}, {x, of_ints({4, -1})});
}

void add_expands(CaseList& list) {
  list.add("Expand/shape_input", Expand{}, {random_input(kF32, {3, 1}, 1), of_ints({2, 1, 6}).fixed()});
  list.add("Expand/scalar", Expand{.dims = {2, 3}}, {random_input(kF32, {}, 1)});
  list.add("Expand/to_nothing", Expand{.dims = {0, 3}}, {random_input(kF32, {1, 3}, 1)});
  list.add("Expand/smaller", Expand{.dims = {1}}, {random_input(kF32, {2, 3}, 1)});
  list.add("Expand/dynamic", Expand{.dims = {sym("N"), 4, sym("S")}},
           {random_input(kF32, {3, 1, 5}, 1).as({sym("N"), 1, sym("S")})});
}

void add_slices(CaseList& list) {
  const auto x = random_input(kF32, {4, 9, 5}, 1);
  list.add("Slice/negative", Slice{.axes = {-2}, .starts = {-3}, .ends = {INT64_MAX}}, {x});
  list.add("Slice/steps", Slice{.axes = {1, 2}, .starts = {1, 0}, .ends = {9, 5}, .steps = {3, 2}}, {x});
  list.add("Slice/backwards", Slice{.axes = {1, 0}, .starts = {-1, 2}, .ends = {INT64_MIN, 0}, .steps = {-2, -1}}, {x});
  list.add("Slice/nothing", Slice{.axes = {1}, .starts = {5}, .ends = {2}}, {x});
  list.add("Slice/beyond", Slice{.axes = {0, 1}, .starts = {-100, 3}, .ends = {100, 2000}}, {x});
  list.add("Slice/huge_step", Slice{.axes = {1}, .starts = {2}, .ends = {9}, .steps = {INT64_MAX}}, {x});
  list.add("Slice/empty_input", Slice{.axes = {0}, .starts = {0}, .ends = {1}}, {random_input(kF32, {0, 3}, 1)});
  list.add("Slice/constant_inputs", Slice{},
           {x, of_ints({0, 1}).fixed(), of_ints({2, -1}).fixed(), of_ints({0, 2}).fixed(), of_ints({1, 2}).fixed()});
  list.add("Slice/runtime_inputs", Slice{}, {x, of_ints({1}), of_ints({-2}), of_ints({1}).fixed()});
  list.add("Slice/dynamic", Slice{.axes = {0, 1}, .starts = {1, -2}, .ends = {INT64_MAX, INT64_MAX}},
           {x.as({sym("N"), sym("S"), 5})});
  list.add("Slice/symbolic_end", Slice{.axes = {1}, .starts = {0}, .ends = {sym("N")}},
           {x.as({sym("N"), sym("S"), 5})});
  list.add("Slice/by_hand", Slice{.axes = {0}, .starts = {4}, .ends = {0}, .steps = {-2}},
           {of_values(kF32, {5}, {10, 11, 12, 13, 14})})
      .expected = {of_values(kF32, {2}, {14, 12}).data};
}

void add_pads(CaseList& list) {
  const auto x = random_input(kF32, {2, 3, 4}, 1);
  for (auto mode : {PadMode::kConstant, PadMode::kReflect, PadMode::kEdge, PadMode::kWrap}) {
    const std::string name = "Pad/" + std::string(Pad::kModeNames[size_t(mode)]);
    list.add(name + "_wide", Pad{.mode = mode, .begin = {0, 5, 1}, .end = {3, 0, 9}}, {x});
    list.add(name + "_crop", Pad{.mode = mode, .begin = {0, -1, 2}, .end = {0, 1, -2}}, {x});
    list.add(name + "_dynamic", Pad{.mode = mode, .begin = {0, 0, 1}, .end = {0, 1, 2}},
             {x.as({sym("N"), 3, sym("S")})});
    list.add(name + "_single", Pad{.mode = mode, .begin = {2}, .end = {3}}, {random_input(kF32, {1}, 1)});
  }
  list.add("Pad/value", Pad{.begin = {1, 0, 0}, .end = {0, 0, 2}},
           {x, absent_input(), of_values(kF32, {}, {-1.5}).fixed()});
  list.add("Pad/pads_input", Pad{}, {x, of_ints({0, 1, 0, 2, 0, 1}).fixed(), of_values(kF32, {}, {7})});
  list.add("Pad/empty_input", Pad{.begin = {1, 1}, .end = {0, 0}}, {random_input(kF32, {0, 2}, 1)});
}

void add_shape_arithmetic(CaseList& list) {
  const auto x = random_input(kF32, {2, 3, 4}, 1);
  list.add("Shape/all", Shape{}, {x});
  list.add("Shape/part", Shape{.start = -2, .end = 2}, {x});
  list.add("Shape/dynamic", Shape{}, {x.as({sym("N"), 3, sym("S")})});
  list.add("Size/static", Size{}, {x});
  list.add("Size/dynamic", Size{}, {x.as({sym("N"), sym("S"), 4})});
  list.add("Range/ints", Range{}, {int_scalar(3).fixed(), int_scalar(12).fixed(), int_scalar(4).fixed()});
  list.add("Range/down", Range{}, {int_scalar(3).fixed(), int_scalar(-4).fixed(), int_scalar(-2).fixed()});
  list.add("Range/none", Range{}, {int_scalar(3).fixed(), int_scalar(1).fixed(), int_scalar(1).fixed()});
  list.add(
          "Range/floats", Range{},
          {of_values(kF32, {}, {0.5}).fixed(), of_values(kF32, {}, {2.5}).fixed(), of_values(kF32, {}, {0.75}).fixed()})
      .expected = {of_values(kF32, {3}, {0.5, 1.25, 2}).data};
  list.add("Concat/single", Concat{.axis = 0}, {x});
  list.add("Concat/last", Concat{.axis = -1}, {x, random_input(kF32, {2, 3, 1}, 2)});
  list.add("Concat/dynamic", Concat{.axis = 1},
           {x.as({sym("N"), sym("A"), 4}), random_input(kF32, {2, 5, 4}, 2).as({sym("N"), sym("B"), 4})});
  list.add("Trilu/lower", Trilu{.upper = false}, {random_input(kF32, {4, 6}, 1)});
  list.add("Trilu/up_by_two", Trilu{}, {random_input(kF32, {5, 3}, 1), int_scalar(2).fixed()});
  list.add("Trilu/far", Trilu{.upper = false}, {random_input(kF32, {5, 3}, 1), int_scalar(-50)});
  list.add("Trilu/dynamic", Trilu{.upper = false}, {random_input(kF32, {2, 5, 5}, 1).as({2, sym("S"), sym("S")})});
}

}  // namespace

void add_movement_cases(CaseList& list) {
  add_typed(list);
  add_packed(list);
  add_transposes(list);
  add_reshapes(list);
  add_expands(list);
  add_slices(list);
  add_pads(list);
  add_shape_arithmetic(list);
}

}  // namespace sinter::test
