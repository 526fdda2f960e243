// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A node's plugin, ready to be called: its attributes as the boundary wants them. What a plugin gives back is checked
// here: it may be wrong in any way.
#pragma once
#include <map>
#include <span>

#include "ops/plugin.h"
#include "ops/plugin_registry.h"

namespace sinter {

class PluginCall {
 public:
  /// Error(kIncompatiblePlan): not registered, or in another version; Error(kInvalidModel): the attributes are not those
  /// that it declares.
  explicit PluginCall(const Plugin& op);
  PluginCall(const PluginCall&) = delete;
  PluginCall& operator=(const PluginCall&) = delete;

  const PluginDef& def() const { return *def_; }
  void infer(InferContext& ctx) const;
  /// -1 with a text in `error` if it failed or gave nonsense.
  int64_t workspace(PluginRunCall call, std::string& error) const noexcept;
  bool run(PluginRunCall call, std::string& error) const noexcept;

 private:
  PluginPtr def_;
  std::vector<PluginDef::Value> values_;
  std::vector<std::vector<const char*>> texts_;
  std::vector<PluginAttributeValue> attributes_;
};

/// The op of a node: all attributes that the plugin declares, those given with these values. Error(kInvalidModel) for
/// names that it does not declare ("did you mean"), wrong kinds, and required ones that are missing. Integers are taken
/// for numbers.
Plugin make_plugin_op(const PluginDef& def, std::map<std::string, PluginDef::Value> given);

}  // namespace sinter
