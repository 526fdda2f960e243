// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "api/network_impl.h"
#include "base/text.h"
#include "ops/plugin_call.h"
#include "sinter/error.h"

namespace sinter {
namespace {

PluginDef::Value plugin_attribute(const Attribute& a) {
  return std::visit(
      [&](const auto& v) -> PluginDef::Value {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, bool>) {
          return int64_t(v);
        } else if constexpr (std::is_same_v<T, DataType>) {
          fail(ErrorCode::kInvalidArgument,
               "attribute " + quote(a.name) + " is an element type, which plugins do not take",
               "give an integer, a number, a text or a list of those");
        } else {
          return v;
        }
      },
      a.value);
}

}  // namespace

std::vector<Tensor> Network::add_plugin(const std::string& domain, const std::string& type,
                                        std::span<const Tensor> inputs, std::span<const Attribute> attributes,
                                        const std::string& name) {
  const PluginPtr def = find_plugin(domain, type);
  if (!def)
    fail(ErrorCode::kInvalidArgument, "there is no plugin " + plugin_name(domain, type),
         "register it first (load_plugins, register_plugin)");
  std::map<std::string, PluginDef::Value> given;
  for (const auto& a : attributes) given[a.name] = plugin_attribute(a);
  const Plugin op = make_plugin_op(*def, std::move(given));
  const Attribute all[] = {{"domain", op.domain},
                           {"type", op.type},
                           {"version", Attribute::Value(op.version)},
                           {"names", op.names},
                           {"values", op.values}};
  return add(Plugin::kName, inputs, all, name, def->num_outputs);
}

}  // namespace sinter
