// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/data_layers.h"

#include "base/text.h"
#include "import/caffe/params.h"
#include "sinter/error.h"

namespace sinter::caffe {
namespace {

/// The names under which layers that read pictures keep their options; newer files have all but the last.
constexpr std::string_view kDataOptions[] = {"transform_param",   "data_param",      "image_data_param",
                                             "memory_data_param", "hdf5_data_param", "window_data_param"};

[[noreturn]] void unknown_shape(const std::string& why, const Layer& layer, size_t top, int64_t extent = 224) {
  const std::string hw = std::to_string(extent);
  fail(ErrorCode::kUnsupported, "its shape is not known: " + why,
       "give the shape of this input, as --inputs " + layer.tops.at(top) + ":1x3x" + hw + "x" + hw +
           " does (ParseOptions::inputs)");
}

/// One shape for all tops, or one for each.
Dims shape_of_top(Params& p, const Layer& layer, size_t top) {
  const auto shapes = p.messages("shape");
  if (shapes.empty()) unknown_shape("the layer has none", layer, top);
  if (shapes.size() == 1) return read_shape(*shapes[0]);
  if (top >= shapes.size()) p.fail_at("shape", "there are fewer shapes than tops", "give one for each top");
  return read_shape(*shapes[top]);
}

int64_t old_extent(Params& p, std::string_view name, const Layer& layer, size_t top) {
  const Ints all = p.integers(name);
  if (all.empty()) unknown_shape("the layer has none", layer, top);
  return all[std::min(top, all.size() - 1)];
}

int64_t crop_of(const Layer& layer, Params& p) {
  Params transform(layer.option("transform_param"), "transform_param");
  return transform.integer("crop_size", p.integer("crop_size", 0));
}

Dims image_data_dims(const Layer& layer) {
  Params p(layer.option("image_data_param"), "image_data_param");
  const int64_t crop = crop_of(layer, p);
  const int64_t height = crop > 0 ? crop : p.integer("new_height", 0),
                width = crop > 0 ? crop : p.integer("new_width", 0);
  if (height <= 0 || width <= 0) unknown_shape("it follows from the pictures", layer, 0);
  return {p.integer("batch_size", 1), p.flag("is_color", true) ? 3 : 1, height, width};
}

}  // namespace

Dims data_layer_dims(const Layer& layer, size_t top) {
  if (layer.type == "Input") {
    Params p(layer.option("input_param"), "input_param");
    return shape_of_top(p, layer, top);
  }
  if (layer.type == "MemoryData") {
    Params p(layer.option("memory_data_param"), "memory_data_param");
    if (top > 0) return {p.needed("batch_size")};
    return {p.needed("batch_size"), p.needed("channels"), p.needed("height"), p.needed("width")};
  }
  if (layer.type == "DummyData") {
    Params p(layer.option("dummy_data_param"), "dummy_data_param");
    if (p.has("shape")) return shape_of_top(p, layer, top);
    return {old_extent(p, "num", layer, top), old_extent(p, "channels", layer, top),
            old_extent(p, "height", layer, top), old_extent(p, "width", layer, top)};
  }
  if (layer.type == "ImageData" && top == 0) return image_data_dims(layer);
  int64_t crop = 0;
  for (const std::string_view name : kDataOptions)
    if (crop <= 0) crop = Params(layer.option(name), name).integer("crop_size", 0);
  unknown_shape("it follows from the data that the layer reads", layer, top, crop > 0 ? crop : 224);
}

std::string transform_warning(const Layer& layer, bool has_mean) {
  std::string mean, scale;
  for (const std::string_view name : kDataOptions) {
    Params p(layer.option(name), name);
    if (p.has("mean_file")) mean = "subtracts the mean of " + quote(p.word("mean_file", "")) + " (--mean does so)";
    std::string values;
    for (const TextField* v : p.messages("mean_value"))
      if (values.size() < 100) values += (values.empty() ? "" : ",") + std::string(v->text);
    if (!values.empty()) mean = "subtracts the mean " + values;
    if (p.real("scale", 1) != 1) scale = "multiplies by the scale " + std::string(p.word("scale", ""));
  }
  if (has_mean) mean.clear();
  if (mean.empty() && scale.empty()) return {};
  const std::string what = "Caffe's layer " + mean + (mean.empty() || scale.empty() ? "" : ", then ") + scale;
  if (has_mean)
    return what + " after the mean; the network subtracts the mean only: leave it out and do both to the pictures";
  return what + "; the network does not: do so to the pictures that you give it";
}

}  // namespace sinter::caffe
