// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Detection heads: [yolo] (v3, v4), [Gaussian_yolo], [region] (v2) and [detection] (v1). Their output is what Darknet's
// layer holds after a run, in the shape of their input: numbers through a logistic function or softmax. Boxes are made
// of them, with the anchors, by the program.
#include "base/text.h"
#include "import/darknet/layer_context.h"
#include "ops/concat.h"
#include "ops/softmax.h"

namespace sinter::darknet {
namespace {

/// What is done to one of an anchor's channels: y = logistic(x) * factor + term, or without the logistic function.
struct HeadEntry {
  bool logistic = false;
  double factor = 1, term = 0;
};

HeadEntry centre_entry(bool logistic, double scale) { return {logistic, scale, -0.5 * (scale - 1)}; }

/// The same entries for each of n anchors, as one elementwise computation that fuses with what stands before.
ValueId activated_head(const LayerContext& ctx, ValueId x, const std::vector<HeadEntry>& entries, int64_t n) {
  std::vector<double> factors, terms;
  std::vector<int64_t> picks;
  bool scales = false, all = true;
  for (int64_t i = 0; i < n; ++i)
    for (const auto& e : entries) {
      picks.push_back(e.logistic);
      factors.push_back(e.factor);
      terms.push_back(e.term);
      scales = scales || e.factor != 1 || e.term != 0;
      all = all && e.logistic;
    }
  ValueId v = ctx.add("Sigmoid", {x});
  if (!all) {
    const auto mask = Weights::of_ints(DataType::kBool, {int64_t(picks.size()), 1, 1}, picks);
    v = ctx.add("Select", {ctx.constant_value(mask), v, x});
  }
  if (!scales) return v;
  return ctx.add("Add", {ctx.add("Mul", {v, ctx.per_channel(factors)}), ctx.per_channel(terms)});
}

void check_head(const LayerContext& ctx, ValueId x, int64_t n, int64_t entries) {
  if (ctx.channels(x) != checked_count({n, entries}))
    ctx.invalid("its input has " + std::to_string(ctx.channels(x)) + " channels, but " + std::to_string(n) +
                    " anchors with " + std::to_string(entries) + " numbers each make " + std::to_string(n * entries),
                "correct filters of the layer before, or classes, mask or num of this one");
  ctx.check_made(n * entries);
}

std::string numbers_text(const std::vector<double>& values) {
  std::vector<std::string> parts;
  for (double v : values) parts.push_back(to_text(v));
  return join(parts, ",");
}

/// What a program needs to make boxes: the kind of head, its classes, the sizes of this head's anchors, in pixels of
/// the network's input for [yolo].
void tell_head(LayerContext& ctx, int64_t classes, const std::vector<double>& anchors) {
  ctx.mark_head();
  ctx.tell("kind", ctx.section().type());
  ctx.tell("classes", std::to_string(classes));
  if (!anchors.empty()) ctx.tell("anchors", numbers_text(anchors));
}

/// The anchors that `mask` picks of all.
std::vector<double> masked_anchors(const LayerContext& ctx, const std::vector<int64_t>& mask) {
  const std::vector<double> all = ctx.section().numbers("anchors");
  std::vector<double> mine;
  for (int64_t m : mask) {
    if (m < 0 || (!all.empty() && 2 * m + 1 >= int64_t(all.size())))
      ctx.invalid("mask names anchor " + std::to_string(m) + " of " + std::to_string(all.size() / 2));
    if (!all.empty()) mine.insert(mine.end(), {all[size_t(2 * m)], all[size_t(2 * m + 1)]});
  }
  return mask.empty() ? all : mine;
}

int64_t anchor_count(const LayerContext& ctx, const std::vector<int64_t>& mask) {
  const int64_t num = ctx.section().integer("num", 1, 1);
  return mask.empty() ? num : int64_t(mask.size());
}

/// Softmax over the `count` entries of each anchor from `begin` on.
ValueId softmax_entries(const LayerContext& ctx, ValueId x, int64_t n, int64_t entries, int64_t begin, int64_t count) {
  const SymDims dims = ctx.type_of(x).dims;
  const ValueId v = ctx.reshape(x, {dims[0], n, entries, dims[2], dims[3]});
  std::vector<ValueId> parts;
  if (begin > 0) parts.push_back(ctx.slice(v, 2, 0, begin));
  parts.push_back(ctx.add(Softmax{.axis = 2}, {ctx.slice(v, 2, begin, begin + count)}));
  return ctx.reshape(ctx.add(Concat{.axis = 2}, parts), dims);
}

}  // namespace

/// Channels x, y, w, h, objectness, classes per anchor. With new_coords the layer before did the logistic function.
ValueId import_yolo(LayerContext& ctx) {
  const Section& s = ctx.section();
  const ValueId x = ctx.input();
  const std::vector<int64_t> mask = s.integers("mask");
  const int64_t n = anchor_count(ctx, mask), classes = s.integer("classes", 20, 0);
  check_head(ctx, x, n, classes + 5);
  const bool plain = s.flag("new_coords");
  const double scale = s.number("scale_x_y", 1);
  std::vector<HeadEntry> entries(size_t(classes) + 5, HeadEntry{!plain});
  entries[0] = entries[1] = centre_entry(!plain, scale);
  entries[2] = entries[3] = {};
  tell_head(ctx, classes, masked_anchors(ctx, mask));
  if (plain) ctx.tell("new_coords", "1");
  if (plain && scale == 1) return x;
  if (!plain) return activated_head(ctx, x, entries, n);
  std::vector<double> factors, terms;
  for (int64_t i = 0; i < n; ++i)
    for (const auto& e : entries) factors.push_back(e.factor), terms.push_back(e.term);
  return ctx.add("Add", {ctx.add("Mul", {x, ctx.per_channel(factors)}), ctx.per_channel(terms)});
}

/// Means and deviations of x, y, w, h, then objectness and classes.
ValueId import_gaussian_yolo(LayerContext& ctx) {
  const Section& s = ctx.section();
  const ValueId x = ctx.input();
  const std::vector<int64_t> mask = s.integers("mask");
  const int64_t n = anchor_count(ctx, mask), classes = s.integer("classes", 20, 0);
  check_head(ctx, x, n, classes + 9);
  std::vector<HeadEntry> entries(size_t(classes) + 9, HeadEntry{true});
  entries[0] = entries[2] = centre_entry(true, s.number("scale_x_y", 1));
  entries[4] = entries[6] = {};
  tell_head(ctx, classes, masked_anchors(ctx, mask));
  return activated_head(ctx, x, entries, n);
}

/// The coordinates (the first two through the logistic function), objectness, classes per anchor.
ValueId import_region(LayerContext& ctx) {
  const Section& s = ctx.section();
  s.refuse("tree", "trees of classes are not supported", "use a network with plain classes");
  const ValueId x = ctx.input();
  const int64_t n = s.integer("num", 1, 1), classes = s.integer("classes", 20, 0), coords = s.integer("coords", 4, 2);
  check_head(ctx, x, n, classes + coords + 1);
  const bool softmax = s.flag("softmax"), background = s.flag("background");
  std::vector<HeadEntry> entries(size_t(classes + coords + 1), HeadEntry{!softmax});
  for (int64_t i = 0; i < coords; ++i) entries[size_t(i)].logistic = i < 2;
  entries[size_t(coords)].logistic = !background;
  tell_head(ctx, classes, s.numbers("anchors"));
  const ValueId v = activated_head(ctx, x, entries, n);
  if (!softmax || classes + background == 0) return v;
  const int64_t begin = coords + (background ? 0 : 1);
  return softmax_entries(ctx, v, n, classes + coords + 1, begin, classes + background);
}

/// YOLOv1, a vector: the classes of each place, then objectness of each of its boxes, then their coordinates.
ValueId import_detection(LayerContext& ctx) {
  const Section& s = ctx.section();
  s.refuse("reorg", "such a detection layer is not supported", "leave it out");
  const ValueId x = ctx.input();
  const int64_t side = s.integer("side", 7, 1), places = checked_count({side, side}), n = s.integer("num", 1, 1);
  const int64_t classes = s.integer("classes", 1, 0), coords = s.integer("coords", 1, 0), count = ctx.elements(x);
  const int64_t per_place = checked_count({coords + 1, n}) + classes;
  if (checked_count({places, per_place}) != count)
    ctx.invalid("its input has " + std::to_string(count) + " elements, but side, num, coords and classes make " +
                std::to_string(places * per_place));
  tell_head(ctx, classes, {});
  if (!s.flag("softmax") || classes == 0) return x;
  const ValueId flat = ctx.reshape(x, {ctx.batch(x), count});
  ValueId v = ctx.reshape(ctx.slice(flat, 1, 0, places * classes), {ctx.batch(x), places, classes});
  v = ctx.reshape(ctx.add(Softmax{.axis = 2}, {v}), {ctx.batch(x), places * classes});
  if (places * classes < count) v = ctx.add(Concat{.axis = 1}, {v, ctx.slice(flat, 1, places * classes, count)});
  return ctx.reshape(v, ctx.type_of(x).dims);
}

}  // namespace sinter::darknet
