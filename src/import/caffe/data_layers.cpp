// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/data_layers.h"

#include "import/caffe/params.h"
#include "sinter/error.h"

namespace sinter::caffe {
namespace {

[[noreturn]] void unknown_shape(const std::string& why) {
  fail(ErrorCode::kUnsupported, "its shape is not known: " + why, "give the shape of this input (1,3,224,224)");
}

/// One shape for all tops, or one for each.
Dims shape_of_top(Params& p, size_t top) {
  const auto shapes = p.messages("shape");
  if (shapes.empty()) unknown_shape("the layer has none");
  if (shapes.size() == 1) return read_shape(*shapes[0]);
  if (top >= shapes.size()) p.fail_at("shape", "there are fewer shapes than tops", "give one for each top");
  return read_shape(*shapes[top]);
}

int64_t old_extent(Params& p, std::string_view name, size_t top) {
  const Ints all = p.integers(name);
  if (all.empty()) unknown_shape("the layer has none");
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
  if (height <= 0 || width <= 0) unknown_shape("it follows from the pictures");
  return {p.integer("batch_size", 1), p.flag("is_color", true) ? 3 : 1, height, width};
}

}  // namespace

Dims data_layer_dims(const Layer& layer, size_t top) {
  if (layer.type == "Input") {
    Params p(layer.option("input_param"), "input_param");
    return shape_of_top(p, top);
  }
  if (layer.type == "MemoryData") {
    Params p(layer.option("memory_data_param"), "memory_data_param");
    if (top > 0) return {p.needed("batch_size")};
    return {p.needed("batch_size"), p.needed("channels"), p.needed("height"), p.needed("width")};
  }
  if (layer.type == "DummyData") {
    Params p(layer.option("dummy_data_param"), "dummy_data_param");
    if (p.has("shape")) return shape_of_top(p, top);
    return {old_extent(p, "num", top), old_extent(p, "channels", top), old_extent(p, "height", top),
            old_extent(p, "width", top)};
  }
  if (layer.type == "ImageData" && top == 0) return image_data_dims(layer);
  unknown_shape("it follows from the data that the layer reads");
}

}  // namespace sinter::caffe
