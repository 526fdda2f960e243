// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/plugin.h"

#include "base/text.h"
#include "ops/plugin_call.h"

namespace sinter::caffe {
namespace {

using PluginValue = PluginDef::Value;

int64_t plugin_integer(const TextField& f) {
  if (const auto v = f.as_int()) return *v;
  if (const auto v = f.as_bool()) return *v;
  fail(ErrorCode::kInvalidModel, f.place() + ": " + quote(f.name) + " is " + quote(f.text) + ", not an integer",
       "see the plugin's documentation");
}

double plugin_number(const TextField& f) {
  if (const auto v = f.as_double()) return *v;
  fail(ErrorCode::kInvalidModel, f.place() + ": " + quote(f.name) + " is " + quote(f.text) + ", not a number",
       "see the plugin's documentation");
}

/// In the kind that the plugin declares; a list takes all fields of the name.
PluginValue plugin_value_of(const std::vector<const TextField*>& fields, const PluginValue& declared) {
  if (std::holds_alternative<int64_t>(declared)) return plugin_integer(*fields.back());
  if (std::holds_alternative<double>(declared)) return plugin_number(*fields.back());
  if (std::holds_alternative<std::string>(declared)) return std::string(fields.back()->text);
  std::vector<int64_t> ints;
  std::vector<double> numbers;
  std::vector<std::string> texts;
  for (const TextField* f : fields) {
    if (std::holds_alternative<std::vector<int64_t>>(declared))
      ints.push_back(plugin_integer(*f));
    else if (std::holds_alternative<std::vector<double>>(declared))
      numbers.push_back(plugin_number(*f));
    else
      texts.emplace_back(f->text);
  }
  if (std::holds_alternative<std::vector<int64_t>>(declared)) return ints;
  if (std::holds_alternative<std::vector<double>>(declared)) return numbers;
  return texts;
}

bool is_training_option(std::string_view name) { return name == "transform_param" || name == "loss_param"; }

}  // namespace

PluginPtr find_layer_plugin(std::string_view type) {
  const PluginPtr plugin = find_plugin("", type);
  return plugin ? plugin : find_plugin("caffe", type);
}

void import_plugin_layer(LayerContext& ctx, const PluginDef& def) {
  std::map<std::string, std::vector<const TextField*>> fields;
  for (const TextField* option : ctx.layer().options)
    if (!is_training_option(option->name))
      for (const TextField& f : option->fields) fields[std::string(f.name)].push_back(&f);
  std::map<std::string, PluginValue> given;
  for (const auto& [name, list] : fields) {
    PluginValue declared = std::string();  // an unknown one is refused by make_plugin_op
    for (const auto& a : def.attributes)
      if (a.name == name) declared = a.value;
    given.emplace(name, plugin_value_of(list, declared));
  }
  std::vector<ValueId> inputs;
  for (size_t i = 0; i < ctx.num_bottoms(); ++i) inputs.push_back(ctx.bottom(i));
  const size_t blobs = ctx.num_blobs();
  for (size_t i = 0; i < blobs; ++i) inputs.push_back(ctx.weight_value(ctx.blob_as_is(i), "blob_" + std::to_string(i)));
  if (int(ctx.num_tops()) > def.num_outputs)
    ctx.invalid("the layer has " + std::to_string(ctx.num_tops()) + " tops, the plugin gives " +
                    std::to_string(def.num_outputs),
                "see the plugin's documentation");
  NodeMeta meta;
  meta.sources = {ctx.source()};
  meta.num_outputs = def.num_outputs;
  const NodeId id = ctx.graph().add(Op(make_plugin_op(def, std::move(given))), std::move(inputs), std::move(meta));
  for (size_t i = 0; i < ctx.num_tops(); ++i) ctx.top(i, ctx.graph().node(id).outputs[i]);
}

}  // namespace sinter::caffe
