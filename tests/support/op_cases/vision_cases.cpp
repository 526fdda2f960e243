// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Transposed convolution, interpolation, regions, boxes.
#include "ops/col2im.h"
#include "ops/deconvolution.h"
#include "ops/deform_columns.h"
#include "ops/grid_sample.h"
#include "ops/max_pool_indices.h"
#include "ops/max_roi_pool.h"
#include "ops/non_max_suppression.h"
#include "ops/resize.h"
#include "ops/roi_align.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {
namespace {

constexpr DataType kF32 = DataType::kFloat32, kI64 = DataType::kInt64;
constexpr DataType kFloats[] = {kF32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64};

std::string suffix(DataType t) { return "_" + std::string(to_string(t)); }

void add_deconvolutions(CaseList& list) {
  for (DataType t : kFloats) {
    const auto bias = random_input(t, {6}, 3);
    list.add("Deconvolution/4x4_stride_2" + suffix(t),
             Deconvolution{.strides = {2, 2}, .pads_begin = {1, 1}, .pads_end = {1, 1}},
             {random_input(t, {2, 5, 6, 7}, 1), random_input(t, {5, 6, 4, 4}, 2).fixed(), bias}, 20);
    list.add("Deconvolution/depthwise" + suffix(t),
             Deconvolution{.strides = {2, 1}, .pads_begin = {0, 1}, .output_padding = {1, 0}, .group = 6},
             {random_input(t, {2, 6, 5, 4}, 1), random_input(t, {6, 1, 3, 3}, 2), bias.fixed()}, 9);
    list.add("Deconvolution/grouped" + suffix(t), Deconvolution{.dilations = {2, 1}, .group = 2},
             {random_input(t, {1, 6, 5, 4}, 1), random_input(t, {6, 3, 2, 3}, 2), bias}, 18);
  }
  list.add("Deconvolution/1d", Deconvolution{.strides = {3}, .pads_end = {1}},
           {random_input(kF32, {2, 3, 5}, 1), random_input(kF32, {3, 4, 2}, 2).fixed()}, 6);
  list.add("Deconvolution/3d", Deconvolution{.strides = {1, 2, 2}, .pads_begin = {1, 0, 1}},
           {random_input(kF32, {1, 2, 3, 2, 4}, 1), random_input(kF32, {2, 3, 2, 3, 2}, 2)}, 24);
  list.add("Deconvolution/dynamic", Deconvolution{.strides = {2, 2}},
           {random_input(kF32, {2, 8, 5, 7}, 1).as({sym("N"), 8, sym("H"), sym("W")}),
            random_input(kF32, {8, 5, 2, 2}, 2).fixed(), random_input(kF32, {5}, 3)},
           8);
  list.add("Deconvolution/wide_rows", Deconvolution{.strides = {2, 2}, .pads_begin = {1, 1}, .pads_end = {1, 1}},
           {random_input(kF32, {1, 16, 40, 70}, 1), random_input(kF32, {16, 33, 4, 4}, 2).fixed()}, 64);
  list.add("Deconvolution/empty_batch", Deconvolution{},
           {random_input(kF32, {0, 3, 5, 5}, 1), random_input(kF32, {3, 2, 3, 3}, 2)}, 27);
  list.add("Deconvolution/by_hand", Deconvolution{.strides = {2, 2}},
           {of_values(kF32, {1, 1, 1, 2}, {1, 2}), of_values(kF32, {1, 1, 1, 3}, {1, 10, 100})})
      .expected = {of_values(kF32, {1, 1, 1, 5}, {1, 10, 102, 20, 200}).data};
}

void add_col2ims(CaseList& list) {
  for (DataType t : {kF32, DataType::kFloat16, DataType::kFloat64, DataType::kInt32, DataType::kUInt8})
    list.add("Col2Im/blocks" + suffix(t), Col2Im{.image = {5, 5}, .block = {1, 5}}, {random_input(t, {1, 5, 5}, 1)});
  list.add("Col2Im/overlapping",
           Col2Im{.image = {5, 6}, .block = {3, 2}, .strides = {2, 1}, .pads_begin = {1, 0}, .pads_end = {1, 1}},
           {random_input(kF32, {2, 18, 18}, 1)}, 6);
  list.add("Col2Im/dilated", Col2Im{.image = {6, 6}, .block = {2, 2}, .dilations = {1, 5}},
           {random_input(kF32, {1, 4, 5}, 1)});
  list.add("Col2Im/3d", Col2Im{.image = {4, 5, 5}, .block = {1, 1, 5}}, {random_input(kF32, {1, 10, 20}, 1)});
  list.add("Col2Im/dynamic", Col2Im{.image = {5, 4}, .block = {2, 2}},
           {random_input(kF32, {3, 8, 12}, 1).as({sym("N"), 8, 12})}, 4);
}

void add_max_pool_indices(CaseList& list) {
  for (DataType t : {kF32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64, DataType::kInt8,
                     DataType::kUInt8, DataType::kInt32}) {
    list.add("MaxPoolIndices/2d" + suffix(t),
             MaxPoolIndices{.kernel = {3, 2}, .strides = {2, 2}, .pads_begin = {1, 0}, .pads_end = {1, 1}},
             {random_input(t, {2, 3, 9, 8}, 1)});
    list.add("MaxPoolIndices/column_major" + suffix(t),
             MaxPoolIndices{.kernel = {2, 3}, .dilations = {2, 2}, .ceil_mode = true, .column_major = true},
             {random_input(t, {1, 2, 8, 7}, 2, Fill::kSpecial)});
  }
  list.add("MaxPoolIndices/1d", MaxPoolIndices{.kernel = {3}}, {random_input(kF32, {2, 2, 7}, 1)});
  list.add("MaxPoolIndices/3d", MaxPoolIndices{.kernel = {2, 2, 2}, .column_major = true},
           {random_input(kF32, {1, 2, 3, 4, 5}, 1)});
  list.add("MaxPoolIndices/dynamic", MaxPoolIndices{.kernel = {2, 2}, .strides = {2, 2}},
           {random_input(kF32, {2, 2, 5, 7}, 1).as({sym("N"), 2, sym("H"), sym("W")})});
  list.add("MaxPoolIndices/empty", MaxPoolIndices{.kernel = {2, 2}}, {random_input(kF32, {0, 2, 5, 5}, 1)});
  list.add("MaxPoolIndices/by_hand", MaxPoolIndices{.kernel = {2}}, {of_values(kF32, {1, 2, 3}, {1, 3, 3, 5, 4, 9})})
      .expected = {of_values(kF32, {1, 2, 2}, {3, 3, 5, 9}).data, of_values(kI64, {1, 2, 2}, {1, 1, 3, 5}).data};
}

void add_grid_samples(CaseList& list) {
  const auto grid = random_input(kF32, {2, 4, 5, 2}, 7);  // in [-2, 2): half of it outside
  for (GridMode mode : {GridMode::kLinear, GridMode::kNearest, GridMode::kCubic})
    for (GridPadding padding : {GridPadding::kZeros, GridPadding::kBorder, GridPadding::kReflection})
      for (bool corners : {false, true}) {
        const std::string name = std::string(GridSample::kModeNames[size_t(mode)]) + "_" +
                                 std::string(GridSample::kPaddingNames[size_t(padding)]) + (corners ? "_corners" : "");
        const GridSample op{mode, padding, corners};
        list.add("GridSample/" + name, op, {random_input(kF32, {2, 3, 6, 5}, 1), grid}, 16);
        list.add("GridSample/3d_" + name, op,
                 {random_input(kF32, {1, 2, 3, 4, 5}, 1), random_input(kF32, {1, 2, 3, 2, 3}, 2)}, 64);
      }
  for (DataType t : {DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64}) {
    list.add("GridSample/linear" + suffix(t), GridSample{},
             {random_input(t, {2, 3, 6, 5}, 1), random_input(t, {2, 4, 5, 2}, 7)}, 4);
    list.add("GridSample/grid" + suffix(t), GridSample{},
             {random_input(kF32, {2, 3, 6, 5}, 1), random_input(t, {2, 4, 5, 2}, 7)}, 4);
  }
  list.add("GridSample/nearest_u8", GridSample{.mode = GridMode::kNearest},
           {random_input(DataType::kUInt8, {2, 3, 6, 5}, 1), grid});
  list.add("GridSample/1d", GridSample{}, {random_input(kF32, {2, 3, 6}, 1), random_input(kF32, {2, 4, 1}, 2)}, 2);
  list.add("GridSample/special_grid", GridSample{.padding = GridPadding::kReflection},
           {random_input(kF32, {2, 3, 6, 5}, 1), random_input(kF32, {2, 4, 5, 2}, 8, Fill::kSpecial)}, 4);
  list.add("GridSample/one_element", GridSample{.padding = GridPadding::kReflection, .align_corners = true},
           {random_input(kF32, {2, 3, 1, 1}, 1), grid}, 4);
  list.add("GridSample/dynamic", GridSample{},
           {random_input(kF32, {2, 3, 6, 5}, 1).as({sym("N"), 3, sym("H"), sym("W")}),
            grid.as({sym("N"), sym("P"), sym("Q"), 2})},
           4);
  list.add("GridSample/no_points", GridSample{},
           {random_input(kF32, {2, 3, 6, 5}, 1), random_input(kF32, {2, 0, 5, 2}, 1)});
}

void add_resizes(CaseList& list) {
  const auto x = random_input(kF32, {1, 2, 5, 7}, 1);
  for (size_t c = 0; c < std::size(Resize::kCoordinateNames); ++c)
    for (ResizeMode mode : {ResizeMode::kNearest, ResizeMode::kLinear, ResizeMode::kCubic}) {
      const std::string name =
          std::string(Resize::kModeNames[size_t(mode)]) + "_" + std::string(Resize::kCoordinateNames[c]);
      Resize op{.mode = mode, .coordinates = ResizeCoordinates(c), .axes = {2, 3}, .scales = {1.6, 0.7}};
      if (op.coordinates == ResizeCoordinates::kTfCropAndResize)
        op.region = {0.1, -0.2, 0.8, 1.1}, op.extrapolation = 7;
      list.add("Resize/scales_" + name, op, {x}, 16);
      op.scales.clear(), op.sizes = {3, 11};
      list.add("Resize/sizes_" + name, op, {x}, 16);
    }
  for (size_t r = 0; r < std::size(Resize::kRoundingNames); ++r)
    list.add("Resize/" + std::string(Resize::kRoundingNames[r]),
             Resize{.rounding = ResizeRounding(r), .axes = {3}, .scales = {2.5}}, {x});
  for (ResizeMode mode : {ResizeMode::kLinear, ResizeMode::kCubic}) {
    const std::string name = std::string(Resize::kModeNames[size_t(mode)]);
    list.add("Resize/antialias_" + name, Resize{.mode = mode, .axes = {2, 3}, .scales = {0.6, 0.3}, .antialias = true},
             {x}, 64);
    list.add("Resize/antialias_outside_" + name,
             Resize{.mode = mode, .axes = {2, 3}, .sizes = {2, 9}, .exclude_outside = true, .antialias = true}, {x},
             64);
  }
  list.add(
      "Resize/exclude_outside",
      Resize{.mode = ResizeMode::kCubic, .axes = {2, 3}, .scales = {2, 2}, .cubic_a = -0.5, .exclude_outside = true},
      {x}, 16);
  for (ResizePolicy policy : {ResizePolicy::kNotLarger, ResizePolicy::kNotSmaller})
    list.add("Resize/" + std::string(Resize::kPolicyNames[size_t(policy)]),
             Resize{.mode = ResizeMode::kLinear, .policy = policy, .axes = {3, 2}, .sizes = {10, 8}}, {x}, 4);
  for (DataType t : {DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64, DataType::kUInt8, DataType::kInt8,
                     DataType::kInt32})
    list.add("Resize/linear" + suffix(t),
             Resize{.mode = ResizeMode::kLinear, .axes = {1, 2, 3}, .scales = {2, 1.5, 0.5}},
             {random_input(t, {1, 2, 5, 7}, 1)}, 8);
  for (DataType t : {DataType::kBool, DataType::kFloat16, kI64})
    list.add("Resize/nearest" + suffix(t), Resize{.axes = {0, 1}, .scales = {2, 1.5}}, {random_input(t, {3, 4}, 1)});
  list.add("Resize/dynamic", Resize{.mode = ResizeMode::kLinear, .axes = {2, 3}, .scales = {2, 0.75}},
           {x.as({sym("N"), 2, sym("H"), sym("W")})}, 4);
  list.add("Resize/dynamic_nearest", Resize{.axes = {2, 3}, .scales = {2, 2}}, {x.as({1, 2, sym("H"), sym("W")})});
  list.add("Resize/dynamic_policy",
           Resize{.mode = ResizeMode::kLinear, .policy = ResizePolicy::kNotLarger, .axes = {2, 3}, .sizes = {10, 10}},
           {x.as({1, 2, sym("H"), sym("W")})}, 4);
  list.add("Resize/run_time_region",
           Resize{.mode = ResizeMode::kLinear,
                  .coordinates = ResizeCoordinates::kTfCropAndResize,
                  .axes = {2, 3},
                  .sizes = {3, 4}},
           {x, of_values(kF32, {4}, {0.2, 0.3, 0.9, 1.2})}, 4);
  list.add("Resize/run_time_scales", Resize{.mode = ResizeMode::kLinear, .axes = {2, 3}, .sizes = {6, 10}},
           {x, absent_input(), of_values(kF32, {2}, {1.3, 1.5})}, 4);
  list.add("Resize/empty", Resize{.axes = {2}, .scales = {2}}, {random_input(kF32, {0, 2, 5}, 1)});
  list.add("Resize/by_hand", Resize{.mode = ResizeMode::kLinear, .axes = {0}, .scales = {2}},
           {of_values(kF32, {2}, {1, 3})})
      .expected = {of_values(kF32, {4}, {1, 1.5, 2.5, 3}).data};
}

void add_rois(CaseList& list) {
  for (DataType t : kFloats) {
    const auto x = random_input(t, {2, 3, 8, 9}, 1);
    const auto rois = of_values(t, {3, 4}, {0, 0, 7, 5, 1.5, 2, 3, 3, -2, 4, 12, 9});
    const auto batch = of_ints({0, 1, 1});
    for (RoiAlignKind kind : {RoiAlignKind::kAverage, RoiAlignKind::kMax})
      for (bool half : {false, true}) {
        const std::string name = std::string(RoiAlign::kKindNames[size_t(kind)]) + (half ? "_half_pixel" : "");
        list.add("RoiAlign/" + name + suffix(t),
                 RoiAlign{.kind = kind, .height = 3, .width = 2, .sampling = 2, .scale = 0.75, .half_pixel = half},
                 {x, rois, batch}, 16);
        list.add("RoiAlign/adaptive_" + name + suffix(t),
                 RoiAlign{.kind = kind, .height = 2, .width = 3, .half_pixel = half}, {x, rois, batch}, 64);
      }
    list.add("MaxRoiPool/bins" + suffix(t), MaxRoiPool{.height = 2, .width = 3, .scale = 0.75},
             {x, of_values(t, {3, 5}, {0, 0, 0, 7, 5, 1, 2, 2, 3, 3, 1, -2, 4, 12, 20})});
  }
  list.add("RoiAlign/dynamic", RoiAlign{.height = 2, .width = 2},
           {random_input(kF32, {1, 2, 6, 5}, 1).as({sym("N"), 2, sym("H"), sym("W")}),
            of_values(kF32, {2, 4}, {0, 0, 4, 4, 1, 1, 3, 5}).as({sym("R"), 4}), of_ints({0, 0}).as({sym("R")})},
           16);
  list.add("RoiAlign/none", RoiAlign{},
           {random_input(kF32, {1, 2, 6, 5}, 1), of_values(kF32, {0, 4}, {}), of_values(kI64, {0}, {})});
  list.add("MaxRoiPool/none", MaxRoiPool{}, {random_input(kF32, {1, 2, 6, 5}, 1), of_values(kF32, {0, 5}, {})});
}

void add_deform_columns(CaseList& list) {
  for (DataType t : kFloats) {
    const DeformColumns op{.kernel = {2, 2}, .pads_begin = {1, 0}, .pads_end = {0, 1}, .groups = 2};
    const auto x = random_input(t, {2, 4, 5, 4}, 1), offset = random_input(t, {2, 16, 5, 4}, 2);
    list.add("DeformColumns/2d" + suffix(t), op, {x, offset}, 4);
    list.add("DeformColumns/mask" + suffix(t), op, {x, offset, random_input(t, {2, 8, 5, 4}, 3)}, 4);
  }
  list.add("DeformColumns/strided", DeformColumns{.kernel = {3, 3}, .strides = {2, 2}, .dilations = {2, 1}},
           {random_input(kF32, {1, 2, 9, 7}, 1).as({sym("N"), 2, 9, 7}),
            random_input(kF32, {1, 18, 3, 3}, 2).as({sym("N"), 18, 3, 3})},
           4);
  list.add("DeformColumns/1d", DeformColumns{.kernel = {3}},
           {random_input(kF32, {1, 2, 8}, 1), random_input(kF32, {1, 3, 6}, 2)}, 2);
  list.add("DeformColumns/3d", DeformColumns{.kernel = {1, 2, 2}},
           {random_input(kF32, {1, 2, 3, 4, 3}, 1), random_input(kF32, {1, 12, 3, 3, 2}, 2)}, 8);
}

void add_suppressions(CaseList& list) {
  const auto boxes = random_input(kF32, {2, 12, 4}, 1), scores = random_input(kF32, {2, 3, 12}, 2);
  const auto overlap = of_values(kF32, {1}, {0.3}), least = of_values(kF32, {1}, {-0.5});
  list.add("NonMaxSuppression/corners", NonMaxSuppression{}, {boxes, scores, of_ints({4}), overlap, least});
  list.add("NonMaxSuppression/centers", NonMaxSuppression{.center_point_box = true},
           {random_input(kF32, {2, 12, 4}, 1, Fill::kPositive), scores, of_ints({5}).fixed(), overlap});
  list.add("NonMaxSuppression/no_limit", NonMaxSuppression{}, {boxes, scores});
  list.add("NonMaxSuppression/special", NonMaxSuppression{},
           {boxes, random_input(kF32, {2, 3, 12}, 3, Fill::kSpecial), of_ints({20}), overlap});
  list.add("NonMaxSuppression/f64", NonMaxSuppression{},
           {random_input(DataType::kFloat64, {1, 7, 4}, 1), random_input(DataType::kFloat64, {1, 2, 7}, 2),
            of_ints({3}), overlap});
  list.add("NonMaxSuppression/dynamic", NonMaxSuppression{},
           {boxes.as({sym("B"), sym("K"), 4}), scores.as({sym("B"), 3, sym("K")}), of_ints({4}), overlap});
  list.add("NonMaxSuppression/no_boxes", NonMaxSuppression{},
           {random_input(kF32, {1, 0, 4}, 1), random_input(kF32, {1, 2, 0}, 1), of_ints({4})});
}

}  // namespace

void add_vision_cases(CaseList& list) {
  add_deconvolutions(list);
  add_col2ims(list);
  add_max_pool_indices(list);
  add_grid_samples(list);
  add_resizes(list);
  add_rois(list);
  add_deform_columns(list);
  add_suppressions(list);
}

}  // namespace sinter::test
