// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/op_test.h"

#include <cmath>

#include "ir/interpret.h"
#include "sinter/error.h"

namespace sinter::test {

std::vector<HostTensor> run_op(const Op& op, const std::vector<CaseInput>& inputs) {
  CaseList list;
  const OpCase& c = list.add("op", op, inputs);
  return interpret(*c.build(), c.inputs);
}

void expect_values(const Op& op, const std::vector<CaseInput>& inputs, const Dims& dims,
                   const std::vector<double>& values, int output) {
  SCOPED_TRACE(to_string(op));
  const HostTensor out = run_op(op, inputs).at(size_t(output));
  EXPECT_EQ(out.dims, dims);
  const auto got = out.to_doubles();
  ASSERT_EQ(got.size(), values.size());
  for (size_t i = 0; i < got.size(); ++i) {
    SCOPED_TRACE("element " + std::to_string(i));
    if (std::isnan(values[i])) EXPECT_TRUE(std::isnan(got[i])) << got[i];
    else if (std::isinf(values[i])) EXPECT_EQ(got[i], values[i]);
    else EXPECT_NEAR(got[i], values[i], 1e-6 * (1 + std::fabs(values[i])));
  }
}

std::string inferred(const Op& op, const std::vector<CaseInput>& inputs, int output) {
  CaseList list;
  const auto g = list.add("op", op, inputs).build();
  return to_string(g->value(g->outputs().at(size_t(output))).type);
}

std::string inferred_elements(const Op& op, const std::vector<CaseInput>& inputs) {
  CaseList list;
  const auto g = list.add("op", op, inputs).build();
  const HostValue& v = g->value(g->outputs().at(0)).host_value;
  return v ? to_string(*v) : "unknown";
}

std::string build_error(const Op& op, const std::vector<CaseInput>& inputs) {
  CaseList list;
  try {
    list.add("op", op, inputs).build();
  } catch (const Error& e) {
    return e.message();
  }
  ADD_FAILURE() << to_string(op) << " was accepted";
  return {};
}

std::string run_error(const Op& op, const std::vector<CaseInput>& inputs) {
  try {
    run_op(op, inputs);
  } catch (const Error& e) {
    return e.message();
  }
  ADD_FAILURE() << to_string(op) << " ran";
  return {};
}

CaseInput typed(DataType dtype, SymDims dims) {
  CaseInput c;
  c.data.dtype = dtype;
  c.dims = std::move(dims);
  return c;
}

}  // namespace sinter::test
