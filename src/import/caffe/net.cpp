// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/net.h"

#include "base/limits.h"
#include "base/text.h"
#include "import/caffe/params.h"
#include "sinter/error.h"

namespace sinter::caffe {
namespace {

bool is_option(const TextField& f) { return f.kind == TextField::Kind::kMessage && f.name.ends_with("_param"); }

void read_common(const TextField& f, Layer& layer) {
  if (f.name == "name") layer.name = f.text;
  if (f.name == "bottom") layer.bottoms.emplace_back(f.text);
  if (f.name == "top") layer.tops.emplace_back(f.text);
  if (f.name == "blobs") layer.blobs.push_back(&f);
  if (is_option(f)) layer.options.push_back(&f);
}

Layer start_layer(const TextField& field) {
  if (field.kind != TextField::Kind::kMessage)
    fail(ErrorCode::kInvalidModel, field.place() + ": " + quote(field.name) + " is no message", "write layer { ... }");
  Layer layer;
  layer.field = &field;
  layer.line = field.line;
  return layer;
}

Layer read_newest(const TextField& field) {
  Layer layer = start_layer(field);
  for (const TextField& f : field.fields) {
    read_common(f, layer);
    if (f.name == "type") layer.type = f.text;
    if (f.name != "param") continue;
    const TextField* name = f.find("name");
    layer.shared.emplace_back(name ? name->text : std::string_view());
  }
  return layer;
}

Layer read_old(NetFile& file, const TextField& field) {
  Layer layer = start_layer(field);
  const TextField* oldest = field.find("layer");
  for (const TextField& f : field.fields) {
    read_common(f, layer);
    if (f.name == "param") layer.shared.emplace_back(f.text);
    if (f.name != "type") continue;
    layer.type = upgraded_type(f.text);
    if (layer.type.empty()) layer.type = f.text;
  }
  if (oldest) upgrade_oldest(file, *oldest, layer);
  return layer;
}

TextField& add_message(TextField& parent, std::string_view name) {
  TextField& f = parent.fields.emplace_back();
  f.name = name;
  f.kind = TextField::Kind::kMessage;
  f.line = parent.line;
  f.column = parent.column;
  return f;
}

/// The net's own inputs as a layer: a shape each, from input_shape or from four numbers of input_dim.
void add_net_inputs(NetFile& file, Net& net) {
  Params root(&file.root(), "the network");
  const auto names = root.messages("input");
  if (names.empty()) return;
  const auto shapes = root.messages("input_shape"), dims = root.messages("input_dim");
  TextField& made = file.make_field("layer");
  made.line = names[0]->line;
  made.column = names[0]->column;
  TextField& option = add_message(made, "input_param");
  for (const TextField* s : shapes) option.fields.push_back(*s);
  for (TextField& f : option.fields) f.name = "shape";
  if (!shapes.empty() && shapes.size() != names.size())
    root.fail_at(
        "input_shape",
        std::to_string(shapes.size()) + " input_shapes are given for " + std::to_string(names.size()) + " inputs",
        "give one for each");
  if (shapes.empty() && !dims.empty()) {
    if (dims.size() != names.size() * 4)
      root.fail_at(
          "input_dim",
          std::to_string(dims.size()) + " input_dims are given for " + std::to_string(names.size()) + " inputs",
          "give four for each");
    for (size_t i = 0; i < names.size(); ++i) {
      TextField& shape = add_message(option, "shape");
      for (size_t k = 0; k < 4; ++k) shape.fields.push_back(*dims[i * 4 + k]);
      for (TextField& d : shape.fields) d.name = "dim";
    }
  }
  Layer layer;
  layer.name = "input";
  layer.type = "Input";
  layer.field = &made;
  layer.line = made.line;
  for (const TextField* n : names) layer.tops.emplace_back(n->text);
  layer.options.push_back(&option);
  net.layers.push_back(std::move(layer));
}

}  // namespace

std::string Layer::place() const {
  return "layer " + quote(name) + " (" + escape_for_message(type) + ")" +
         (line > 0 ? ", line " + std::to_string(line) : "");
}

const TextField* Layer::option(std::string_view name) const {
  for (auto it = options.rbegin(); it != options.rend(); ++it)
    if ((*it)->name == name) return *it;
  return nullptr;
}

Net read_net(NetFile& file, bool keep_all) {
  const TextField& root = file.root();
  Net net;
  if (const TextField* name = root.find("name")) net.name = name->text;
  const NetState state = read_state(root.find("state"));
  if (root.find("layer") && root.find("layers"))
    fail(ErrorCode::kInvalidModel, root.find("layers")->place() + ": \"layer\" and \"layers\" are mixed",
         "use \"layer\" with types in quotes throughout");
  add_net_inputs(file, net);
  for (const TextField& f : root.fields) {
    if (f.name != "layer" && f.name != "layers") continue;
    Layer layer = f.name == "layer" ? read_newest(f) : read_old(file, f);
    if (!keep_all && !is_included(layer, state)) continue;
    net.layers.push_back(std::move(layer));
  }
  if (int64_t(net.layers.size()) > limits::kMaxNodes)
    fail(ErrorCode::kLimit, "the network has more than " + std::to_string(limits::kMaxNodes) + " layers", "split it");
  join_padding(file, net.layers);
  return net;
}

}  // namespace sinter::caffe
