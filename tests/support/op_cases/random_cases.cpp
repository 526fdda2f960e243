// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Seeded ones only: they are the same on every backend. tests/ops/random_test.cpp looks at the distributions.
#include "ops/random.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {

void add_random_cases(CaseList& list) {
  for (DataType t : {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64}) {
    const std::string type = "_" + std::string(to_string(t));
    list.add("Random/uniform" + type,
             Random{.a = -2, .b = 3, .seeded = true, .seed = 7, .dtype = t, .dims = {3, 5, 111}}, {});
    list.add("Random/normal" + type,
             Random{.distribution = RandomDistribution::kNormal,
                    .a = 1,
                    .b = 2,
                    .seeded = true,
                    .seed = -1,
                    .dtype = t,
                    .dims = {2, 300}},
             {});
  }
  list.add("Random/one", Random{.seeded = true}, {});
  list.add("Random/none", Random{.seeded = true, .dims = {0, 3}}, {});
}

}  // namespace sinter::test
