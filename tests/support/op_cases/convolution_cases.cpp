// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/convolution.h"
#include "ops/pooling.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {
namespace {

constexpr DataType kF32 = DataType::kFloat32;

std::string type_suffix(DataType t) { return "_" + std::string(to_string(t)); }

void add_convolutions(CaseList& list) {
  for (DataType t : {kF32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64, DataType::kInt32}) {
    const std::string type = type_suffix(t);
    const auto bias = random_input(t, {6}, 3);
    list.add("Convolution/3x3" + type, Convolution{.pads_begin = {1, 1}, .pads_end = {1, 1}},
             {random_input(t, {2, 3, 7, 9}, 1), random_input(t, {6, 3, 3, 3}, 2), bias}, 27);
    list.add("Convolution/1x1_stride_2" + type, Convolution{.strides = {2, 2}},
             {random_input(t, {1, 5, 8, 6}, 1), random_input(t, {6, 5, 1, 1}, 2)}, 5);
    list.add("Convolution/depthwise" + type, Convolution{.pads_begin = {1, 1}, .pads_end = {1, 1}, .group = 6},
             {random_input(t, {2, 6, 6, 7}, 1), random_input(t, {6, 1, 3, 3}, 2), bias}, 9);
  }
  const auto x = random_input(kF32, {2, 4, 11, 10}, 4);
  list.add("Convolution/uneven",
           Convolution{.strides = {2, 1}, .dilations = {1, 2}, .pads_begin = {0, 2}, .pads_end = {3, 1}},
           {x, random_input(kF32, {3, 4, 3, 2}, 5), random_input(kF32, {3}, 6)}, 24);
  list.add("Convolution/grouped", Convolution{.group = 2}, {x, random_input(kF32, {6, 2, 2, 3}, 5)}, 12);
  list.add("Convolution/constant_weights", Convolution{.pads_begin = {1, 1}, .pads_end = {1, 1}},
           {x, random_input(kF32, {16, 4, 3, 3}, 5).fixed(), random_input(kF32, {16}, 6).fixed()}, 36);
  list.add("Convolution/stem_7x7", Convolution{.strides = {2, 2}, .pads_begin = {3, 3}, .pads_end = {3, 3}},
           {random_input(kF32, {1, 3, 33, 31}, 1), random_input(kF32, {8, 3, 7, 7}, 2).fixed()}, 147);
  list.add("Convolution/1d", Convolution{.pads_begin = {1}, .pads_end = {0}},
           {random_input(kF32, {2, 3, 8}, 1), random_input(kF32, {4, 3, 2}, 2)}, 6);
  list.add("Convolution/3d", Convolution{.strides = {1, 2, 1}},
           {random_input(kF32, {1, 2, 4, 5, 6}, 1), random_input(kF32, {3, 2, 2, 3, 2}, 2)}, 24);
  list.add("Convolution/wide", Convolution{},
           {random_input(kF32, {1, 33, 17, 19}, 1), random_input(kF32, {35, 33, 1, 1}, 2).fixed()}, 33);
  list.add("Convolution/dynamic", Convolution{.pads_begin = {1, 1}, .pads_end = {1, 1}},
           {x.as({sym("N"), 4, sym("H"), sym("W")}), random_input(kF32, {5, 4, 3, 3}, 5).fixed()}, 36);
  list.add("Convolution/empty_batch", Convolution{},
           {random_input(kF32, {0, 3, 5, 5}, 1), random_input(kF32, {2, 3, 3, 3}, 2)}, 27);
  // A sum of 1*1 + 2*2 + 3*0 + 4*(-1), and so on, with bias 0.5.
  list.add("Convolution/by_hand", Convolution{},
           {of_values(kF32, {1, 1, 2, 3}, {1, 2, 3, 4, 5, 6}), of_values(kF32, {1, 1, 2, 2}, {1, 2, 0, -1}),
            of_values(kF32, {1}, {0.5})})
      .expected = {of_values(kF32, {1, 1, 1, 2}, {0.5, 2.5}).data};
}

void add_poolings(CaseList& list) {
  for (DataType t : {kF32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64}) {
    const auto x = random_input(t, {2, 3, 9, 8}, 1);
    for (auto kind : {PoolingKind::kMax, PoolingKind::kAverage, PoolingKind::kLp}) {
      const std::string name = "Pooling/" + std::string(Pooling::kKindNames[size_t(kind)]);
      list.add(name + type_suffix(t),
               Pooling{.kind = kind, .kernel = {3, 2}, .strides = {2, 2}, .pads_begin = {1, 0}, .pads_end = {1, 1}},
               {x}, 6);
    }
  }
  const auto x = random_input(kF32, {1, 2, 8, 7}, 2);
  list.add("Pooling/max_i8", Pooling{.kernel = {2, 2}},
           {random_input(DataType::kInt8, {1, 2, 5, 5}, 1, Fill::kSpecial)});
  list.add("Pooling/max_u8", Pooling{.kernel = {2, 2}},
           {random_input(DataType::kUInt8, {1, 2, 5, 5}, 1, Fill::kSpecial)});
  list.add("Pooling/max_special", Pooling{.kernel = {2, 2}}, {random_input(kF32, {1, 2, 5, 5}, 9, Fill::kSpecial)});
  list.add("Pooling/max_dilated", Pooling{.kernel = {2, 3}, .dilations = {2, 2}}, {x});
  list.add("Pooling/average_ceil",
           Pooling{.kind = PoolingKind::kAverage, .kernel = {3, 3}, .strides = {2, 2}, .ceil_mode = true}, {x}, 9);
  list.add("Pooling/average_include_pad",
           Pooling{.kind = PoolingKind::kAverage,
                   .kernel = {3, 3},
                   .strides = {3, 3},
                   .pads_begin = {1, 1},
                   .pads_end = {1, 1},
                   .ceil_mode = true,
                   .count_include_pad = true},
           {x}, 9);
  list.add("Pooling/max_1d", Pooling{.kernel = {3}}, {random_input(kF32, {2, 2, 7}, 1)});
  list.add("Pooling/average_3d", Pooling{.kind = PoolingKind::kAverage, .kernel = {2, 2, 2}},
           {random_input(kF32, {1, 2, 3, 4, 5}, 1)}, 8);
  list.add("Pooling/dynamic", Pooling{.kernel = {3, 3}, .strides = {2, 2}, .pads_begin = {1, 1}, .pads_end = {1, 1}},
           {x.as({sym("N"), 2, sym("H"), sym("W")})});
  list.add("Pooling/empty_batch", Pooling{.kernel = {2, 2}}, {random_input(kF32, {0, 2, 5, 5}, 1)});
}

}  // namespace

void add_convolution_cases(CaseList& list) {
  add_convolutions(list);
  add_poolings(list);
}

}  // namespace sinter::test
