// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/batch_norm.h"
#include "ops/group_norm.h"
#include "ops/instance_norm.h"
#include "ops/layer_norm.h"
#include "ops/log_softmax.h"
#include "ops/softmax.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {

void add_normalization_cases(CaseList& list) {
  constexpr DataType f32 = DataType::kFloat32;
  for (DataType t : {f32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64}) {
    const std::string type = "_" + std::string(to_string(t));
    const auto x = random_input(t, {2, 6, 3, 5}, 1);
    const auto channel = [&](uint32_t seed) { return random_input(t, {6}, seed, Fill::kPositive); };
    for (int64_t axis : {-1, 1, 0}) {
      list.add("Softmax/axis_" + std::to_string(axis) + type, Softmax{.axis = axis}, {x}, 6);
      list.add("LogSoftmax/axis_" + std::to_string(axis) + type, LogSoftmax{.axis = axis}, {x}, 6);
    }
    list.add("LayerNorm/plain" + type, LayerNorm{}, {x}, 5);
    list.add("LayerNorm/affine" + type, LayerNorm{.axis = -2, .epsilon = 1e-3},
             {x, random_input(t, {3, 5}, 2), random_input(t, {3, 5}, 3)}, 15);
    list.add("LayerNorm/bias_only" + type, LayerNorm{}, {x, absent_input(), random_input(t, {5}, 3)}, 5);
    list.add("LayerNorm/rms" + type, LayerNorm{.epsilon = 1e-3, .centred = false}, {x, random_input(t, {5}, 3)}, 5);
    list.add("LayerNorm/channels" + type, LayerNorm{.axis = 1, .dims = 1},
             {x, random_input(t, {6, 1, 1}, 2), random_input(t, {1, 6, 1, 1}, 3)}, 6);
    list.add("LayerNorm/front" + type, LayerNorm{.axis = 0, .epsilon = 1e-3, .centred = false, .dims = 2},
             {x, random_input(t, {1}, 2)}, 12);
    list.add("LayerNorm/wide_columns" + type, LayerNorm{.axis = -2, .dims = 1},
             {random_input(t, {3, 37, 131}, 4), absent_input(), random_input(t, {37, 1}, 5)}, 37);
    list.add("BatchNorm/plain" + type, BatchNorm{},
             {x, channel(2), random_input(t, {6}, 3), random_input(t, {6}, 4), channel(5)});
    list.add("InstanceNorm/plain" + type, InstanceNorm{}, {x, channel(2), channel(3)}, 15);
    list.add("GroupNorm/plain" + type, GroupNorm{.groups = 3}, {x, channel(2), channel(3)}, 30);
  }
  const auto x = random_input(f32, {3, 7, 16}, 1);
  list.add("Softmax/dynamic", Softmax{}, {x.as({sym("B"), sym("S"), 16})}, 16);
  list.add("Softmax/special", Softmax{}, {random_input(f32, {7, 3}, 2, Fill::kSpecial)}, 3);
  list.add("Softmax/long", Softmax{}, {random_input(f32, {2, 1025}, 2)}, 1025);
  list.add("Softmax/empty", Softmax{}, {random_input(f32, {0, 4}, 2)});
  list.add("Softmax/large", Softmax{}, {of_values(f32, {1, 3}, {10000, 10000, -10000})}).expected = {
      of_values(f32, {1, 3}, {0.5, 0.5, 0}).data};
  list.add("LayerNorm/dynamic", LayerNorm{},
           {x.as({sym("B"), sym("S"), 16}), random_input(f32, {16}, 2).fixed(), random_input(f32, {16}, 3).fixed()},
           16);
  list.add("LayerNorm/dynamic_channels", LayerNorm{.axis = 1, .dims = 1},
           {random_input(f32, {2, 5, 7, 11}, 1).as({sym("N"), 5, sym("H"), sym("W")}),
            random_input(f32, {5, 1, 1}, 2).fixed(), random_input(f32, {5, 1, 1}, 3).fixed()},
           5);
  list.add("LayerNorm/empty_columns", LayerNorm{.axis = 0, .dims = 1}, {random_input(f32, {3, 0}, 2)}, 3);
  list.add("LayerNorm/nothing_to_add", LayerNorm{.axis = 0, .dims = 1}, {random_input(f32, {0, 3}, 2)}, 1);
  list.add("LayerNorm/special_columns", LayerNorm{.axis = 0, .dims = 1},
           {random_input(f32, {3, 21}, 2, Fill::kSpecial)}, 3);
  list.add("BatchNorm/dynamic", BatchNorm{.epsilon = 1e-2},
           {random_input(f32, {2, 3, 4, 5}, 1).as({sym("N"), 3, sym("H"), sym("W")}), random_input(f32, {3}, 2).fixed(),
            random_input(f32, {3}, 3).fixed(), random_input(f32, {3}, 4).fixed(),
            random_input(f32, {3}, 5, Fill::kPositive).fixed()});
  list.add("BatchNorm/f16_statistics_f32", BatchNorm{},
           {random_input(DataType::kFloat16, {2, 3, 4}, 1), random_input(f32, {3}, 2), random_input(f32, {3}, 3),
            random_input(f32, {3}, 4), random_input(f32, {3}, 5, Fill::kPositive)});
  list.add("InstanceNorm/dynamic", InstanceNorm{},
           {random_input(f32, {2, 3, 4, 5}, 1).as({sym("N"), 3, sym("H"), 5}), random_input(f32, {3}, 2).fixed(),
            random_input(f32, {3}, 3).fixed()},
           20);
  list.add("GroupNorm/dynamic", GroupNorm{.groups = 2},
           {random_input(f32, {2, 4, 3, 5}, 1).as({sym("N"), 4, sym("H"), 5}), random_input(f32, {4}, 2),
            random_input(f32, {4}, 3)},
           30);
}

}  // namespace sinter::test
