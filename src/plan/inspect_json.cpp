// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "plan/inspect.h"
#include "plan/plan_names.h"

namespace sinter::plan {
namespace {

using Json = nlohmann::ordered_json;  // keys in the order written

Json bound_json(const Dims& dims) {
  Json out = Json::array();
  for (int64_t d : dims) out.push_back(d == INT64_MAX ? Json() : Json(d));
  return out;
}

Json binding_json(const Plan& p, size_t i) {
  const Binding& b = p.bindings[i];
  const Slot& s = p.slots[b.slot];
  Json j;
  j["name"] = b.name;
  j["kind"] = b.is_input ? "input" : "output";
  j["dtype"] = to_string(s.dtype);
  j["shape"] = b.shape;
  j["dim_names"] = b.dim_names;
  const bool bounded = b.is_input && !p.profiles.empty() && i < p.profiles[0].min.size();
  j["min"] = bounded ? bound_json(p.profiles[0].min[i]) : Json();
  j["opt"] = bounded ? bound_json(p.profiles[0].opt[i]) : Json();
  j["max"] = bounded ? bound_json(p.profiles[0].max[i]) : Json();
  j["memory"] = space_name(s.space);
  return j;
}

Json step_json(const Plan& p, size_t i) {
  const Step& s = p.steps[i];
  Json j;
  j["index"] = i;
  j["name"] = s.name;
  j["op"] = s.op;
  j["backend"] = s.backend;
  j["tactic"] = s.tactic;
  j["config"] = s.config;
  j["inputs"] = Json::array();
  for (uint32_t x : s.inputs) j["inputs"].push_back(x == kNone ? Json() : Json(p.slots[x].name));
  j["outputs"] = Json::array();
  for (uint32_t x : s.outputs) {
    if (x == kNone) {
      j["outputs"].push_back(Json());
      continue;
    }
    Json o;
    o["name"] = p.slots[x].name;
    o["dtype"] = to_string(p.slots[x].dtype);
    o["shape"] = shape_text(p, x);
    j["outputs"].push_back(std::move(o));
  }
  j["workspace_bytes"] = s.workspace == kNone ? 0 : p.slots[s.workspace].max_bytes;
  j["sources"] = s.sources;
  return j;
}

}  // namespace

std::string inspect_json(const Plan& p) {
  Json j;
  j["model"] = p.model_name;
  j["producer"] = p.producer;
  j["format"] = std::to_string(p.format_major) + "." + std::to_string(p.format_minor);
  j["features"] = p.features;
  j["targets"] = Json::array();
  for (const auto& t : p.targets) j["targets"].push_back(Json{{"backend", t.backend}, {"fingerprint", t.fingerprint}});
  j["bindings"] = Json::array();
  for (size_t i = 0; i < p.bindings.size(); ++i) j["bindings"].push_back(binding_json(p, i));
  j["steps"] = Json::array();
  for (size_t i = 0; i < p.steps.size(); ++i) j["steps"].push_back(step_json(p, i));
  Json arena = Json::object();
  for (size_t i = 0; i < p.arena_bytes.size(); ++i)
    if (p.arena_bytes[i] > 0 || i == 0) arena[space_name(uint8_t(i))] = p.arena_bytes[i];
  j["memory"]["arena"] = std::move(arena);
  j["memory"]["constants_bytes"] = constant_bytes(p);
  j["fusions"] = p.fusions;
  // Names come from the model and may be no UTF-8: replaced rather than refused.
  return j.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sinter::plan
