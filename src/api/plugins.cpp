// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/plugin.h"

#include <dlfcn.h>

#include <filesystem>
#include <map>
#include <mutex>

#include "base/text.h"
#include "ops/plugin_registry.h"
#include "sinter/error.h"

namespace sinter {
namespace {

// What a library's sinter_plugin_register adds. Nothing is registered before it has returned: all or nothing.
struct PluginIntake {
  std::string library;
  std::vector<PluginPtr> plugins;
  std::exception_ptr error;
};

int take_plugin(void* state, const PluginRecord* record) noexcept {
  auto& intake = *static_cast<PluginIntake*>(state);
  try {
    if (record->abi != kPluginAbi || record->bytes != sizeof(PluginRecord))
      fail(ErrorCode::kIncompatiblePlan,
           "the plugin was built for version " + std::to_string(record->abi) + " of sinter/plugin.h, this is version " +
               std::to_string(kPluginAbi),
           "compile it again with the header of this version");
    intake.plugins.push_back(std::make_shared<PluginDef>(*record, intake.library));
    return 0;
  } catch (...) {
    if (!intake.error) intake.error = std::current_exception();
    return 1;
  }
}

RegisteredPlugin listed(const PluginDef& p) { return {p.domain, p.name, p.doc, p.version, p.library}; }

void register_all(const std::vector<PluginPtr>& plugins) {
  for (size_t i = 0; i < plugins.size(); ++i) try {
      add_plugin(plugins[i]);
    } catch (...) {
      while (i-- > 0) remove_plugin(plugins[i]->domain, plugins[i]->name);
      throw;
    }
}

using RegisterFunction = int (*)(const PluginHost*);

RegisterFunction open_library(const std::string& path) {
  const std::string file = path.find('/') == std::string::npos ? "./" + path : path;  // never the system's folders
  void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char* why = ::dlerror();
    fail(ErrorCode::kIo, "the plugin library " + quote(path) + " cannot be loaded: " +
             escape_for_message(why ? why : "unknown reason"),
         "check the path, and that it was built for this machine");
  }
  if (void* f = ::dlsym(library, "sinter_plugin_register")) return reinterpret_cast<RegisterFunction>(f);
  fail(ErrorCode::kInvalidArgument, quote(path) + " is no plugin library: it has no function sinter_plugin_register",
       "write SINTER_PLUGIN_LIBRARY(MyOp) in one of its sources");
}

}  // namespace

void register_plugin(std::shared_ptr<const PluginOp> op) {
  if (!op) fail(ErrorCode::kInvalidArgument, "no plugin was given", "pass an object of a class derived from PluginOp");
  PluginIntake intake;
  const PluginHost host{kPluginAbi, &intake, take_plugin};
  PluginShim::add(&host, std::move(op));
  if (intake.error) std::rethrow_exception(intake.error);
  register_all(intake.plugins);
}

std::vector<RegisteredPlugin> load_plugins(const std::string& path) {
  static std::mutex mutex;
  static auto* const loaded = new std::map<std::string, std::vector<PluginPtr>>;
  std::error_code ignored;
  const std::string id = std::filesystem::weakly_canonical(path, ignored).string();
  const std::lock_guard lock(mutex);
  std::vector<PluginPtr> plugins;
  if (const auto known = loaded->find(id); known != loaded->end()) {
    for (const auto& p : known->second)
      if (!find_plugin(p->domain, p->name)) plugins.push_back(p);  // unregistered meanwhile
    register_all(plugins);
    plugins = known->second;
  } else {
    PluginIntake intake;
    intake.library = path;
    const PluginHost host{kPluginAbi, &intake, take_plugin};
    const int status = open_library(path)(&host);
    if (intake.error) try {
        std::rethrow_exception(intake.error);
      } catch (Error& e) {
        e.in("plugin library " + quote(path));
        throw;
      }
    if (status != 0 || intake.plugins.empty())
      fail(status == 2 ? ErrorCode::kIncompatiblePlan : ErrorCode::kInvalidArgument,
           "the plugin library " + quote(path) +
               (status == 2 ? " was built for another version of sinter/plugin.h" : " could not register its plugins"),
           "compile it again with the header of this version");
    register_all(intake.plugins);
    plugins = intake.plugins;
    loaded->emplace(id, plugins);
  }
  std::vector<RegisteredPlugin> out;
  for (const auto& p : plugins) out.push_back(listed(*p));
  return out;
}

std::vector<RegisteredPlugin> registered_plugins() {
  std::vector<RegisteredPlugin> out;
  for (const auto& p : all_plugins()) out.push_back(listed(*p));
  return out;
}

bool unregister_plugin(const std::string& domain, const std::string& name) { return remove_plugin(domain, name); }

}  // namespace sinter
