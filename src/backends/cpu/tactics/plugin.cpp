// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators that the user brings: their own code runs. The recipe names the plugin, its version and the attributes.
#include "backends/cpu/tactics/tactics.h"
#include "ops/plugin.h"
#include "ops/plugin_registry.h"

namespace sinter::cpu {
namespace {

class PluginTactic final : public Tactic {
 public:
  const char* name() const override { return "plugin"; }

  Verdict supports(const Problem& p) const override {
    if (!p.op().is<Plugin>()) return Verdict::other_op();
    for (const auto* list : {&p.inputs, &p.outputs})
      for (const Operand& o : *list) {
        if (o.present && o.is_object) return Verdict::no("plugins take no strings, sequences or optionals");
        if (o.present && o.format != Format::kLinear) return Verdict::no("an operand is not linear");
      }
    return Verdict::yes();
  }

  std::vector<Config> configs(const Problem& p) const override {
    const auto& op = *p.op().as<Plugin>();
    return {{plugin_name(op.domain, op.type) + " version " + std::to_string(op.version), {}}};
  }

  CompiledKernel compile(const Problem& p, const Config&) const override {
    const auto& op = *p.op().as<Plugin>();
    RecipeWriter w;
    w.text(op.domain).text(op.type).i64(op.version).i64(int64_t(op.names.size()));
    for (size_t i = 0; i < op.names.size(); ++i) w.text(op.names[i]).text(op.values[i]);
    w.i64(int64_t(p.outputs.size()));
    return make_kernel("plugin", w);
  }
};

}  // namespace

const Tactic& plugin_tactic() {
  static const PluginTactic tactic;
  return tactic;
}

}  // namespace sinter::cpu
