// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators that a plugin of this process defines (include/sinter/plugin.h).
#include "import/onnx/operators/plugin.h"

#include "base/text.h"
#include "ops/plugin_call.h"

namespace sinter::onnx {
namespace {

PluginDef::Value plugin_value(NodeContext& ctx, const AttributeProto& a) {
  switch (a.type) {
    case AttributeType::kInt:
      return a.i();
    case AttributeType::kFloat:
      return double(a.f());
    case AttributeType::kString:
      return std::string(a.s());
    case AttributeType::kInts:
      return a.ints();
    case AttributeType::kFloats:
      return std::vector<double>(a.floats().begin(), a.floats().end());
    case AttributeType::kStrings:
      return std::vector<std::string>(a.strings().begin(), a.strings().end());
    default:
      ctx.unsupported("attribute " + quote(a.name) + " is of type " + std::string(name_of(a.type)) +
                          ", which plugins do not take",
                      "pass tensors as inputs of the node");
  }
}

}  // namespace

void import_plugin(NodeContext& ctx, const PluginDef& def) {
  std::map<std::string, PluginDef::Value> given;
  for (const auto& a : ctx.node().attributes) {
    const AttributeProto* value = ctx.attr(a.name);
    if (value) given.emplace(std::string(a.name), plugin_value(ctx, *value));
  }
  if (ctx.num_outputs() > def.num_outputs)
    ctx.invalid("the node has " + std::to_string(ctx.num_outputs()) + " outputs, the plugin gives " +
                    std::to_string(def.num_outputs),
                "see the plugin's documentation");
  ctx.finish(Op(make_plugin_op(def, std::move(given))), ctx.ins(), {}, def.num_outputs);
}

}  // namespace sinter::onnx
