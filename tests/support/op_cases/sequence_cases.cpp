// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/optional.h"
#include "ops/sequence.h"
#include "ops/sequence_split.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {
namespace {

constexpr DataType kF32 = DataType::kFloat32;

ValueType element(DataType t, SymDims dims) { return ValueType(t, std::move(dims)); }
ValueType any_rank(DataType t) {
  ValueType v(t, {});
  v.tensor.ranks = Ranks::kAny;
  return v;
}

void add_changes(CaseList& list) {
  for (DataType t : {kF32, DataType::kFloat16, DataType::kInt64, DataType::kBool, DataType::kInt4}) {
    const std::string type = "_" + std::string(to_string(t));
    const auto a = random_input(t, {2, 3}, 1), b = random_input(t, {1, 3}, 2), c = random_input(t, {0, 3}, 3);
    const auto s = of_sequence(element(t, {Dim(-1), 3}), {a, b, c});
    list.add("SequenceConstruct/three" + type, SequenceConstruct{}, {a, b, c});
    list.add("SequenceInsert/front" + type, SequenceInsert{}, {s, b, int_scalar(0)});
    list.add("SequenceInsert/before_last" + type, SequenceInsert{}, {s, b, int_scalar(-1)});
    list.add("SequenceInsert/back" + type, SequenceInsert{}, {s, a});
    list.add("SequenceErase/middle" + type, SequenceErase{}, {s, int_scalar(1)});
    list.add("SequenceErase/last" + type, SequenceErase{}, {s});
    list.add("SequenceAt/first" + type, SequenceAt{}, {s, int_scalar(0)});
    list.add("SequenceAt/from_the_end" + type, SequenceAt{}, {s, int_scalar(-2)});
    list.add("SequenceAt/empty" + type, SequenceAt{}, {s, int_scalar(2)});
    list.add("SequenceLength/three" + type, SequenceLength{}, {s});
    list.add("ConcatFromSequence/rows" + type, ConcatFromSequence{}, {s});
  }
  list.add("SequenceConstruct/none", SequenceConstruct{.dtype = DataType::kInt32}, {});
  list.add("SequenceConstruct/ranks_differ", SequenceConstruct{},
           {random_input(kF32, {2}, 1), random_input(kF32, {2, 2}, 2)});
  list.add("SequenceConstruct/strings", SequenceConstruct{}, {of_strings({2}, {"a", ""}), of_strings({1}, {"ä"})});
  list.add("SequenceAt/static", SequenceAt{},
           {of_sequence(element(kF32, {2, 2}), {random_input(kF32, {2, 2}, 1)}), int_scalar(0)});
  list.add("SequenceAt/rank_given", SequenceAt{.rank = 2},
           {of_sequence(any_rank(kF32), {random_input(kF32, {4}, 1), random_input(kF32, {3, 2}, 2)}), int_scalar(1)});
  list.add("SequenceAt/strings", SequenceAt{},
           {of_sequence(element(DataType::kString, {Dim(-1)}), {of_strings({2}, {"x", "yy"})}), int_scalar(0)})
      .expected = {of_strings({2}, {"x", "yy"}).data};
  list.add("SequenceLength/empty", SequenceLength{}, {of_sequence(element(kF32, {}), {})}).expected = {
      int_scalar(0).data};
}

void add_splits(CaseList& list) {
  const auto x = random_input(kF32, {4, 6}, 1);
  list.add("SplitToSequence/ones", SplitToSequence{}, {x});
  list.add("SplitToSequence/without_axis", SplitToSequence{.axis = 1, .keep_dims = false}, {x});
  list.add("SplitToSequence/chunks", SplitToSequence{.axis = -1}, {x, int_scalar(4)});
  list.add("SplitToSequence/sizes", SplitToSequence{.axis = 0}, {x, of_ints({1, 0, 3})});
  list.add("SplitToSequence/dynamic", SplitToSequence{.axis = 0}, {x.as({sym("N"), 6}), int_scalar(3).fixed()});
  list.add("SplitToSequence/strings", SplitToSequence{}, {of_strings({3}, {"a", "b", "c"}), int_scalar(2)});
  list.add("SplitToSequence/packed", SplitToSequence{.axis = 1},
           {random_input(DataType::kInt4, {2, 5}, 1), int_scalar(2)});
  list.add("SplitToSequence/nothing", SplitToSequence{}, {random_input(kF32, {0, 2}, 1)});
  const auto s =
      of_sequence(element(kF32, {2, Dim(-1)}), {random_input(kF32, {2, 1}, 1), random_input(kF32, {2, 4}, 2)});
  list.add("ConcatFromSequence/columns", ConcatFromSequence{.axis = -1}, {s});
  const auto same = of_sequence(element(kF32, {2, 3}), {random_input(kF32, {2, 3}, 1), random_input(kF32, {2, 3}, 2)});
  for (int64_t axis : {0, 1, 2, -1})
    list.add("ConcatFromSequence/new_axis_" + std::to_string(axis), ConcatFromSequence{.axis = axis, .new_axis = true},
             {same});
  list.add("ConcatFromSequence/strings", ConcatFromSequence{},
           {of_sequence(element(DataType::kString, {Dim(-1)}), {of_strings({1}, {"a"}), of_strings({2}, {"b", "c"})})})
      .expected = {of_strings({3}, {"a", "b", "c"}).data};
}

void add_optionals(CaseList& list) {
  const auto x = random_input(kF32, {2, 3}, 1);
  const ValueType open = element(kF32, {Dim(-1), 3});
  const auto s = of_sequence(open, {x});
  list.add("Optional/tensor", Optional{}, {x});
  list.add("Optional/sequence", Optional{}, {s});
  list.add("Optional/absent", Optional{.dtype = DataType::kInt64, .sequence = true}, {});
  list.add("OptionalHasElement/yes", OptionalHasElement{}, {of_optional(open, {x})});
  list.add("OptionalHasElement/no", OptionalHasElement{}, {of_optional(open, {})});
  list.add("OptionalGetElement/tensor", OptionalGetElement{}, {of_optional(open, {x})}).expected = {x.data};
  list.add("OptionalGetElement/sequence", OptionalGetElement{}, {of_optional(ValueType::sequence_of(open), {s})})
      .expected = {s.data};
}

}  // namespace

void add_sequence_cases(CaseList& list) {
  add_changes(list);
  add_splits(list);
  add_optionals(list);
}

}  // namespace sinter::test
