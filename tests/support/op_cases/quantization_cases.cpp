// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/dequantize.h"
#include "ops/dynamic_quantize.h"
#include "ops/quantize.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {

void add_quantization_cases(CaseList& list) {
  constexpr DataType f32 = DataType::kFloat32;
  const auto x = random_input(f32, {4, 6, 5}, 1);
  const auto axis_scale = of_values(f32, {6}, {0.5, 0.25, 0.1, 0.02, 1, 0.3}),
             axis_scale_2 = random_input(f32, {5}, 2, Fill::kPositive);
  for (DataType t :
       {DataType::kInt8, DataType::kUInt8, DataType::kInt16, DataType::kUInt16, DataType::kInt4, DataType::kUInt4}) {
    const std::string type = std::string(to_string(t));
    const auto scale = of_values(f32, {}, {0.03125});
    list.add("Quantize/tensor_" + type, Quantize{.to = t}, {x, scale, of_values(t, {}, {3})});
    list.add("Quantize/axis_" + type, Quantize{.axis = 1, .to = t},
             {x, axis_scale.fixed(), random_input(t, {6}, 3).fixed()});
    const auto q = random_input(t, {4, 6, 5}, 4);
    list.add("Dequantize/tensor_" + type, Dequantize{}, {q, scale, of_values(t, {}, {3})});
    list.add("Dequantize/axis_" + type, Dequantize{.axis = -1}, {q, axis_scale_2, random_input(t, {5}, 5)});
    list.add("Dequantize/blocks_" + type, Dequantize{.axis = 1, .block_size = 4},
             {q, random_input(f32, {4, 2, 5}, 6, Fill::kPositive)});
  }
  for (DataType t : {DataType::kFloat8E4M3FN, DataType::kFloat8E5M2, DataType::kFloat4E2M1}) {
    const std::string type = std::string(to_string(t));
    list.add("Quantize/tensor_" + type, Quantize{.to = t}, {x, of_values(f32, {}, {0.5})});
    list.add("Dequantize/tensor_" + type, Dequantize{}, {random_input(t, {3, 5}, 1), of_values(f32, {}, {0.5})});
  }
  list.add("Quantize/no_zero_point", Quantize{}, {x, of_values(f32, {}, {0.01})});
  list.add("Quantize/special", Quantize{}, {random_input(f32, {5, 7}, 1, Fill::kSpecial), of_values(f32, {}, {0.25})});
  list.add("Quantize/blocks", Quantize{.axis = 2, .block_size = 2},
           {x, random_input(f32, {4, 6, 3}, 2, Fill::kPositive)});
  list.add("Quantize/f16", Quantize{.to = DataType::kUInt8},
           {random_input(DataType::kFloat16, {3, 7}, 1), of_values(DataType::kFloat16, {}, {0.125}),
            of_values(DataType::kUInt8, {1}, {128})});
  list.add("Quantize/dynamic", Quantize{}, {x.as({sym("N"), 6, sym("S")}), axis_scale.fixed()});
  list.add("Quantize/by_hand", Quantize{},
           {of_values(f32, {6}, {0.25, 0.75, -0.25, 1000, -1000, 1}), of_values(f32, {1}, {0.5}),
            of_values(DataType::kInt8, {1}, {1})})
      .expected = {of_values(DataType::kInt8, {6}, {1, 3, 1, 127, -128, 3}).data};  // halves to even
  list.add("Dequantize/i32", Dequantize{.axis = 0}, {random_input(DataType::kInt32, {5}, 1), axis_scale_2});
  list.add("Dequantize/f16", Dequantize{.to = DataType::kFloat16},
           {random_input(DataType::kInt8, {3, 4}, 1), of_values(DataType::kFloat16, {}, {0.125})});
  list.add("Dequantize/by_hand", Dequantize{.axis = 0},
           {of_values(DataType::kUInt8, {2, 2}, {0, 128, 255, 7}), of_values(f32, {2}, {0.5, 2}),
            of_values(DataType::kUInt8, {2}, {128, 5})})
      .expected = {of_values(f32, {2, 2}, {-64, 0, 500, 4}).data};
  list.add("DynamicQuantize/plain", DynamicQuantize{}, {x});
  list.add("DynamicQuantize/zeros", DynamicQuantize{}, {of_values(f32, {3}, {0, 0, 0})});
  list.add("DynamicQuantize/dynamic", DynamicQuantize{}, {x.as({sym("N"), 6, 5})});
}

}  // namespace sinter::test
