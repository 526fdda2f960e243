// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// SSD's DetectionOutput: boxes from predictions and priors, suppression per class, the best of each picture. It is made
// of ordinary ops on dense tables: a table holds, for each picture and class, the best `rank` candidates; a mask of the
// same shape says which of them remain, and its places in order are the rows of the result, sorted by picture, class
// and score as Caffe does. If nothing is found anywhere, there is one row of -1 per picture, as in Caffe.
#include <cmath>
#include <limits>

#include "import/caffe/layer_context.h"
#include "ops/concat.h"
#include "ops/gather.h"
#include "ops/gather_nd.h"
#include "ops/non_max_suppression.h"
#include "ops/non_zero.h"
#include "ops/range.h"
#include "ops/reduce.h"
#include "ops/scatter_elements.h"
#include "ops/scatter_nd.h"
#include "ops/topk.h"

namespace sinter::caffe {
namespace {

enum class BoxCode : uint8_t { kCorner, kCenterSize, kCornerSize };

struct DetectionOptions {
  int64_t classes = 0, background = 0, top_k = -1, keep_top_k = -1;
  bool share_location = true, variance_encoded = false;
  BoxCode code = BoxCode::kCorner;
  double overlap = 0.3;
  std::optional<double> confidence;
};

DetectionOptions read_detection(LayerContext& ctx) {
  Params& p = ctx.params("detection_output_param");
  p.ignore({"save_output_param", "visualize", "visualize_threshold", "save_file", "objectness_score"});
  DetectionOptions o;
  o.classes = p.needed("num_classes");
  if (o.classes > 1 << 20) p.fail_at("num_classes", "num_classes is " + std::to_string(o.classes));
  o.share_location = p.flag("share_location", true);
  o.background = p.integer("background_label_id", 0);
  o.variance_encoded = p.flag("variance_encoded_in_target", false);
  o.keep_top_k = p.integer("keep_top_k", -1);
  if (p.has("confidence_threshold")) o.confidence = p.real("confidence_threshold", 0);
  const std::string_view code = p.word("code_type", "CORNER");
  if (code == "CENTER_SIZE" || code == "2")
    o.code = BoxCode::kCenterSize;
  else if (code == "CORNER_SIZE" || code == "3")
    o.code = BoxCode::kCornerSize;
  else if (code != "CORNER" && code != "1")
    p.fail_at("code_type", "\"code_type\" is " + std::string(code));
  Params nms = p.nested("nms_param");
  o.overlap = nms.real("nms_threshold", double(0.3f));
  o.top_k = nms.integer("top_k", -1);
  if (!(o.overlap >= 0)) nms.fail_at("nms_threshold", "nms_threshold is negative");
  if (nms.real("eta", 1) != 1)
    ctx.unsupported("eta is not 1: the threshold would change while boxes are suppressed", "set eta to 1");
  return o;
}

/// Column `i` of the last axis, which stays.
ValueId column(const LayerContext& ctx, ValueId v, int64_t i) {
  return ctx.add(ctx.slice(ctx.rank_of(v) - 1, Dim(i), Dim(i + 1)), {v});
}

ValueId multiply(const LayerContext& ctx, ValueId a, ValueId b) { return ctx.add("Mul", {a, b}); }
ValueId sum(const LayerContext& ctx, ValueId a, ValueId b) { return ctx.add("Add", {a, b}); }
ValueId difference(const LayerContext& ctx, ValueId a, ValueId b) { return ctx.add("Sub", {a, b}); }

/// Boxes x1, y1, x2, y2 from loc[N,P,L,4] and priors[1,P,1,4].
ValueId decode_boxes(const LayerContext& ctx, const DetectionOptions& o, ValueId loc, ValueId prior, ValueId variance) {
  if (!o.variance_encoded) loc = multiply(ctx, loc, variance);
  if (o.code == BoxCode::kCorner) return sum(ctx, prior, loc);
  const ValueId x1 = column(ctx, prior, 0), y1 = column(ctx, prior, 1);
  const ValueId width = difference(ctx, column(ctx, prior, 2), x1), height = difference(ctx, column(ctx, prior, 3), y1);
  const ValueId sizes = ctx.add(Concat{.axis = 3}, {width, height});
  if (o.code == BoxCode::kCornerSize)
    return sum(ctx, prior, multiply(ctx, loc, ctx.add(Concat{.axis = 3}, {sizes, sizes})));
  const ValueId corner = ctx.add(ctx.slice(3, 0, 2), {prior});
  const ValueId prior_centre = sum(ctx, corner, ctx.times(sizes, 0.5));
  const ValueId centre = sum(ctx, multiply(ctx, ctx.add(ctx.slice(3, 0, 2), {loc}), sizes), prior_centre);
  const ValueId half = ctx.times(multiply(ctx, ctx.add("Exp", {ctx.add(ctx.slice(3, 2, 4), {loc})}), sizes), 0.5);
  return ctx.add(Concat{.axis = 3}, {difference(ctx, centre, half), sum(ctx, centre, half)});
}

struct Candidates {
  Dim pictures, rank;
  int64_t classes = 0;         ///< without the background
  std::vector<double> labels;  ///< of those classes
  ValueId scores, boxes;       ///< [N,C,rank], [N,C,rank,4], best first
  Dim row() const { return Dim(classes) * rank; }
};

ValueId labels_of(const LayerContext& ctx, const std::vector<double>& labels) {
  return ctx.constant_value(Weights::of_doubles(DataType::kInt64, {int64_t(labels.size())}, labels));
}

NodeId best_along(const LayerContext& ctx, ValueId x, int64_t axis, ValueId k) {
  NodeMeta meta;
  meta.sources = {ctx.source()};
  return ctx.graph().add(TopK{.axis = axis}, {x, k}, std::move(meta));
}

/// `limit`, or the whole extent where that is smaller (or the limit negative), as an i64 scalar.
ValueId at_most(const LayerContext& ctx, int64_t limit, const Dim& extent, ValueId extent_value) {
  if (limit < 0) return extent_value;
  if (extent.is_const()) return ctx.int_scalar(std::min(limit, extent.value()));
  return ctx.add("Min", {ctx.int_scalar(limit), extent_value});
}

Candidates find_candidates(const LayerContext& ctx, const DetectionOptions& o, ValueId boxes, ValueId scores) {
  Candidates c;
  for (int64_t l = 0; l < o.classes; ++l)
    if (l != o.background) c.labels.push_back(double(l));
  c.classes = int64_t(c.labels.size());
  if (c.classes == 0) ctx.invalid("there are no classes but the background");
  c.pictures = ctx.type_of(scores).dims[0];
  const ValueId by_class = ctx.add(Gather{.axis = 1}, {ctx.transpose(scores, {0, 2, 1}), labels_of(ctx, c.labels)});
  const Dim priors = ctx.type_of(by_class).dims[2];
  const NodeId best = best_along(ctx, by_class, 2, at_most(ctx, o.top_k, priors, ctx.extent(by_class, 2)));
  c.scores = ctx.graph().node(best).outputs[0];
  const ValueId at = ctx.graph().node(best).outputs[1];
  c.rank = ctx.type_of(c.scores).dims[2];
  if (o.share_location) {
    const ValueId flat = ctx.reshape(boxes, {c.pictures, priors, Dim(4)});
    const ValueId rows = ctx.add(GatherND{.batch_dims = 1}, {flat, ctx.reshape(at, {c.pictures, c.row(), Dim(1)})});
    c.boxes = ctx.reshape(rows, {c.pictures, Dim(c.classes), c.rank, Dim(4)});
  } else {
    const ValueId own = ctx.add(Gather{.axis = 1}, {ctx.transpose(boxes, {0, 2, 1, 3}), labels_of(ctx, c.labels)});
    c.boxes = ctx.add(GatherND{.batch_dims = 2}, {own, ctx.reshape(at, {c.pictures, Dim(c.classes), c.rank, Dim(1)})});
  }
  return c;
}

/// f32[N, C*rank]: 1 where a candidate is above the confidence and not suppressed within its class.
ValueId suppress(const LayerContext& ctx, const DetectionOptions& o, const Candidates& c) {
  const Dim groups = c.pictures * Dim(c.classes);
  const ValueId boxes = ctx.reshape(c.boxes, {groups, c.rank, Dim(4)});
  // A box whose corners are swapped has no area in Caffe and hides nothing.
  const ValueId low = ctx.add(ctx.slice(2, 0, 2), {boxes}), high = ctx.add(ctx.slice(2, 2, 4), {boxes});
  const ValueId proper = ctx.add(Concat{.axis = 2}, {low, ctx.add("Max", {low, high})});
  const ValueId scores = ctx.reshape(c.scores, {groups, Dim(1), c.rank});
  std::vector<ValueId> inputs = {proper, scores, ctx.extent(scores, 2), ctx.scalar_like(scores, o.overlap)};
  if (o.confidence) inputs.push_back(ctx.scalar_like(scores, *o.confidence));
  const ValueId chosen = ctx.add(NonMaxSuppression{}, std::move(inputs));
  const ValueId places = ctx.add(Concat{.axis = 1}, {column(ctx, chosen, 0), column(ctx, chosen, 2)});
  const ValueId zeros = ctx.expand(ctx.scalar_like(scores, 0), {groups, c.rank});
  const ValueId ones = ctx.expand(ctx.scalar_like(scores, 1), {ctx.type_of(chosen).dims[0]});
  return ctx.reshape(ctx.add(ScatterND{}, {zeros, places, ones}), {c.pictures, c.row()});
}

/// Of the remaining candidates of each picture only the best `keep_top_k`.
ValueId keep_best(const LayerContext& ctx, int64_t keep, const Candidates& c, ValueId mask) {
  const Dim row = c.row();
  if (keep < 0 || (row.is_const() && row.value() <= keep)) return mask;
  const ValueId none = ctx.scalar_like(mask, -std::numeric_limits<double>::infinity());
  const ValueId remains = ctx.add("Greater", {mask, ctx.scalar_like(mask, 0)});
  const ValueId scores = ctx.add("Select", {remains, ctx.reshape(c.scores, {c.pictures, row}), none});
  const NodeId best = best_along(ctx, scores, 1, at_most(ctx, keep, row, ctx.extent(scores, 1)));
  const ValueId values = ctx.graph().node(best).outputs[0], at = ctx.graph().node(best).outputs[1];
  const ValueId found = ctx.cast(ctx.add("Greater", {values, none}), DataType::kFloat32);
  const ValueId zeros = ctx.expand(ctx.scalar_like(mask, 0), {c.pictures, row});
  return ctx.add(ScatterElements{.axis = 1}, {zeros, at, found});
}

/// f32[N, C*rank + 1, 7]: picture, label, score and box of every candidate; last, the row that says "nothing".
ValueId candidate_rows(const LayerContext& ctx, const Candidates& c) {
  const Dim one = 1;
  const ValueId numbers =
      ctx.add(Range{.length = {c.pictures}}, {ctx.int_scalar(0), ctx.extent(c.scores, 0), ctx.int_scalar(1)});
  const ValueId picture = ctx.reshape(ctx.cast(numbers, DataType::kFloat32), {c.pictures, one, one});
  const ValueId labels = ctx.constant_value(Weights::of_doubles(DataType::kFloat32, {1, c.classes, 1}, c.labels));
  const SymDims per_candidate = {c.pictures, c.row(), one};
  const std::vector<ValueId> columns = {
      ctx.expand(picture, per_candidate),
      ctx.reshape(ctx.expand(labels, {c.pictures, Dim(c.classes), c.rank}), per_candidate),
      ctx.reshape(c.scores, per_candidate), ctx.reshape(c.boxes, {c.pictures, c.row(), Dim(4)})};
  const ValueId nothing = ctx.expand(ctx.scalar_like(picture, -1), {c.pictures, one, Dim(6)});
  const ValueId last = ctx.add(Concat{.axis = 2}, {picture, nothing});
  return ctx.add(Concat{.axis = 1}, {ctx.add(Concat{.axis = 2}, columns), last});
}

}  // namespace

void import_detection_output(LayerContext& ctx) {
  ctx.expect_bottoms(3, 3);
  const DetectionOptions o = read_detection(ctx);
  const SymDims locations = ctx.dims(0), confidences = ctx.dims(1), priors = ctx.dims(2);
  if (locations.empty() || confidences.empty()) ctx.invalid("its predictions have no dims", "use [N,numbers]");
  if (priors.size() != 3 || priors[1] != Dim(2) || priors[0] != Dim(1))
    ctx.invalid("its priors have the shape " + to_string(priors), "use [1,2,4 * boxes], as PriorBox makes them");
  const Dim count = floor_div(priors[2], 4), pictures = locations[0];
  const int64_t sets = o.share_location ? 1 : o.classes;
  const auto check = [&](const SymDims& dims, const Dim& wanted, const char* what) {
    const Dim have = product(SymDims(dims.begin() + 1, dims.end()));
    if (have.is_const() && wanted.is_const() && have != wanted)
      fail(ErrorCode::kShapeMismatch,
           std::string("there are ") + have.to_string() + " numbers of " + what + " for each picture, but " +
               count.to_string() + " priors need " + wanted.to_string(),
           "correct num_classes, share_location or the layers before");
  };
  check(locations, count * Dim(sets * 4), "locations");
  check(confidences, count * Dim(o.classes), "confidences");
  const ValueId prior_rows = ctx.reshape(ctx.bottom(2), {Dim(1), Dim(2), count, Dim(4)});
  const auto prior_half = [&](int64_t i) {
    return ctx.reshape(ctx.add(ctx.slice(1, i, i + 1), {prior_rows}), {Dim(1), count, Dim(1), Dim(4)});
  };
  const ValueId loc = ctx.reshape(ctx.bottom(0), {pictures, count, Dim(sets), Dim(4)});
  const ValueId boxes = decode_boxes(ctx, o, loc, prior_half(0), prior_half(1));
  const ValueId scores = ctx.reshape(ctx.bottom(1), {pictures, count, Dim(o.classes)});
  const Candidates c = find_candidates(ctx, o, boxes, scores);
  const ValueId mask = keep_best(ctx, o.keep_top_k, c, suppress(ctx, o, c));
  const ValueId any = ctx.add(Reduce{.kind = ReduceKind::kMax}, {mask});
  const ValueId nothing = ctx.expand(difference(ctx, ctx.scalar_like(any, 1), any), {pictures, Dim(1)});
  const ValueId places = ctx.add(NonZero{}, {ctx.add(Concat{.axis = 1}, {mask, nothing})});
  const ValueId rows = ctx.add(GatherND{}, {candidate_rows(ctx, c), ctx.transpose(places, {1, 0})});
  ctx.top(0, ctx.reshape(rows, {Dim(1), Dim(1), ctx.type_of(rows).dims[0], Dim(7)}));
}

}  // namespace sinter::caffe
