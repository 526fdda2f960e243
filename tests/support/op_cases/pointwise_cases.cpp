// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Every op of the list that is a scalar functor, over all dtypes that it accepts: nothing to add here for a new one.
#include "ops/cast.h"
#include "ops/clip.h"
#include "ops/elu.h"
#include "ops/gelu.h"
#include "ops/hard_sigmoid.h"
#include "ops/is_inf.h"
#include "ops/leaky_relu.h"
#include "ops/op_list.h"
#include "ops/selu.h"
#include "ops/thresholded_relu.h"
#include "sinter/error.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {
namespace {

constexpr DataType kPointwiseTypes[] = {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16,
                                        DataType::kFloat64, DataType::kInt32,   DataType::kInt64,
                                        DataType::kInt8,    DataType::kUInt8,   DataType::kBool};

// Inputs of `arity` with the given shapes (the last one repeats); a condition in front of three.
std::vector<CaseInput> pointwise_inputs(int arity, DataType type, const std::vector<Dims>& shapes) {
  std::vector<CaseInput> in;
  for (int i = 0; i < arity; ++i) {
    const bool condition = arity == 3 && i == 0;
    in.push_back(random_input(condition ? DataType::kBool : type, shapes[std::min(size_t(i), shapes.size() - 1)],
                              uint32_t(i) + 1, Fill::kSpecial));
  }
  return in;
}

bool accepts(const Op& op, DataType type) {
  CaseList probe;
  try {
    probe.add("probe", op, pointwise_inputs(op.def().min_inputs, type, {{1}})).build();
    return true;
  } catch (const Error&) {
    return false;
  }
}

void add_shapes(CaseList& list, const Op& op, DataType type, const std::string& name) {
  const int arity = op.def().min_inputs;
  list.add(name + "_empty", op, pointwise_inputs(arity, type, {{0, 3}}));
  list.add(name + "_scalar", op, pointwise_inputs(arity, type, {{}}));
  list.add(name + "_long", op, pointwise_inputs(arity, type, {{3, 1031}}));
  auto dynamic = pointwise_inputs(arity, type, {{3, 7}});
  for (CaseInput& c : dynamic) c.dims = {sym("N"), 7};
  list.add(name + "_dynamic", op, std::move(dynamic));
  if (arity == 1) return;
  list.add(name + "_broadcast", op, pointwise_inputs(arity, type, {{2, 1, 3}, {4, 1}}));
  list.add(name + "_broadcast_scalar", op, pointwise_inputs(arity, type, {{}, {5, 3}}));
  list.add(name + "_broadcast_row", op, pointwise_inputs(arity, type, {{2, 3, 17}, {17}}));
  list.add(name + "_broadcast_channel", op, pointwise_inputs(arity, type, {{2, 3, 4, 5}, {3, 1, 1}}));
}

void add_attributes(CaseList& list) {
  const auto x = random_input(DataType::kFloat32, {4, 9}, 3, Fill::kSpecial);
  const auto i = random_input(DataType::kInt32, {4, 9}, 3, Fill::kSpecial);
  list.add("Clip/both_f32", Clip{.min = -0.5, .max = 1.25}, {x});
  list.add("Clip/max_f32", Clip{.max = 0.75}, {x});
  list.add("Clip/crossed_f32", Clip{.min = 2, .max = -1}, {x});
  list.add("Clip/both_i32", Clip{.min = -2, .max = 5}, {i});
  list.add("Elu/alpha_f32", Elu{.alpha = 0.3}, {x});
  list.add("Gelu/tanh_f32", Gelu{.approximate = GeluApproximate::kTanh}, {x});
  list.add("HardSigmoid/alpha_f32", HardSigmoid{.alpha = 0.7, .beta = 0.1}, {x});
  list.add("IsInf/positive_f32", IsInf{.detect_negative = false, .detect_positive = true}, {x});
  list.add("IsInf/negative_f32", IsInf{.detect_negative = true, .detect_positive = false}, {x});
  list.add("IsInf/none_f32", IsInf{.detect_negative = false, .detect_positive = false}, {x});
  list.add("LeakyRelu/alpha_f32", LeakyRelu{.alpha = -0.4}, {x});
  list.add("Selu/alpha_f32", Selu{.alpha = 1.5, .gamma = 0.5}, {x});
  list.add("ThresholdedRelu/alpha_f32", ThresholdedRelu{.alpha = -0.5}, {x});
}

}  // namespace

void add_pointwise_cases(CaseList& list) {
  for (const OpDef* def : all_ops()) {
    if (def->meaning != Meaning::kScalar) continue;
    const Op op(*def, def->create({}));
    for (DataType type : kPointwiseTypes) {
      if (!accepts(op, type)) continue;
      const std::string name = std::string(def->name) + "/" + std::string(to_string(type));
      list.add(name, op, pointwise_inputs(def->min_inputs, type, {{5, 13}}));
      if (type == DataType::kFloat32 || (type == DataType::kBool && !accepts(op, DataType::kFloat32)))
        add_shapes(list, op, type, name);
    }
  }
  add_attributes(list);
  for (DataType from : kPointwiseTypes)
    for (DataType to : kPointwiseTypes)
      list.add("Cast/" + std::string(to_string(from)) + "_" + std::string(to_string(to)), Cast{.to = to},
               {random_input(from, {3, 11}, 5, Fill::kSpecial)});
}

}  // namespace sinter::test
