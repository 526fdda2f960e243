// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/tactics/packed_weights.h"

#include "backends/cpu/kernels/gemm_epilogue.h"

namespace sinter::cpu {
namespace {

std::string packing_of(const WeightPanels& p) {
  const bool a = p.side == PackedSide::kA;
  return std::string("gemm.") + (a ? "a mr" : "b nr") + std::to_string(p.width) + " f32 groups" +
         std::to_string(p.groups) + ((a ? p.depth_stride : p.lane_stride) == 1 ? "" : " transposed");
}

}  // namespace

PackedConstant pack_weights(const Weights& weights, const std::string& name, const WeightPanels& p) {
  const bool a = p.side == PackedSide::kA;
  const int64_t floats = a ? packed_a_size(p.lanes, p.depth, p.width) : packed_b_size(p.depth, p.lanes, p.width);
  MatrixView view;
  pack_type_of(weights.dtype(), view.type);
  view.row_stride = a ? p.lane_stride : p.depth_stride;
  view.col_stride = a ? p.depth_stride : p.lane_stride;
  PackedConstant c{LargeBytes(size_t(p.groups * floats) * sizeof(float)), {name}, packing_of(p)};
  for (int64_t g = 0; g < p.groups; ++g) {
    view.data = weights.bytes().data() + bytes_of(weights.dtype(), g * p.lanes * p.depth);
    float* out = reinterpret_cast<float*>(c.bytes.data()) + g * floats;
    (a ? pack_a : pack_b)(view, 0, p.lanes, p.depth, p.width, out);
  }
  return c;
}

}  // namespace sinter::cpu
