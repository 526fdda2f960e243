// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Tactics of interpolation, regions and boxes.
#include "backends/cpu/kernels/conv_shape.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/tactics/simple.h"
#include "ops/col2im.h"
#include "ops/deform_columns.h"
#include "ops/grid_sample.h"
#include "ops/max_pool_indices.h"
#include "ops/max_roi_pool.h"
#include "ops/non_max_suppression.h"
#include "ops/resize.h"
#include "ops/roi_align.h"
#include "ops/window.h"

namespace sinter::cpu {
namespace {

Verdict no_booleans(const Problem& p) {
  return p.inputs[0].type.dtype == DataType::kBool ? Verdict::no("booleans are not computed with") : Verdict::yes();
}

/// Run-time operands of a resize are floats by inference; interpolated elements must be numbers that elements.h knows.
Verdict resize_supports(const Problem& p) {
  const DataType type = p.inputs[0].type.dtype;
  if (p.op().as<Resize>()->mode != ResizeMode::kNearest && (!has_element(type) || type == DataType::kBool))
    return Verdict::no("elements of " + std::string(to_string(type)) + " are not interpolated");
  if (p.op().as<Resize>()->extrapolation != 0 && !has_element(type))
    return Verdict::no("there is no extrapolation value of type " + std::string(to_string(type)));
  return Verdict::yes();
}
void resize_write(const Problem& p, RecipeWriter& w) {
  const Resize& op = *p.op().as<Resize>();
  w.i64(int64_t(op.mode)).i64(int64_t(op.coordinates)).i64(int64_t(op.rounding)).i64(int64_t(op.policy));
  const int64_t rank = p.inputs[0].type.rank();
  std::vector<int64_t> axes = op.axes;
  for (int64_t& a : axes) a = a < 0 ? a + rank : a;
  for (int64_t a = 0; op.axes.empty() && a < rank; ++a) axes.push_back(a);
  w.ints(axes);
  for (const auto* list : {&op.scales, &op.region}) {
    w.i64(int64_t(list->size()));
    for (double v : *list) w.f64(v);
  }
  w.f64(op.cubic_a).f64(op.extrapolation).i64(op.exclude_outside).i64(op.antialias).i64(!op.sizes.empty());
}

void grid_sample_write(const Problem& p, RecipeWriter& w) {
  const GridSample& op = *p.op().as<GridSample>();
  w.i64(int64_t(op.mode)).i64(int64_t(op.padding)).i64(op.align_corners);
}

void roi_align_write(const Problem& p, RecipeWriter& w) {
  const RoiAlign& op = *p.op().as<RoiAlign>();
  w.i64(op.height).i64(op.width).f64(op.scale);
  w.i64(op.kind == RoiAlignKind::kMax).i64(op.sampling).i64(op.half_pixel);
}

void max_roi_pool_write(const Problem& p, RecipeWriter& w) {
  const MaxRoiPool& op = *p.op().as<MaxRoiPool>();
  w.i64(op.height).i64(op.width).f64(op.scale);
}

void max_pool_indices_write(const Problem& p, RecipeWriter& w) {
  const MaxPoolIndices& op = *p.op().as<MaxPoolIndices>();
  write_window(w, op.kernel, op.strides, op.dilations, op.pads_begin, op.pads_end);
  w.i64(op.column_major);
}

void deform_columns_write(const Problem& p, RecipeWriter& w) {
  const DeformColumns& op = *p.op().as<DeformColumns>();
  write_window(w, op.kernel, op.strides, op.dilations, op.pads_begin, op.pads_end);
  w.i64(op.groups);
}

void col2im_write(const Problem& p, RecipeWriter& w) {
  const Col2Im& op = *p.op().as<Col2Im>();
  const size_t n = op.image.size();
  const Window window = Window::of(op.strides, op.dilations, op.pads_begin, op.pads_end, n);
  w.i64(int64_t(n));
  for (size_t d = 0; d < n; ++d)
    w.i64(window.strides[d]).i64(window.dilations[d]).i64(window.pads_begin[d]).i64(window.pads_end[d]);
}

}  // namespace

const Tactic& resize_tactic() {
  static const SimpleTactic t("resize", Resize::kName, true, resize_supports, resize_write);
  return t;
}
const Tactic& grid_sample_tactic() {
  static const SimpleTactic t("grid_sample", GridSample::kName, false, no_booleans, grid_sample_write);
  return t;
}
const Tactic& roi_align_tactic() {
  static const SimpleTactic t("roi_align", RoiAlign::kName, false, always, roi_align_write);
  return t;
}
const Tactic& max_roi_pool_tactic() {
  static const SimpleTactic t("max_roi_pool", MaxRoiPool::kName, false, always, max_roi_pool_write);
  return t;
}
const Tactic& max_pool_indices_tactic() {
  static const SimpleTactic t("max_pool_indices", MaxPoolIndices::kName, false, no_booleans, max_pool_indices_write);
  return t;
}
const Tactic& deform_columns_tactic() {
  static const SimpleTactic t("deform_columns", DeformColumns::kName, false, always, deform_columns_write);
  return t;
}
const Tactic& col2im_tactic() {
  static const SimpleTactic t("col2im", Col2Im::kName, false, no_booleans, col2im_write);
  return t;
}
const Tactic& non_max_suppression_tactic() {
  static const SimpleTactic t(
      "non_max_suppression", NonMaxSuppression::kName, false, always,
      [](const Problem& p, RecipeWriter& w) { w.i64(p.op().as<NonMaxSuppression>()->center_point_box); });
  return t;
}

}  // namespace sinter::cpu
