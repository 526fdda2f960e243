// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Preparing features (ai.onnx.ml): scaling, encoding, look-ups.
#include "import/onnx/operators/ml.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "ops/concat.h"
#include "ops/gather.h"
#include "ops/lookup_table.h"
#include "ops/pad.h"
#include "ops/reduce.h"
#include "ops/slice.h"
#include "ops/string_pointwise.h"

namespace sinter::onnx {

void import_array_feature_extractor(NodeContext& ctx) {
  ValueId x = ctx.in(0);
  const TensorType t = ctx.type_of(x);
  if (t.rank() == 0) ctx.invalid("its input is a scalar");
  if (t.rank() == 1) x = ctx.reshape(x, {Dim(1), t.dims[0]});  // the result is a row, too
  Dim count = 1;
  for (const Dim& d : ctx.type(1).dims) count = count * d;
  const ValueId indices = ctx.reshape(ctx.cast(ctx.in(1), DataType::kInt64), {count});
  ctx.finish(Gather{.axis = ctx.type_of(x).rank() - 1}, {x, indices});
}

void import_binarizer(NodeContext& ctx) {
  const ValueId x = ctx.in(0);
  const ValueId yes = ctx.add("Greater", {x, ctx.scalar_like(x, ctx.float_attr("threshold", 0))});
  ctx.output(0, ctx.cast(yes, ctx.type_of(x).dtype));
}

void import_normalizer(NodeContext& ctx) {
  const std::string norm = ctx.string_attr("norm", "MAX");
  if (norm != "MAX" && norm != "L1" && norm != "L2") ctx.invalid("norm is " + quote(norm), "use MAX, L1 or L2");
  const ValueId x = ctx.cast(ctx.in(0), DataType::kFloat32);
  const int64_t last = ctx.type_of(x).rank() - 1;
  if (last < 0 || last > 1) ctx.invalid("its input has rank " + std::to_string(last + 1), "give [C] or [N,C]");
  const ReduceKind kind = norm == "MAX" ? ReduceKind::kMax : norm == "L1" ? ReduceKind::kL1 : ReduceKind::kL2;
  const ValueId size =
      ctx.add(Reduce{.kind = kind, .axes = {last}}, {x});  // max(x), not max(|x|): the standard's words
  const ValueId none = ctx.add("Equal", {size, ctx.scalar_like(x, 0)});
  ctx.finish("Div", {x, ctx.add("Select", {none, ctx.scalar_like(x, 1), size})});
}

void import_scaler(NodeContext& ctx) {
  ValueId x = ctx.dtype(0) == DataType::kFloat64 ? ctx.in(0) : ctx.cast(ctx.in(0), DataType::kFloat32);
  const DataType dtype = ctx.type_of(x).dtype;
  const auto offset = floats_attr(ctx, "offset"), scale = floats_attr(ctx, "scale");
  if (!offset.empty()) x = ctx.add("Sub", {x, numbers(ctx, offset, dtype)});
  if (!scale.empty()) x = ctx.add("Mul", {x, numbers(ctx, scale, dtype)});
  ctx.output(0, ctx.cast(x, DataType::kFloat32));
}

void import_imputer(NodeContext& ctx) {
  const ValueId x = ctx.in(0);
  const DataType dtype = ctx.type_of(x).dtype;
  const bool floats = is_float(dtype);
  std::vector<double> values;
  double replaced = 0;
  if (floats) {
    values = floats_attr(ctx, "imputed_value_floats");
    replaced = ctx.float_attr("replaced_value_float", 0);
    ctx.ignore_attrs({"replaced_value_int64", "imputed_value_int64s"});
  } else {
    const Ints ints = ctx.ints_attr("imputed_value_int64s");
    values.assign(ints.begin(), ints.end());
    replaced = double(ctx.int_attr("replaced_value_int64", 0));
    ctx.ignore_attrs({"replaced_value_float", "imputed_value_floats"});
  }
  if (values.empty()) ctx.invalid("it has no imputed values for " + std::string(to_string(dtype)));
  const ValueId missing =
      std::isnan(replaced) ? ctx.add("IsNaN", {x}) : ctx.add("Equal", {x, ctx.scalar_like(x, replaced)});
  ctx.finish("Select", {missing, numbers(ctx, values, dtype), x});
}

void import_one_hot_encoder(NodeContext& ctx) {
  const Ints ints = ctx.ints_attr("cats_int64s");
  const auto strings = strings_attr(ctx, "cats_strings");
  ctx.ignore_attrs({"zeros"});  // unknown categories give zeros; that they are errors cannot be told by a shape
  ValueId x = ctx.in(0);
  SymDims dims = ctx.type_of(x).dims;
  dims.push_back(Dim(1));
  if (ctx.type_of(x).dtype == DataType::kString) {
    if (strings.empty()) ctx.invalid("cats_strings is missing");
    const ValueId cats = ctx.constant_value(Weights::of_strings({int64_t(strings.size())}, strings));
    return ctx.output(0, ctx.cast(ctx.add(StringEqual{}, {ctx.reshape(x, dims), cats}), DataType::kFloat32));
  }
  if (ints.empty()) ctx.invalid("cats_int64s is missing");
  const ValueId cats = ctx.constant_value(Weights::of_ints(DataType::kInt64, {int64_t(ints.size())}, ints));
  x = ctx.reshape(ctx.cast(x, DataType::kInt64), dims);
  ctx.output(0, ctx.cast(ctx.add("Equal", {x, cats}), DataType::kFloat32));
}

void import_feature_vectorizer(NodeContext& ctx) {
  const Ints widths = ctx.ints_attr("inputdimensions");
  if (widths.size() < size_t(ctx.num_inputs())) ctx.invalid("inputdimensions has too few entries");
  std::vector<ValueId> parts;
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    ValueId x = ctx.cast(ctx.in(i), DataType::kFloat32);
    const SymDims dims = ctx.type_of(x).dims;
    if (dims.size() == 1) x = ctx.reshape(x, {dims[0], Dim(1)});
    const Dim have = ctx.type_of(x).dims.back(), want = widths[size_t(i)];
    if (ctx.type_of(x).rank() != 2) ctx.invalid("input " + std::to_string(i) + " is no matrix");
    if (!(have == want) && have.is_const() && have.value() < widths[size_t(i)])
      x = ctx.add(Pad{.begin = {Dim(0), Dim(0)}, .end = {Dim(0), want - have}}, {x});
    else if (!(have == want))
      x = ctx.add(Slice{.axes = {1}, .starts = {Dim(0)}, .ends = {want}}, {x});
    parts.push_back(x);
  }
  ctx.finish(Concat{.axis = 1}, std::move(parts));
}

// ---- look-ups ----

namespace {

Weights string_list(const std::vector<std::string>& v) { return Weights::of_strings({int64_t(v.size())}, v); }
Weights int_list(const Ints& v) { return Weights::of_ints(DataType::kInt64, {int64_t(v.size())}, v); }
Weights float_list(const std::vector<double>& v) {
  return Weights::of_doubles(DataType::kFloat32, {int64_t(v.size())}, v);
}

/// One of keys_tensor, keys_strings, keys_int64s, keys_floats (or values_...).
std::optional<Weights> table_side(NodeContext& ctx, const std::string& side) {
  if (ctx.has_attr(side + "_tensor")) {
    Weights w = ctx.tensor_attr(side + "_tensor");
    if (w.dtype() == DataType::kString) return Weights::of_strings({w.count()}, w.strings());
    return Weights(w.dtype(), {w.count()}, w.bytes(), w.owner());
  }
  if (ctx.has_attr(side + "_strings")) return string_list(strings_attr(ctx, side + "_strings"));
  if (ctx.has_attr(side + "_int64s")) return int_list(ctx.ints_attr(side + "_int64s"));
  if (ctx.has_attr(side + "_floats")) return float_list(floats_attr(ctx, side + "_floats"));
  return std::nullopt;
}

/// What keys that are not found give: ONNX's defaults are "_Unused", -1 and -0.0.
Weights otherwise_of(NodeContext& ctx, DataType type) {
  const std::string text = ctx.string_attr("default_string", "_Unused");
  const int64_t number = ctx.int_attr("default_int64", -1);
  const double real = ctx.float_attr("default_float", -0.0);
  if (ctx.has_attr("default_tensor")) {
    Weights w = ctx.tensor_attr("default_tensor");
    if (w.dtype() != type || w.count() != 1) ctx.invalid("default_tensor does not fit the values");
    return w.dtype() == DataType::kString ? Weights::of_strings({1}, w.strings())
                                          : Weights(w.dtype(), {1}, w.bytes(), w.owner());
  }
  if (type == DataType::kString) return Weights::of_strings({1}, {text});
  return is_integer(type) ? Weights::of_ints(type, {1}, std::span(&number, 1))
                          : Weights::of_doubles(type, {1}, std::span(&real, 1));
}

void finish_table(NodeContext& ctx, Weights keys, Weights values) {
  if (keys.count() != values.count())
    ctx.invalid("there are " + std::to_string(keys.count()) + " keys and " + std::to_string(values.count()) +
                " values");
  LookupTable op;
  op.otherwise = otherwise_of(ctx, values.dtype());
  op.keys = std::move(keys);
  op.values = std::move(values);
  ValueId x = ctx.in(0);
  const DataType have = ctx.type_of(x).dtype, want = op.keys.dtype();
  if (have != want && have != DataType::kString && want != DataType::kString) x = ctx.cast(x, want);
  ctx.finish(std::move(op), {x});
}

/// Strings to the numbers of their places, or back, by the type of the input.
void finish_both_ways(NodeContext& ctx, const std::vector<std::string>& strings, const Ints& ints) {
  if (ctx.dtype(0) == DataType::kString) return finish_table(ctx, string_list(strings), int_list(ints));
  finish_table(ctx, int_list(ints), string_list(strings));
}

}  // namespace

void import_label_encoder(NodeContext& ctx) {
  if (ctx.opset() < 2) {
    const auto classes = strings_attr(ctx, "classes_strings");
    Ints places(classes.size());
    for (size_t i = 0; i < places.size(); ++i) places[i] = int64_t(i);
    return finish_both_ways(ctx, classes, places);
  }
  auto keys = table_side(ctx, "keys"), values = table_side(ctx, "values");
  if (!keys || !values) ctx.invalid("its keys or values are missing");
  finish_table(ctx, std::move(*keys), std::move(*values));
}

void import_category_mapper(NodeContext& ctx) {
  finish_both_ways(ctx, strings_attr(ctx, "cats_strings"), ctx.ints_attr("cats_int64s"));
}

/// Values that are maps are none of ours. The maps of a ZipMap all have the same keys, and the node says them: nothing
/// is lost where a tensor of the values stands for them, one column per key.
void import_zip_map(NodeContext& ctx) {
  const Labels keys = labels_of(ctx, "classlabels_int64s", "classlabels_strings");
  if (keys.count() == 0) ctx.invalid("it has no keys", "give classlabels_int64s or classlabels_strings");
  const SymDims dims = ctx.type(0).dims;
  if (dims.empty() || dims.size() > 2)
    ctx.invalid("its input has rank " + std::to_string(dims.size()), "give [C] or [N,C]");
  const auto count = int64_t(keys.count());
  if (dims.back().is_const() && dims.back().value() != count)
    ctx.invalid("its input has " + std::to_string(dims.back().value()) + " columns for " + std::to_string(count) +
                " keys");
  std::string names;
  constexpr size_t kMostNames = 16;  // in a message
  for (size_t i = 0; i < std::min(keys.count(), kMostNames); ++i)
    names += (i ? ", " : "") + (keys.strings.empty() ? std::to_string(keys.ints[i]) : quote(keys.strings[i]));
  if (keys.count() > kMostNames) names += ", ... (" + std::to_string(count) + " in all)";
  ctx.warn("maps are not supported: the result is the tensor of their values, [N," + std::to_string(count) +
           "], instead of a sequence of maps; its columns belong to the keys " + names);
  ctx.output(0, ctx.reshape(ctx.in(0), {dims.size() == 2 ? dims[0] : Dim(1), Dim(count)}));
}

/// CastMap and DictVectorizer: their input is a map.
void import_map_operator(NodeContext& ctx) {
  ctx.unsupported("values that are maps (dictionaries) are not supported", "pass tensors of keys and values");
}

}  // namespace sinter::onnx
