// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Fourier transforms, filter banks, determinants.
#include "ops/det.h"
#include "ops/dft.h"
#include "ops/mel_weight_matrix.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {
namespace {

constexpr DataType kF32 = DataType::kFloat32, kI64 = DataType::kInt64;
constexpr DataType kFloats[] = {kF32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64};

std::string signal_suffix(DataType t) { return "_" + std::string(to_string(t)); }

void add_transforms(CaseList& list) {
  // Products of 2, 3, 5 and 7; primes and others go through a convolution.
  for (int64_t n : {1, 2, 3, 4, 8, 12, 30, 49, 64, 210, 11, 13, 22, 97})
    for (bool inverse : {false, true})
      for (bool onesided : {false, true}) {
        if (inverse && onesided && n == 1) continue;
        const std::string name = "_" + std::to_string(n) + (inverse ? "_inverse" : "") + (onesided ? "_onesided" : "");
        list.add("DFT/complex" + name, DFT{.inverse = inverse, .onesided = onesided},
                 {random_input(kF32, {2, n, 2}, uint32_t(n))}, n);
      }
  for (DataType t : kFloats) {
    list.add("DFT/real_onesided" + signal_suffix(t), DFT{.onesided = true}, {random_input(t, {3, 20, 1}, 1)}, 20);
    list.add("DFT/axis_1" + signal_suffix(t), DFT{.axis = {1}}, {random_input(t, {2, 9, 3, 2}, 1)}, 9);
    list.add("DFT/inverse" + signal_suffix(t), DFT{.axis = {0}, .inverse = true}, {random_input(t, {14, 3, 2}, 1)}, 14);
  }
  list.add("DFT/padded", DFT{.length = {17}}, {random_input(kF32, {2, 9, 1}, 1)}, 17);
  list.add("DFT/cut", DFT{.length = {6}}, {random_input(kF32, {2, 9, 2}, 1)}, 9);
  list.add("DFT/half_to_odd", DFT{.inverse = true, .onesided = true, .length = {9}}, {random_input(kF32, {2, 5, 2}, 1)},
           9);
  list.add("DFT/dynamic", DFT{.onesided = true}, {random_input(kF32, {2, 10, 1}, 1).as({sym("N"), sym("L"), 1})}, 10);
  list.add("DFT/no_lines", DFT{}, {random_input(kF32, {0, 9, 2}, 1)});
  list.add("DFT/by_hand", DFT{}, {of_values(kF32, {1, 4, 1}, {1, 2, 3, 4})}).expected = {
      of_values(kF32, {1, 4, 2}, {10, 0, -2, 2, -2, 0, -2, -2}).data};
}

}  // namespace

void add_signal_cases(CaseList& list) {
  add_transforms(list);
  for (DataType t : kFloats) {
    list.add("Det/4x4" + signal_suffix(t), Det{}, {random_input(t, {2, 3, 4, 4}, 1)}, 24);
    list.add("Det/1x1" + signal_suffix(t), Det{}, {random_input(t, {1, 1}, 1)});
  }
  list.add("Det/0x0", Det{}, {random_input(kF32, {2, 0, 0}, 1)});
  list.add("Det/dynamic", Det{}, {random_input(kF32, {3, 5, 5}, 1).as({sym("N"), 5, 5})}, 120);
  list.add("Det/by_hand", Det{}, {of_values(kF32, {2, 2}, {0, 2, 3, 4})}).expected = {of_values(kF32, {}, {-6}).data};
  for (DataType t : {kF32, DataType::kFloat16, DataType::kFloat64})
    list.add("MelWeightMatrix/small" + signal_suffix(t), MelWeightMatrix{.to = t},
             {int_scalar(8).fixed(), int_scalar(16).fixed(), int_scalar(8192), of_values(kF32, {}, {0}),
              of_values(kF32, {}, {4096})});
  list.add("MelWeightMatrix/f64_edges", MelWeightMatrix{},
           {of_values(kI64, {}, {5}).fixed(), int_scalar(33).fixed(), int_scalar(16000),
            of_values(DataType::kFloat64, {}, {100}), of_values(DataType::kFloat64, {}, {7000})});
}

}  // namespace sinter::test
