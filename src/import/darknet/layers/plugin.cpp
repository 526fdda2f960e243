// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Sections that a plugin of this process defines (include/sinter/plugin.h). The plugin gets what the layer before
// gives, then the layers that `from` names, and its attributes from keys of the same names.
#include <map>

#include "base/text.h"
#include "import/darknet/layer_table.h"
#include "ops/plugin_call.h"

namespace sinter::darknet {
namespace {

PluginPtr plugin_of(const std::string& section) {
  const PluginPtr own = find_plugin("darknet", section);
  return own ? own : find_plugin("", section);
}

/// The key's text as what the plugin declares (the kind of its default).
PluginDef::Value layer_attribute(const Section& s, const PluginDef::Attribute& a) {
  if (std::holds_alternative<int64_t>(a.value)) return s.integer(a.name, 0, INT64_MIN, INT64_MAX);
  if (std::holds_alternative<double>(a.value)) return s.number(a.name, 0);
  if (std::holds_alternative<std::vector<int64_t>>(a.value)) return s.integers(a.name);
  if (std::holds_alternative<std::vector<double>>(a.value)) return s.numbers(a.name);
  if (std::holds_alternative<std::string>(a.value)) return s.text(a.name, "");
  std::vector<std::string> texts;
  std::string rest = s.text(a.name, "");
  for (size_t comma; (comma = rest.find(',')) != std::string::npos; rest.erase(0, comma + 1))
    texts.push_back(rest.substr(0, comma));
  texts.push_back(rest);
  return texts;
}

}  // namespace

bool has_plugin(const std::string& section) { return plugin_of(section) != nullptr; }

bool plugin_overrides(const std::string& section) {
  const PluginPtr plugin = plugin_of(section);
  return plugin && plugin->overrides;
}

ValueId import_plugin_layer(LayerContext& ctx) {
  const PluginPtr def = plugin_of(ctx.section().type());
  if (!def) refuse_layer(ctx.section().type());
  std::map<std::string, PluginDef::Value> given;
  for (const auto& a : def->attributes)
    if (ctx.section().has(a.name)) given.emplace(a.name, layer_attribute(ctx.section(), a));
  std::vector<ValueId> inputs{ctx.input()};
  for (int64_t i : ctx.section().integers("from")) inputs.push_back(ctx.layer(i));
  NodeMeta meta;
  meta.sources = {ctx.source()};
  meta.num_outputs = def->num_outputs;
  const ValueId v =
      ctx.graph().add_value(Op(make_plugin_op(*def, std::move(given))), std::move(inputs), std::move(meta));
  if (ctx.graph().tensor(v).dtype != DataType::kFloat32 || ctx.rank_of(v) != 4)
    ctx.unsupported("the plugin's first output is " + to_string(ctx.graph().value(v).type), "give f32[N, C, H, W]");
  return v;
}

}  // namespace sinter::darknet
