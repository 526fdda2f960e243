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
  // Long enough for several pieces of a kernel, with halves; axes first, in the middle and last; block sizes that do
  // not divide the axis; every float type of x and scale.
  std::vector<double> halves(3000);
  for (size_t i = 0; i < halves.size(); ++i) halves[i] = (double(i) - 1500) * 0.25;
  const CaseInput long_x{HostTensor::of_doubles(f32, {3000}, halves), {}};
  const auto wide_x = random_input(f32, {3, 7, 130}, 7);
  for (DataType t : {DataType::kInt8, DataType::kUInt16, DataType::kUInt4, DataType::kInt2, DataType::kUInt2}) {
    const std::string type = "_" + std::string(to_string(t));
    list.add("Quantize/long" + type, Quantize{.to = t}, {long_x, of_values(f32, {1}, {0.5}), of_values(t, {}, {1})});
    list.add("Quantize/axis_first" + type, Quantize{.axis = 0, .to = t},
             {wide_x, of_values(f32, {3}, {0.5, 0.01, 0.1}), random_input(t, {3}, 2)});
    list.add("Quantize/axis_last" + type, Quantize{.axis = -1, .to = t},
             {wide_x, random_input(f32, {130}, 2, Fill::kPositive), random_input(t, {130}, 2)});
    list.add("Quantize/blocks_middle" + type, Quantize{.axis = 1, .block_size = 3, .to = t},
             {wide_x, random_input(f32, {3, 3, 130}, 2, Fill::kPositive), random_input(t, {3, 3, 130}, 3)});
    list.add("Quantize/blocks_last" + type, Quantize{.axis = 2, .block_size = 32, .to = t},
             {wide_x, random_input(f32, {3, 7, 5}, 2, Fill::kPositive), random_input(t, {3, 7, 5}, 3)});
    const auto q = random_input(t, {3, 7, 130}, 4, Fill::kSpecial);
    list.add("Dequantize/axis_first" + type, Dequantize{.axis = 0},
             {q, of_values(f32, {3}, {0.5, 0.01, 0.1}), random_input(t, {3}, 2)});
    list.add("Dequantize/blocks_last" + type, Dequantize{.axis = 2, .block_size = 32},
             {q, random_input(f32, {3, 7, 5}, 2, Fill::kPositive), random_input(t, {3, 7, 5}, 3)});
  }
  for (DataType t : {DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64, DataType::kInt32})
    list.add("Quantize/from_" + std::string(to_string(t)), Quantize{},
             {random_input(t, {3, 100}, 1), of_values(f32, {}, {0.3}), of_values(DataType::kInt8, {}, {-5})});
  list.add("Quantize/f64_scale", Quantize{}, {wide_x, of_values(DataType::kFloat64, {}, {0.03})});
  list.add("Quantize/scale_of_zero", Quantize{},
           {of_values(f32, {3}, {1, -1, 0}), of_values(f32, {}, {0}), of_values(DataType::kInt8, {}, {7})})
      .expected = {of_values(DataType::kInt8, {3}, {127, -128, 7}).data};
  list.add("Quantize/empty", Quantize{.axis = 0}, {random_input(f32, {0, 3}, 1), random_input(f32, {0}, 2)});
  for (DataType t : {DataType::kBFloat16, DataType::kFloat64})
    list.add("Dequantize/to_" + std::string(to_string(t)), Dequantize{.to = t},
             {random_input(DataType::kInt16, {5, 77}, 1, Fill::kSpecial), of_values(f32, {}, {0.3})});
  list.add("Dequantize/dynamic", Dequantize{.axis = 1},
           {random_input(DataType::kUInt8, {2, 6, 9}, 1).as({sym("N"), 6, sym("S")}), axis_scale.fixed()});
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
