// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The plugins of this process, by domain and name. Thread-safe. What a plugin is: include/sinter/plugin.h.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sinter/plugin.h"

namespace sinter {

/// A plugin with texts of its own; who holds one may use it after it was unregistered.
class PluginDef {
 public:
  using Value = std::variant<int64_t, double, std::string, std::vector<int64_t>, std::vector<double>,
                             std::vector<std::string>>;  // the order of PluginAttributeValue::Kind
  struct Attribute {
    std::string name;
    Value value;  // the default
    bool required = false;
  };

  /// Takes `self` of the record at once. Error(kInvalidArgument) where the record cannot be used.
  PluginDef(const PluginRecord& record, std::string library);
  ~PluginDef();
  PluginDef(const PluginDef&) = delete;
  PluginDef& operator=(const PluginDef&) = delete;

  std::string domain, name, doc, library;
  uint32_t version = 1;
  int min_inputs = 0, max_inputs = 0, num_outputs = 1;
  bool overrides = false;
  std::vector<Attribute> attributes;

  const PluginRecord& record() const { return record_; }
  /// "com.example::Swirl", "Swirl" in ONNX's own domain.
  std::string full_name() const;

 private:
  void check(const PluginRecord& r);
  PluginRecord record_;
};
using PluginPtr = std::shared_ptr<const PluginDef>;

/// "com.example::Swirl".
std::string plugin_name(std::string_view domain, std::string_view name);
/// Null if there is none.
PluginPtr find_plugin(std::string_view domain, std::string_view name);
/// The plugin that a network or plan was made with. Error(kIncompatiblePlan) with the remedy if it is not registered, or
/// in another version.
PluginPtr need_plugin(std::string_view domain, std::string_view name, int64_t version);
/// Error(kInvalidArgument) if one of that name is there.
void add_plugin(PluginPtr plugin);
bool remove_plugin(std::string_view domain, std::string_view name);
/// Sorted by domain and name.
std::vector<PluginPtr> all_plugins();

}  // namespace sinter
