// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/plugin.h"

#include "base/allocator.h"
#include "ir/record.h"
#include "ops/plugin_call.h"

namespace sinter {

SINTER_OP(Plugin)

namespace {

PluginTensorView plugin_view(const TensorView& v) {
  if (v.object || v.dtype == DataType::kString)
    fail(ErrorCode::kUnsupported, "plugins take no strings, sequences or optionals", "convert them in the model");
  return {v.data, v.dims.data(), int32_t(v.dims.size()), v.dtype};
}

[[noreturn]] void plugin_failed(const PluginDef& def, const std::string& text) {
  fail(ErrorCode::kDevice, "the plugin " + def.full_name() + " failed: " + text, "see the plugin's documentation");
}

}  // namespace

void Plugin::infer(InferContext& ctx) const { PluginCall(*this).infer(ctx); }

void Plugin::reference(RefContext& ctx) const {
  const PluginCall plugin(*this);
  std::vector<PluginTensorView> in, out;
  for (const auto& v : ctx.inputs) in.push_back(plugin_view(v));
  for (const auto& o : ctx.outputs) {
    out.push_back(plugin_view(o.view));
    if (!o.view.present()) plugin_failed(plugin.def(), "one of its outputs has no memory");
  }
  PluginRunCall call = {};
  call.inputs = in.data();
  call.num_inputs = uint32_t(in.size());
  call.outputs = out.data();
  call.num_outputs = uint32_t(out.size());
  std::string error;
  const int64_t bytes = plugin.workspace(call, error);
  if (bytes < 0) plugin_failed(plugin.def(), error);
  const Buffer workspace(host_allocator(), bytes, "a plugin's workspace");
  call.workspace = workspace.data();
  call.workspace_bytes = bytes;
  if (!plugin.run(call, error)) plugin_failed(plugin.def(), error);
}

}  // namespace sinter
