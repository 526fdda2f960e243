// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Layers that join others: [route], [shortcut], [scale_channels], [sam]; and [implicit], a learned constant.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "import/darknet/layers/activation.h"
#include "ops/concat.h"
#include "ops/pad.h"

namespace sinter::darknet {
namespace {

std::vector<ValueId> listed_layers(LayerContext& ctx, std::string_view key) {
  std::vector<ValueId> out;
  for (int64_t i : ctx.section().integers(key)) out.push_back(ctx.layer(i));
  if (out.empty()) ctx.invalid("it does not say " + std::string(key) + " which layers it reads");
  return out;
}

std::string plane_text(const LayerContext& ctx, ValueId v) {
  return std::to_string(ctx.height(v)) + " x " + std::to_string(ctx.width(v));
}

/// Darknet joins pictures of two sizes as vectors, too, which no layer can use: a wrong size of the input is the cause.
void refuse_two_sizes(const LayerContext& ctx, const std::vector<ValueId>& parts) {
  ValueId first = kNoValue;
  for (ValueId v : parts) {
    if (ctx.height(v) == 1 && ctx.width(v) == 1) continue;
    if (first == kNoValue) first = v;
    if (ctx.same_plane(v, first)) continue;
    const int64_t stride = ctx.network_stride();
    ctx.invalid(
        "it joins a map of " + plane_text(ctx, first) + " with one of " + plane_text(ctx, v) + " (height x width)",
        stride > 1 ? "for the input's height and width, use multiples of " + std::to_string(stride)
                   : "join layers of one height and width");
  }
}

/// A vector and others can only be joined as vectors.
ValueId joined_flat(LayerContext& ctx, const std::vector<ValueId>& parts) {
  std::vector<ValueId> flat;
  for (ValueId v : parts) flat.push_back(ctx.as_picture(v, ctx.elements(v), 1, 1));
  return ctx.add(Concat{.axis = 1}, flat);
}

/// v with the channels of `like`: further ones are left out, missing ones zero.
ValueId with_channels_of(LayerContext& ctx, ValueId v, ValueId like) {
  const int64_t have = ctx.channels(v), want = ctx.channels(like);
  if (have >= want) return ctx.slice(v, 1, 0, want);
  const SymDims none(4, Dim(0));
  SymDims end = none;
  end[1] = Dim(want - have);
  return ctx.add(Pad{.begin = none, .end = end}, {v});
}

/// The factors of a shortcut's inputs, one row each, per channel or one for all; normalized over the inputs.
std::vector<std::vector<double>> shortcut_factors(LayerContext& ctx, int64_t inputs, int64_t channels) {
  const Section& s = ctx.section();
  const std::string type = s.text("weights_type", "none"), norm = s.text("weights_normalization", "none");
  if (type == "none") return {};
  if (type != "per_feature" && type != "per_layer" && type != "per_channel")
    ctx.invalid("weights_type is " + quote(type), "use none, per_feature or per_channel");
  const bool relu = norm == "relu" || norm == "avg_relu", softmax = norm == "softmax";
  if (!relu && !softmax && norm != "none")
    ctx.invalid("weights_normalization is " + quote(norm), "use none, relu or softmax");
  const int64_t columns = type == "per_channel" ? channels : 1;
  ctx.check_made(checked_count({inputs, columns}));
  const std::vector<double> w = ctx.parameters().take({inputs, columns}, Fill::kOne).to_doubles();
  std::vector<std::vector<double>> rows(static_cast<size_t>(inputs), std::vector<double>(static_cast<size_t>(columns)));
  for (size_t c = 0; c < size_t(columns); ++c) {
    double largest = w[c], sum = 0.0001;  // what Darknet begins with
    for (size_t i = 0; i < rows.size(); ++i) largest = std::max(largest, w[i * size_t(columns) + c]);
    for (size_t i = 0; i < rows.size(); ++i) {
      double& f = rows[i][c] = w[i * size_t(columns) + c];
      if (relu) f = std::max(f, 0.0);
      if (softmax) f = std::exp(f - largest);
      sum += f;
    }
    for (auto& row : rows)
      if (relu || softmax) row[c] /= sum;
  }
  return rows;
}

ValueId product_with_layer(LayerContext& ctx, ValueId x, ValueId from) {
  return activate_by_section(ctx, ctx.add("Mul", {from, x}), "linear");
}

ValueId layer_from(LayerContext& ctx) {
  const auto from = listed_layers(ctx, "from");
  if (from.size() != 1) ctx.invalid("from names " + std::to_string(from.size()) + " layers, one expected");
  return from[0];
}

}  // namespace

ValueId import_route(LayerContext& ctx) {
  const Section& s = ctx.section();
  std::vector<ValueId> parts = listed_layers(ctx, "layers");
  const int64_t groups = s.integer("groups", 1, 1), group = s.integer("group_id", 0);
  if (group >= groups)
    ctx.invalid("group_id is " + std::to_string(group) + " of " + std::to_string(groups) + " groups");
  const bool pictures = std::all_of(parts.begin(), parts.end(), [&](ValueId v) { return ctx.same_plane(v, parts[0]); });
  if (!pictures && groups > 1) ctx.unsupported("groups of layers that differ in height or width", "use groups=1");
  if (!pictures) {
    refuse_two_sizes(ctx, parts);
    return joined_flat(ctx, parts);
  }
  for (ValueId& v : parts) {
    const int64_t c = ctx.channels(v);
    if (c % groups != 0)
      ctx.invalid(std::to_string(c) + " channels cannot be divided into " + std::to_string(groups) + " groups");
    v = ctx.slice(v, 1, c / groups * group, c / groups * (group + 1));
  }
  return parts.size() == 1 ? parts[0] : ctx.add(Concat{.axis = 1}, parts);
}

/// The sum of the layer before and those named. Of layers with other numbers of channels the first ones are added.
ValueId import_shortcut(LayerContext& ctx) {
  const Section& s = ctx.section();
  const ValueId x = ctx.input();
  std::vector<ValueId> terms{x};
  for (ValueId v : listed_layers(ctx, "from")) {
    if (!ctx.same_plane(v, x))
      ctx.unsupported("a sum of " + to_string(ctx.type_of(x)) + " and " + to_string(ctx.type_of(v)),
                      "add layers of one height and width");
    terms.push_back(with_channels_of(ctx, v, x));
  }
  const auto factors = shortcut_factors(ctx, int64_t(terms.size()), ctx.channels(x));
  const double alpha = s.number("alpha", 1), beta = s.number("beta", 1);  // of Darknet's first version
  ValueId sum = kNoValue;
  for (size_t i = 0; i < terms.size(); ++i) {
    ValueId v = ctx.scaled(terms[i], i == 0 ? alpha : beta);
    if (!factors.empty()) v = ctx.add("Mul", {v, ctx.per_channel(factors[i])});
    sum = i == 0 ? v : ctx.add("Add", {sum, v});
  }
  return activate_by_section(ctx, sum, "linear");
}

/// Channels of a layer times one number each (squeeze and excitation), or with scale_wh its places.
ValueId import_scale_channels(LayerContext& ctx) {
  const ValueId x = ctx.input(), from = layer_from(ctx);
  if (ctx.section().flag("scale_wh")) {
    if (ctx.channels(x) != 1 || !ctx.same_plane(x, from))
      ctx.invalid("with scale_wh its input must have one channel and the size of the layer it scales");
  } else if (ctx.channels(x) != ctx.channels(from) || ctx.height(x) != 1 || ctx.width(x) != 1) {
    ctx.invalid("its input must have one number for each channel of the layer it scales");
  }
  return product_with_layer(ctx, x, from);
}

ValueId import_sam(LayerContext& ctx) {
  const ValueId x = ctx.input(), from = layer_from(ctx);
  if (ctx.channels(x) != ctx.channels(from) || !ctx.same_plane(x, from))
    ctx.invalid("it multiplies " + to_string(ctx.type_of(x)) + " and " + to_string(ctx.type_of(from)));
  return product_with_layer(ctx, x, from);
}

ValueId import_implicit(LayerContext& ctx) {
  const Section& s = ctx.section();
  const int64_t filters = s.integer("filters", 128, 1), atoms = s.integer("atoms", 1, 1);
  const Weights w = ctx.parameters().take({1, filters, atoms, 1}, Fill::kUniform, 6);
  return ctx.expand(ctx.weight_value(w, "weights"), {ctx.network_batch(), Dim(filters), Dim(atoms), Dim(1)});
}

}  // namespace sinter::darknet
