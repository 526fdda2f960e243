// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/plugin_registry.h"

#include <map>
#include <mutex>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter {
namespace {

constexpr uint32_t kMostPluginAttributes = 256, kMostListValues = 1u << 20;
constexpr int kMostPluginOutputs = 256;

struct PluginTable {
  std::mutex mutex;
  std::map<std::pair<std::string, std::string>, PluginPtr, std::less<>> by_name;
};
// Never destroyed: engines of other statics may hold plugins to the very end.
PluginTable& plugin_table() {
  static auto* const table = new PluginTable;
  return *table;
}

std::pair<std::string, std::string> key_of(std::string_view domain, std::string_view name) {
  return {domain == "ai.onnx" ? std::string() : std::string(domain), std::string(name)};
}

[[noreturn]] void bad_record(const std::string& what, const std::string& remedy) {
  fail(ErrorCode::kInvalidArgument, "the plugin cannot be registered: " + what, remedy);
}

PluginDef::Value value_of(const PluginAttributeValue& a) {
  using Kind = PluginAttributeValue::Kind;
  const bool single = a.kind == Kind::kInt || a.kind == Kind::kFloat || a.kind == Kind::kString;
  if (a.kind > Kind::kStrings || a.count > kMostListValues || (single && a.count != 1))
    bad_record("attribute " + quote(a.name) + " has a wrong kind or number of values",
               "use PluginAttribute's functions");
  switch (a.kind) {
    case Kind::kInt:
      return a.ints[0];
    case Kind::kFloat:
      return a.floats[0];
    case Kind::kString:
      return std::string(a.strings[0]);
    case Kind::kInts:
      return std::vector<int64_t>(a.ints, a.ints + a.count);
    case Kind::kFloats:
      return std::vector<double>(a.floats, a.floats + a.count);
    case Kind::kStrings:
      break;
  }
  return std::vector<std::string>(a.strings, a.strings + a.count);
}

}  // namespace

PluginDef::PluginDef(const PluginRecord& r, std::string from) : library(std::move(from)), record_(r) {
  try {
    check(r);
  } catch (...) {
    if (r.release) r.release(r.self);
    throw;
  }
  // Its texts belong to the library's object; ours are copies, so that nobody reads through old pointers.
  record_.domain = record_.name = record_.doc = nullptr;
  record_.attributes = nullptr;
  record_.required = nullptr;
}

void PluginDef::check(const PluginRecord& r) {
  if (!r.domain || !r.name || !r.infer || !r.workspace || !r.run || !r.release || (r.num_attributes && !r.attributes))
    bad_record("its record is not filled in", "derive from PluginOp and use SINTER_PLUGIN_LIBRARY or register_plugin");
  std::tie(domain, name) = key_of(r.domain, r.name);
  doc = r.doc ? r.doc : "";
  version = r.version;
  min_inputs = r.min_inputs;
  max_inputs = r.max_inputs;
  num_outputs = r.num_outputs;
  overrides = r.overrides != 0;
  if (name.empty() || name.size() > limits::kMaxNameInMessage)
    bad_record("its name is " + quote(name),
               "give it a name of at most " + std::to_string(limits::kMaxNameInMessage) + " bytes");
  if (min_inputs < 0 || (max_inputs >= 0 && max_inputs < min_inputs) || num_outputs < 1 ||
      num_outputs > kMostPluginOutputs || r.num_attributes > kMostPluginAttributes)
    bad_record(plugin_name(domain, name) + " declares " + std::to_string(min_inputs) + " to " +
                   std::to_string(max_inputs) + " inputs, " + std::to_string(num_outputs) + " outputs and " +
                   std::to_string(r.num_attributes) + " attributes",
               "declare min_inputs <= max_inputs (or -1), 1 to " + std::to_string(kMostPluginOutputs) +
                   " outputs, at most " + std::to_string(kMostPluginAttributes) + " attributes");
  std::set<std::string> names;
  for (uint32_t i = 0; i < r.num_attributes; ++i) {
    attributes.push_back({r.attributes[i].name, value_of(r.attributes[i]), r.required && r.required[i]});
    if (!names.insert(attributes.back().name).second)
      bad_record(plugin_name(domain, name) + " declares the attribute " + quote(attributes.back().name) + " twice",
                 "declare it once");
  }
}

PluginDef::~PluginDef() {
  if (record_.release) record_.release(record_.self);
}

std::string PluginDef::full_name() const { return plugin_name(domain, name); }

std::string plugin_name(std::string_view domain, std::string_view name) {
  return domain.empty() ? std::string(name) : std::string(domain) + "::" + std::string(name);
}

PluginPtr find_plugin(std::string_view domain, std::string_view name) {
  PluginTable& t = plugin_table();
  const std::lock_guard lock(t.mutex);
  const auto it = t.by_name.find(key_of(domain, name));
  return it == t.by_name.end() ? nullptr : it->second;
}

PluginPtr need_plugin(std::string_view domain, std::string_view name, int64_t version) {
  PluginPtr p = find_plugin(domain, name);
  const std::string full = escape_for_message(plugin_name(domain, name));
  if (!p)
    fail(ErrorCode::kIncompatiblePlan,
         "the plugin " + full + " (version " + std::to_string(version) + ") is needed and is not registered",
         "load its library first (command line: --plugin LIB.so; API: load_plugins or register_plugin)");
  if (int64_t(p->version) != version)
    fail(ErrorCode::kIncompatiblePlan,
         "the plugin " + full + " is needed in version " + std::to_string(version) + ", registered is version " +
             std::to_string(p->version),
         "load the library of that version, or build the plan again with this one");
  return p;
}

void add_plugin(PluginPtr plugin) {
  PluginTable& t = plugin_table();
  const std::lock_guard lock(t.mutex);
  const auto [it, fresh] = t.by_name.try_emplace({plugin->domain, plugin->name}, plugin);
  if (fresh) return;
  const std::string& from = it->second->library;
  bad_record("there is a plugin " + plugin->full_name() + " already" + (from.empty() ? "" : ", from " + quote(from)),
             "load one of the two, or give one another name or domain");
}

bool remove_plugin(std::string_view domain, std::string_view name) {
  PluginTable& t = plugin_table();
  PluginPtr last;  // released outside the lock: its destructor is foreign code
  const std::lock_guard lock(t.mutex);
  const auto it = t.by_name.find(key_of(domain, name));
  if (it == t.by_name.end()) return false;
  last = std::move(it->second);
  t.by_name.erase(it);
  return true;
}

std::vector<PluginPtr> all_plugins() {
  PluginTable& t = plugin_table();
  const std::lock_guard lock(t.mutex);
  std::vector<PluginPtr> out;
  for (const auto& [key, p] : t.by_name) out.push_back(p);
  return out;
}

}  // namespace sinter
