// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Shapes and axes that only the run knows: elements of inputs, and of tensors that the run computes (ShapeTensor), in
// attributes and as operands. Graphs of a few nodes, as text.
#include "ir/print.h"
#include "ops/op_list.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {
namespace {

// The symbols of a vector input "s" of n elements, as the text form declares them.
std::string elements_of(const std::string& name, int n) {
  std::string list;
  for (int i = 0; i < n; ++i) list += (i ? "," : "") + name + "." + std::to_string(i);
  return " elements <" + list + ">";
}
std::string symbols_of(const std::string& name, int n) {
  std::string list;
  for (int i = 0; i < n; ++i)
    list += (i ? ", " : "") + name + "." + std::to_string(i) + ": " + std::to_string(INT64_MIN) + "..* element";
  return " symbols {" + list + "}";
}

void add_text_case(CaseList& list, std::string name, const std::string& text, std::vector<CaseInput> inputs) {
  OpCase c;
  c.name = std::move(name);
  for (auto& i : inputs) c.inputs.push_back(std::move(i.data));
  c.build = [text] { return parse_graph(text, all_ops()); };
  list.cases.push_back(std::move(c));
}

// One op on x and on s, an i64 vector of n elements that are read from an input, or behind a ShapeTensor.
void add_both_ways(CaseList& list, const std::string& name, const std::string& x, const std::string& op,
                   const CaseInput& data, std::vector<int64_t> values, const std::string& outputs = "%y") {
  const int n = int(values.size());
  const std::string length = "i64[" + std::to_string(n) + "]";
  CaseInput s{HostTensor::of_ints(DataType::kInt64, {n}, values), {}};
  add_text_case(list, name + "_input",
                "graph main(%x: " + x + ", %s: " + length + elements_of("s", n) + ") -> (" + outputs + ")" +
                    symbols_of("s", n) + " {\n" + outputs + " = " + op + "\n}",
                {data, s});
  std::string fresh;
  for (int i = 0; i < n; ++i) fresh += (i ? ", " : "") + std::string("s.") + std::to_string(i);
  add_text_case(list, name + "_computed",
                "graph main(%x: " + x + ", %given: " + length + ") -> (" + outputs + ")" + symbols_of("s", n) +
                    " {\n%zero = Constant {value=i64[][0]}\n%sum = Add(%given, %zero)\n%s = ShapeTensor(%sum) fresh [" +
                    fresh + "]\n" + outputs + " = " + op + "\n}",
                {data, s});
}

}  // namespace

void add_read_shape_cases(CaseList& list) {
  const auto x = random_input(DataType::kFloat32, {4, 9, 5}, 1);
  add_both_ways(list, "ShapeTensor/itself", "f32[4,9,5]", "Add(%s, %s)", x, {3, -7});
  for (const auto& [name, shape] :
       std::initializer_list<std::pair<const char*, std::vector<int64_t>>>{{"minus_one", {6, -1}},
                                                                           {"zeros", {0, 0, -1}},
                                                                           {"plain", {2, 2, 45}},
                                                                           {"all", {-1}},
                                                                           {"ones", {1, 0, -1, 1}}})
    add_both_ways(list, std::string("Reshape/read_") + name, "f32[4,9,5]", "Reshape(%x, %s)", x, shape);
  add_both_ways(list, "Reshape/read_nothing", "f32[0,3]", "Reshape(%x, %s) {zero_copies=false}",
                random_input(DataType::kFloat32, {0, 3}, 1), {5, 0});
  add_both_ways(list, "Reshape/read_dynamic", "f32[N,S,5]", "Reshape(%x, %s)", x, {0, -1, 3});
  add_both_ways(list, "Expand/read", "f32[3,1]", "Expand(%x, %s)", random_input(DataType::kFloat32, {3, 1}, 1),
                {2, 1, 6});
  add_both_ways(list, "Expand/read_dynamic", "f32[N,1]", "Expand(%x, %s)", random_input(DataType::kFloat32, {1, 1}, 1),
                {4, 0});
  for (const auto& [name, v] : std::initializer_list<std::pair<const char*, std::vector<int64_t>>>{
           {"forward", {1, 2, 3, 100, 1, 2}},
           {"backward", {-1, 20, INT64_MIN, 3, -1, -4}},
           {"nothing", {3, 5, 1, 5, 1, 1}},
           {"far", {INT64_MIN, -100, INT64_MAX, 100, INT64_MAX, 1}}})
    add_both_ways(list, std::string("Slice/read_") + name, "f32[N,9,5]",
                  "Slice(%x) {axes=[0,1], starts=<s.0,s.1>, ends=<s.2,s.3>, by=<s.4,s.5>}", x, v);
  add_both_ways(list, "Slice/read_bounds", "f32[4,9,5]", "Slice(%x) {axes=[1], starts=<s.0>, ends=<s.1>, steps=[-2]}",
                x, {-2, -100});
  add_both_ways(list, "Pad/read", "f32[4,9,5]", "Pad(%x, %s)", x, {0, 1, -2, 3, 0, 4});
  add_both_ways(list, "TopK/read", "f32[4,9,5]", "TopK(%x, %s) {axis=1}", x, {4}, "%y, %i");
  add_both_ways(list, "CumSum/read_axis", "f32[4,9,5]", "CumSum(%x) {along=<s.0>}", x, {-2});
  add_both_ways(list, "Reduce/read_axes", "f32[4,N,5]", "Reduce(%x) {kind=\"mean\", chosen=<s.0,s.1,s.2>}", x,
                {0, 1, 1});
  add_both_ways(list, "Reduce/read_none", "i32[4,9]", "Reduce(%x) {kind=\"sum\", chosen=<s.0,s.1>}",
                random_input(DataType::kInt32, {4, 9}, 1), {0, 0});
  for (int64_t n : {7, 0, -3})
    add_both_ways(list, "Range/read_length_" + std::to_string(n), "f32[]", "Range(%x, %x, %x) {length=<max(0,s.0)>}",
                  of_values(DataType::kFloat32, {}, {0.5}), {n});
  for (int64_t step : {2, -3}) {
    const std::string text =
        "graph main(%a: i32[] elements <a>, %b: i32[] elements <b>, %c: i32[] elements <c>) -> (%y)"
        " symbols {a: " +
        std::to_string(INT64_MIN) + "..* element, b: " + std::to_string(INT64_MIN) +
        "..* element, c: " + std::to_string(INT64_MIN) + "..* element} {\n%y = Range(%a, %b, %c)\n}";
    const auto scalar = [](double v) { return of_values(DataType::kInt32, {}, {v}); };
    add_text_case(list, "Range/read_step_" + std::to_string(step), text,
                  {scalar(step > 0 ? -3 : 20), scalar(10), scalar(double(step))});
  }
}

}  // namespace sinter::test
