// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "support/op_cases/case_list.h"

#include <cmath>
#include <limits>
#include <random>

namespace sinter::test {

CaseInput CaseInput::as(SymDims symbolic) const {
  CaseInput c = *this;
  c.dims = std::move(symbolic);
  return c;
}
CaseInput CaseInput::fixed() const {
  CaseInput c = *this;
  c.constant = true;
  return c;
}

namespace {

double special_float(uint32_t pick) {
  const double inf = std::numeric_limits<double>::infinity();
  const double values[] = {std::nan(""), inf, -inf, 0.0, -0.0, 1.0, -1.0, 30000.0, -30000.0, 0.5, -2.5, 1.5};
  return values[pick % std::size(values)];
}

int64_t special_int(DataType t, uint32_t pick) {
  const int bits = bits_of(t);
  const int64_t high = is_unsigned(t) ? (bits == 64 ? -1 : (int64_t{1} << bits) - 1) : INT64_MAX >> (64 - bits);
  const int64_t low = is_unsigned(t) ? 0 : INT64_MIN >> (64 - bits);
  const int64_t values[] = {0, 1, low, high, is_unsigned(t) ? 2 : -1, is_unsigned(t) ? 3 : -3};
  return values[pick % std::size(values)];
}

}  // namespace

CaseInput random_input(DataType dtype, Dims dims, uint32_t seed, Fill fill) {
  std::mt19937 rng(seed * 7919 + 17);
  const size_t n = size_t(element_count(dims));
  const bool special = fill == Fill::kSpecial;
  if (is_float(dtype)) {
    std::vector<double> v(n);
    // Quotients of the raw numbers: distributions of the library differ between implementations.
    for (double& x : v) x = (rng() >> 8) * (4.0 / (1 << 24)) - 2.0;
    for (double& x : v) {
      if (fill == Fill::kPositive) x = std::fabs(x) + 0.5;
      if (special && rng() % 3 == 0) x = special_float(rng());
    }
    return {HostTensor::of_doubles(dtype, std::move(dims), v), {}};
  }
  std::vector<int64_t> v(n);
  for (int64_t& x : v) {
    x = dtype == DataType::kBool ? rng() & 1 : rng() & 7;
    if (special && dtype != DataType::kBool && rng() % 2 == 0) x = special_int(dtype, rng());
  }
  return {HostTensor::of_ints(dtype, std::move(dims), v), {}};
}

CaseInput of_values(DataType dtype, Dims dims, std::initializer_list<double> values) {
  return {HostTensor::of_doubles(dtype, std::move(dims), std::vector<double>(values)), {}};
}
CaseInput of_ints(std::initializer_list<int64_t> values) {
  return {HostTensor::of_ints(DataType::kInt64, {int64_t(values.size())}, std::vector<int64_t>(values)), {}};
}
CaseInput int_scalar(int64_t value) { return {HostTensor::of_ints(DataType::kInt64, {}, std::span(&value, 1)), {}}; }
CaseInput absent_input() {
  CaseInput c;
  c.absent = true;
  return c;
}
CaseInput of_strings(Dims dims, std::vector<std::string> values) {
  CaseInput c;
  c.data = HostObject::string_tensor(std::move(dims), std::move(values));
  return c;
}

namespace {

std::vector<std::shared_ptr<const HostObject>> shared_items(const std::vector<CaseInput>& items) {
  std::vector<std::shared_ptr<const HostObject>> out;
  for (const auto& i : items) out.push_back(std::make_shared<const HostObject>(i.data));
  return out;
}

}  // namespace

CaseInput of_sequence(ValueType element, std::vector<CaseInput> items) {
  CaseInput c;
  c.data = HostObject::sequence(innermost(element).dtype, shared_items(items));
  c.type = ValueType::sequence_of(std::move(element));
  return c;
}
CaseInput of_optional(ValueType element, std::vector<CaseInput> item) {
  CaseInput c;
  c.data = HostObject::optional(innermost(element).dtype, item.empty() ? nullptr : shared_items(item)[0]);
  c.type = ValueType::optional_of(std::move(element));
  return c;
}

Dim sym(const char* name) { return Dim::symbol(name); }

namespace {

std::unique_ptr<Graph> single_node_graph(const Op& op, const std::vector<CaseInput>& inputs, int outputs) {
  auto g = std::make_unique<Graph>("case");
  std::vector<ValueId> in;
  for (const CaseInput& c : inputs) {
    if (c.absent) {
      in.push_back(kNoValue);
    } else if (c.constant) {
      in.push_back(g->add_constant(c.data.to_weights()));
    } else if (c.type) {
      in.push_back(g->add_input("x" + std::to_string(g->inputs().size()), *c.type));
    } else {
      SymDims dims = c.dims;
      if (dims.empty()) dims.assign(c.data.dims.begin(), c.data.dims.end());
      in.push_back(g->add_input("x" + std::to_string(g->inputs().size()), ValueType(c.data.dtype, std::move(dims))));
    }
  }
  NodeMeta meta;
  meta.num_outputs = outputs;
  const NodeId node = g->add(op, std::move(in), std::move(meta));
  g->set_outputs(g->node(node).outputs);
  return g;
}

}  // namespace

OpCase& CaseList::add(std::string name, Op op, std::vector<CaseInput> inputs, int64_t reduction, int outputs) {
  OpCase c;
  c.name = std::move(name);
  c.reduction = reduction;
  for (const CaseInput& i : inputs)
    if (!i.absent && !i.constant) c.inputs.push_back(i.data);
  c.build = [op = std::move(op), inputs = std::move(inputs), outputs] {
    return single_node_graph(op, inputs, outputs);
  };
  cases.push_back(std::move(c));
  return cases.back();
}

std::span<const OpCase> all_op_cases() {
  static const std::vector<OpCase> cases = [] {
    CaseList list;
    add_pointwise_cases(list);
    add_convolution_cases(list);
    add_matmul_cases(list);
    add_reduction_cases(list);
    add_normalization_cases(list);
    add_attention_cases(list);
    add_recurrent_cases(list);
    add_random_cases(list);
    add_movement_cases(list);
    add_index_cases(list);
    add_quantization_cases(list);
    add_vision_cases(list);
    add_signal_cases(list);
    add_read_shape_cases(list);
    add_region_cases(list);
    add_sequence_cases(list);
    add_string_cases(list);
    add_ml_cases(list);
    add_tensor_cases(list);
    return std::move(list.cases);
  }();
  return cases;
}

}  // namespace sinter::test
