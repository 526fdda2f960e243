// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Tactics of data movement.
#include <algorithm>

#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/tactics/region_program.h"
#include "backends/cpu/tactics/simple.h"
#include "ops/concat.h"
#include "ops/expand.h"
#include "ops/gather.h"
#include "ops/gather_elements.h"
#include "ops/gather_nd.h"
#include "ops/pad.h"
#include "ops/reshape.h"
#include "ops/scatter_nd.h"
#include "ops/slice.h"
#include "ops/transpose.h"
#include "ops/trilu.h"

namespace sinter::cpu {
namespace {

Verdict index_input(const Problem& p) {
  return is_index_type(p.inputs[1].type.dtype) ? Verdict::yes() : Verdict::no("indices are neither i32 nor i64");
}

struct SliceBounds {
  std::vector<int64_t> axes, steps;
  bool from_inputs = false, read_steps = false;
};

Verdict slice_bounds(const Problem& p, SliceBounds& b) {
  const Slice& op = *p.op().as<Slice>();
  b.axes = op.axes, b.steps = op.steps;
  b.read_steps = !op.by.empty();
  b.from_inputs = has_input(p, 1);
  size_t count = op.starts.size();
  if (b.from_inputs) {
    if (!has_input(p, 2)) return Verdict::no("ends are missing");
    if (b.read_steps) return Verdict::no("steps of the run go with bounds that are attributes");
    if (!is_index_type(p.inputs[1].type.dtype) || !is_index_type(p.inputs[2].type.dtype))
      return Verdict::no("bounds are neither i32 nor i64");
    for (auto [i, list] : {std::pair{size_t(3), &b.axes}, std::pair{size_t(4), &b.steps}}) {
      if (!has_input(p, i)) continue;
      const auto known = known_integers(p.inputs[i]);
      if (!known) return Verdict::no("axes or steps are not known at build time");
      *list = *known;
    }
    const TensorType& starts = p.inputs[1].type;
    if (starts.rank() != 1 || !starts.dims[0].is_const()) return Verdict::no("the number of bounds is not known");
    count = size_t(starts.dims[0].value());
  }
  const int rank = p.inputs[0].type.rank();
  for (size_t i = b.axes.size(); i < count; ++i) b.axes.push_back(int64_t(i));
  b.steps.resize(count, 1);
  if (b.axes.size() != count) return Verdict::no("the number of axes differs from that of the bounds");
  for (int64_t& a : b.axes) {
    a = find_axis(a, rank);
    if (a < 0 || std::ranges::count(b.axes, a) > 1) return Verdict::no("an axis is out of range or repeated");
  }
  return Verdict::yes();
}

Verdict slice_supports(const Problem& p) {
  SliceBounds b;
  return slice_bounds(p, b);
}
void slice_write(const Problem& p, RecipeWriter& w) {
  SliceBounds b;
  (void)slice_bounds(p, b);
  w.ints(b.axes).ints(b.steps).i64(b.from_inputs).i64(b.read_steps);
}

void transpose_write(const Problem& p, RecipeWriter& w) {
  std::vector<int64_t> perm = p.op().as<Transpose>()->perm;
  const int64_t rank = p.inputs[0].type.rank();
  for (int64_t i = 0; perm.size() < size_t(rank); ++i) perm.push_back(rank - 1 - i);
  for (int64_t& a : perm) a = a < 0 ? a + rank : a;
  w.ints(perm);
}

Verdict pad_supports(const Problem& p) {
  if (p.op().as<Pad>()->begin.empty() && p.inputs[0].type.rank() > 0 &&
      (!has_input(p, 1) || !is_index_type(p.inputs[1].type.dtype))) {
    return Verdict::no("the amounts are missing");
  }
  return Verdict::yes();
}
void pad_write(const Problem& p, RecipeWriter& w) {
  const Pad& op = *p.op().as<Pad>();
  w.i64(int64_t(op.mode)).i64(op.begin.empty() && has_input(p, 1));
}

Verdict concat_supports(const Problem& p) {
  for (const Operand& o : p.inputs)
    if (!o.present) return Verdict::no("an input is absent");
  return Verdict::yes();
}

Verdict scatter_supports(const Problem& p) {
  if (p.op().as<ScatterND>()->reduction != ScatterReduction::kNone) {
    const DataType type = p.inputs[0].type.dtype;
    if (!has_element(type) || type == DataType::kBool) return Verdict::no("this dtype cannot be combined");
  }
  return index_input(p);
}

/// Views that did get a step of their own.
class CopyTactic final : public Tactic {
 public:
  const char* name() const override { return "copy"; }
  Verdict supports(const Problem& p) const override {
    if (!p.op().def().traits.view) return Verdict::other_op();
    if (Verdict ok = all_linear(p); !ok) return ok;
    const bool bytes = !p.inputs.empty() && p.inputs[0].present && p.inputs[0].type.dtype != DataType::kString;
    return bytes ? Verdict::yes() : Verdict::no("strings do not move as bytes");
  }
  CompiledKernel compile(const Problem& p, const Config&) const override {
    const auto* reshape = p.op().as<Reshape>();
    RecipeWriter w;
    w.i64(!reshape || reshape->zero_copies);
    return make_kernel("copy", w);
  }
};

}  // namespace

const Tactic& copy_tactic() {
  static const CopyTactic t;
  return t;
}
const Tactic& transpose_tactic() {
  static const SimpleTactic t("transpose", Transpose::kName, true, always, transpose_write);
  return t;
}
const Tactic& expand_tactic() {
  static const SimpleTactic t("expand", Expand::kName, true, always, no_recipe);
  return t;
}
const Tactic& slice_tactic() {
  static const SimpleTactic t("slice", Slice::kName, true, slice_supports, slice_write);
  return t;
}
const Tactic& concat_tactic() {
  static const SimpleTactic t("concat", Concat::kName, true, concat_supports,
                              [](const Problem& p, RecipeWriter& w) { w.i64(p.op().as<Concat>()->axis); });
  return t;
}
const Tactic& pad_tactic() {
  static const SimpleTactic t("pad", Pad::kName, true, pad_supports, pad_write);
  return t;
}
const Tactic& gather_tactic() {
  static const SimpleTactic t("gather", Gather::kName, true, index_input,
                              [](const Problem& p, RecipeWriter& w) { w.i64(p.op().as<Gather>()->axis); });
  return t;
}
const Tactic& gather_elements_tactic() {
  static const SimpleTactic t("gather_elements", GatherElements::kName, true, index_input,
                              [](const Problem& p, RecipeWriter& w) { w.i64(p.op().as<GatherElements>()->axis); });
  return t;
}
const Tactic& gather_nd_tactic() {
  static const SimpleTactic t("gather_nd", GatherND::kName, true, index_input,
                              [](const Problem& p, RecipeWriter& w) { w.i64(p.op().as<GatherND>()->batch_dims); });
  return t;
}
const Tactic& scatter_nd_tactic() {
  static const SimpleTactic t(
      "scatter_nd", ScatterND::kName, true, scatter_supports,
      [](const Problem& p, RecipeWriter& w) { w.i64(int64_t(p.op().as<ScatterND>()->reduction)); });
  return t;
}
const Tactic& trilu_tactic() {
  static const SimpleTactic t("trilu", Trilu::kName, true, always,
                              [](const Problem& p, RecipeWriter& w) { w.i64(p.op().as<Trilu>()->upper); });
  return t;
}

}  // namespace sinter::cpu
